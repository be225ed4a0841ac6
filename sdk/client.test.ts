import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { type Client, createClient } from './client.ts'

const ways: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  list: ({ runs }) => runs.list(),
  send: ({ runs }) => runs.cancel('x'),
  remove: ({ models }) => models.remove('x'),
  alias: ({ models }) => models.setAlias('x', 'champion'),
  upload: ({ datasets }) => datasets.upload('a.csv', 'a\n1\n'),
  import: ({ models }) => models.import(new Uint8Array([1])),
}

it.each([
  [200, 'ok', /^What answers at http:\S+ is not Millrace \(status 200\)\. Is the address right\?$/],
  [404, '<html>Not found</html>', /is not Millrace \(status 404\)/],
  [404, '{"error":"no"}', /is not Millrace \(status 404\)/],
  [502, '<html>Bad gateway</html>', /^Millrace does not answer at .*\(status 502\)/],
])('says that what answers is not Millrace: %i %s', async (status, text, message) => {
  const other = createServer((request, response) => {
    request.resume()
    response.writeHead(status).end(text)
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const client = createClient({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` })
  for (const [name, way] of Object.entries(ways))
    await expect(way(client), name).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(message) as string,
    })
  other.close()
})

it('says of what takes too long that it may be under way', async () => {
  const silent = createServer((request) => request.resume()).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const client = createClient({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` })
  await fetch('data:,')
  // Where Node keeps what its fetch asks with; it waits for five minutes.
  const key = Symbol.for('undici.globalDispatcher.1')
  const kept = globalThis as unknown as Record<symbol, { constructor: new (options: object) => never }>
  const usual = kept[key]!
  kept[key] = new usual.constructor({ headersTimeout: 100 })
  try {
    await expect(client.datasets.fetch('https://example.com/a.csv')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('may still be at work') as string,
    })
  } finally {
    kept[key] = usual
    silent.closeAllConnections()
    silent.close()
  }
})
