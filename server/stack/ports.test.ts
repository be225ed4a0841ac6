import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { chooseInternalPort, isPortFree, requirePort } from './ports.ts'

const occupy = (host = '127.0.0.1'): Promise<{ port: number } & AsyncDisposable> =>
  new Promise((resolve, reject) => {
    const server: Server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      resolve({
        port: address.port,
        [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())),
      })
    })
  })

test('a taken port is named in one line, with what to set', async () => {
  await using taken = await occupy()
  const message = await requirePort(taken.port, '127.0.0.1', 'MILLRACE_PORT').catch(
    (error: Error) => error.message,
  )
  expect(message).toContain(`Port ${taken.port} is taken`)
  expect(message).toContain('MILLRACE_PORT=')
  expect(message).not.toContain('\n')
})

test('a port taken on every address is taken on loopback too', async () => {
  await using taken = await occupy('0.0.0.0')
  await expect(requirePort(taken.port, '127.0.0.1', 'MILLRACE_PORT')).rejects.toThrow('is taken')
})

test('an address of another machine is refused', async () => {
  await expect(requirePort(0, '192.0.2.1', 'MILLRACE_PORT')).rejects.toThrow('Set MILLRACE_HOST')
})

test('a free port passes and stays free', async () => {
  const port = await chooseInternalPort(undefined)
  await requirePort(port, '127.0.0.1', 'MILLRACE_PORT')
  expect(await isPortFree(port, '127.0.0.1')).toBe(true)
})

test('an internal port is kept while it is free, and changed when it is taken', async () => {
  const free = await chooseInternalPort(undefined)
  expect(await chooseInternalPort(free)).toBe(free)
  await using taken = await occupy()
  const other = await chooseInternalPort(taken.port)
  expect(other).not.toBe(taken.port)
  expect(other).toBeGreaterThan(1023)
})
