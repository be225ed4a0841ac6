import { describe, expect, test } from 'vitest'
import { guardRequest } from './guard.ts'

const local = { host: '127.0.0.1', token: undefined }
const request = (method: string, headers: Record<string, string>) => ({
  method,
  headers: new Headers(headers),
})
const check =
  (
    method: string,
    headers: Record<string, string>,
    config: { host: string; token: string | undefined } = local,
  ) =>
  () =>
    guardRequest(request(method, headers), config)

describe('on loopback', () => {
  test('answers to loopback names only', () => {
    expect(check('GET', { host: 'localhost:3000' })).not.toThrow()
    expect(check('GET', { host: '[::1]:3000' })).not.toThrow()
    expect(check('GET', { host: '127.0.0.1' })).not.toThrow()
    expect(check('GET', { host: 'evil.example' })).toThrow(/does not answer/)
    expect(check('GET', { host: '127.0.0.1.evil.example:3000' })).toThrow(/does not answer/)
    expect(check('GET', {})).toThrow(/does not answer/)
  })

  test('lets its own pages and programs change things, other sites not', () => {
    expect(check('POST', { host: 'localhost:3000', origin: 'http://localhost:3000' })).not.toThrow()
    expect(check('POST', { host: 'localhost:3000' })).not.toThrow()
    expect(check('POST', { host: 'localhost:3000', origin: 'http://localhost:4000' })).toThrow(/another site/)
    expect(check('POST', { host: 'localhost:3000', origin: 'null' })).toThrow(/another site/)
    expect(check('POST', { host: 'localhost:3000', 'sec-fetch-site': 'cross-site' })).toThrow(/another site/)
    expect(check('GET', { host: 'localhost:3000', origin: 'http://evil.example' })).not.toThrow()
  })
})

describe('with a token', () => {
  const remote = { host: '0.0.0.0', token: 'a-token-of-some-length' }
  test('asks for it in a header or a cookie', () => {
    expect(check('GET', { host: 'millrace.example' }, remote)).toThrow(/token/)
    expect(check('GET', { host: 'millrace.example', authorization: 'Bearer wrong' }, remote)).toThrow(/token/)
    expect(
      check('GET', { host: 'millrace.example', authorization: 'Bearer a-token-of-some-length' }, remote),
    ).not.toThrow()
    expect(
      check('POST', { host: 'm.example', cookie: 'x=1; millrace_token=a-token-of-some-length' }, remote),
    ).not.toThrow()
  })
})
