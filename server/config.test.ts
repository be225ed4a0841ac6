import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isLoopback, loadConfig, loadServiceConfig, urlHost } from './config.ts'

const message = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('nothing was thrown')
}

describe('loadConfig', () => {
  test('has a default for everything', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      dataDir: resolve('.millrace'),
      host: '127.0.0.1',
      port: 3000,
      servingPort: 3001,
      servingUrl: 'http://127.0.0.1:3001',
      temporalNamespace: 'default',
      databaseUrl: undefined,
      temporalAddress: undefined,
      token: undefined,
    })
    expect(config.computeChildren).toBeGreaterThanOrEqual(1)
    expect(config.computeMemoryMb).toBeGreaterThanOrEqual(512)
    expect(Number.isInteger(config.computeMemoryMb)).toBe(true)
  })

  test('keeps webhooks away from private networks unless told otherwise', () => {
    expect(loadConfig({}).allowPrivateAddresses).toBe(false)
    expect(loadConfig({ MILLRACE_ALLOW_PRIVATE_ADDRESSES: '1' }).allowPrivateAddresses).toBe(true)
    expect(message(() => loadConfig({ MILLRACE_ALLOW_PRIVATE_ADDRESSES: 'maybe' }))).toBe(
      'MILLRACE_ALLOW_PRIVATE_ADDRESSES is “maybe”: expected 1 or 0.',
    )
  })

  test('treats an empty variable as not set', () => {
    expect(loadConfig({ MILLRACE_TOKEN: '', MILLRACE_PORT: '' })).toMatchObject({
      token: undefined,
      port: 3000,
    })
  })

  test('names the variable and what is expected', () => {
    expect(message(() => loadConfig({ MILLRACE_PORT: 'web' }))).toBe(
      'MILLRACE_PORT is “web”: expected a port, a whole number from 1 to 65535.',
    )
    expect(message(() => loadConfig({ MILLRACE_PORT: '70000' }))).toContain('65535 or less')
    expect(message(() => loadConfig({ MILLRACE_COMPUTE_CHILDREN: '0' }))).toContain(
      'MILLRACE_COMPUTE_CHILDREN',
    )
    expect(message(() => loadConfig({ TEMPORAL_ADDRESS: 'http://x' }))).toContain('host:port')
    expect(message(() => loadConfig({ MILLRACE_HOST: 'http://x' }))).toContain('MILLRACE_HOST')
  })

  test('reports every bad variable at once', () => {
    const lines = message(() => loadConfig({ MILLRACE_PORT: 'a', MILLRACE_SERVING_PORT: 'b' })).split('\n')
    expect(lines).toHaveLength(2)
  })

  test('never shows a secret', () => {
    const text = message(() =>
      loadConfig({
        MILLRACE_TOKEN: 'hunter2',
        MILLRACE_SECRET_KEY: 'hunter2',
        DATABASE_URL: 'mysql://u:hunter2@h/d',
      }),
    )
    expect(text).not.toContain('hunter2')
    expect(text).toContain('DATABASE_URL')
    expect(text).toContain('MILLRACE_TOKEN')
    expect(text).toContain('MILLRACE_SECRET_KEY is set: expected 32 random bytes')
  })

  test('refuses to listen beyond this machine without a token', () => {
    expect(message(() => loadConfig({ MILLRACE_HOST: '0.0.0.0' }))).toContain('set MILLRACE_TOKEN')
    const token = '0123456789abcdef'
    expect(loadConfig({ MILLRACE_HOST: '0.0.0.0', MILLRACE_TOKEN: token }).token).toBe(token)
  })

  test('refuses one port for two services', () => {
    expect(message(() => loadConfig({ MILLRACE_PORT: '4000', MILLRACE_SERVING_PORT: '4000' }))).toContain(
      '4000',
    )
  })

  test.each(['postgres://u:p@h:5432/db', 'postgresql://h/db?sslmode=require'])(
    'accepts the database %s',
    (DATABASE_URL) => {
      expect(loadConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL)
    },
  )

  test.each(['localhost:7233', 'temporal:7233', '[::1]:7233'])(
    'accepts Temporal at %s',
    (TEMPORAL_ADDRESS) => {
      expect(loadConfig({ TEMPORAL_ADDRESS }).temporalAddress).toBe(TEMPORAL_ADDRESS)
    },
  )
})

describe('loadServiceConfig', () => {
  test('names what is missing', () => {
    expect(message(() => loadServiceConfig({ DATABASE_URL: 'postgres://h/db' }))).toContain(
      'TEMPORAL_ADDRESS is not set',
    )
    expect(message(() => loadServiceConfig({}))).toContain('DATABASE_URL and TEMPORAL_ADDRESS are not set')
  })
})

test('isLoopback knows what only this machine reaches', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '::1']) expect(isLoopback(host)).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org', 'example.org'])
    expect(isLoopback(host)).toBe(false)
})

test('urlHost writes an address as it stands in a URL', () => {
  expect(urlHost('::1')).toBe('[::1]')
  expect(urlHost('0.0.0.0')).toBe('127.0.0.1')
  expect(urlHost('example.org')).toBe('example.org')
})
