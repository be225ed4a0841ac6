import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDownload } from './download.ts'

let asked: string[] = []
const answers: Record<string, RequestListener> = {
  '/data/prices%20of%20May.csv': (_, response) => response.end('a,b\n1,2\n'),
  '/old': (_, response) => response.writeHead(302, { location: '/data/prices%20of%20May.csv' }).end(),
  '/round': (_, response) => response.writeHead(301, { location: '/round' }).end(),
  '/away': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/busy': (_, response) =>
    response.writeHead(asked.filter((url) => url === '/busy').length < 3 ? 503 : 200).end('at last'),
  '/broken': (_, response) => response.writeHead(500).end(),
  '/short': (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setImmediate(() => response.destroy())
  },
}
const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  const answer = answers[request.url ?? '']
  if (answer) answer(request, response)
  else response.writeHead(404).end()
})
let base = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = (path: string, allowPrivate = true) => {
  asked = []
  return openDownload(base + path, {
    allowPrivate,
    signal: new AbortController().signal,
    waitsMs: [0, 0],
  })
}

describe('a download', () => {
  test('follows where it is led', async () => {
    const found = await open('/old')
    expect(await text(found.body)).toBe('a,b\n1,2\n')
    expect(found.url.pathname).toBe('/data/prices%20of%20May.csv')
  })

  test('asks a busy server three times, and nobody else twice', async () => {
    expect(await text((await open('/busy')).body)).toBe('at last')
    expect(asked).toHaveLength(3)
    await expect(open('/broken')).rejects.toMatchObject({ message: expect.stringContaining('answered 500.') })
    expect(asked).toHaveLength(3)
    await expect(open('/nothing')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('answered 404: nothing is there.'),
    })
    expect(asked).toHaveLength(1)
  })

  test('goes in no circle, to no other protocol, and to no address of this machine', async () => {
    await expect(open('/round')).rejects.toMatchObject({ code: 'download_failed' })
    expect(asked).toHaveLength(6)
    await expect(open('/away')).rejects.toMatchObject({ code: 'address', field: 'url' })
    await expect(open('/old', false)).rejects.toMatchObject({ code: 'private_address', field: 'url' })
    expect(asked).toEqual([])
  })

  test('breaks off where the server does', async () => {
    await expect(text((await open('/short')).body)).rejects.toThrow()
  })

  test('says whom it could not reach', async () => {
    const failed = openDownload('http://127.0.0.1:9/x.csv', {
      allowPrivate: true,
      signal: new AbortController().signal,
      waitsMs: [],
    })
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining('did not answer (ECONNREFUSED)'),
    })
  })
})
