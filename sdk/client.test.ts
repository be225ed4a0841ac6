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
