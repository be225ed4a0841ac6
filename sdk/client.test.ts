import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createClient } from './client.ts'

it('says that what answers is not Millrace, where it says yes to everything', async () => {
  const other = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  await expect(createClient({ url }).runs.list()).rejects.toMatchObject({
    code: 'unreachable',
    message: `What answers at ${url} is not Millrace. Is the address right?`,
  })
  other.close()
})
