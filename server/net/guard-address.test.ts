import { describe, expect, test } from 'vitest'
import { openWebhookReceiver } from '../../tests/kit/webhook-receiver.ts'
import { checkAddress, checkUrl, isPublicAddress } from './guard-address.ts'
import { postJson } from './post-json.ts'

describe('addresses', () => {
  test.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    'localhost',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

const refused = (address: string) => {
  try {
    checkUrl(address, { allowPrivate: false })
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return undefined
}

test.each([
  'http://127.0.0.1/',
  // All ways to write loopback are one to the parser of addresses.
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1:8080/x',
  'http://[::1]/',
  'https://[::ffff:10.0.0.1]/',
])('%s is refused before it is called', (address) => {
  expect(refused(address)).toMatch(/private network/)
})

test.each(['ftp://example.org/', 'file:///etc/passwd', 'example.org', ''])(
  '“%s” is no address for a webhook',
  (address) => {
    expect(refused(address)).toMatch(/http:\/\/ or https:\/\//)
  },
)

test('a name that leads to this machine is refused where it is looked up, and reached where that is allowed', async () => {
  await using receiver = await openWebhookReceiver([302])
  const address = receiver.url.replace('127.0.0.1', 'localhost')
  await expect(postJson(address, '{}', { allowPrivate: false })).rejects.toThrow(
    '“localhost” is an address of this',
  )
  expect(receiver.calls).toHaveLength(0)
  // A redirect is the answer.
  expect(await postJson(receiver.url, '{"a":1}', { allowPrivate: true })).toEqual({ status: 302 })
  expect(receiver.calls.map(({ body }) => body)).toEqual(['{"a":1}'])
})

test('an address for later is refused where it leads to this machine now, unless that is allowed', async () => {
  for (const address of ['http://localhost:9/hook', 'http://127.0.0.1/', 'http://[::1]:80/'])
    await expect(checkAddress(address, { allowPrivate: false })).rejects.toMatchObject({
      code: 'private_address',
      field: 'webhook',
    })
  await checkAddress('http://localhost:9/hook', { allowPrivate: true })
  await checkAddress('https://no-such-host.invalid/hook', { allowPrivate: false })
  await expect(checkAddress('localhost', { allowPrivate: true })).rejects.toMatchObject({ code: 'address' })
})
