import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { isSupported, obtainTemporalCli, parseVersion } from './temporal-cli.ts'

const options = (folder: string, named?: string) => ({
  named,
  toolsDir: join(folder, 'tools'),
  fallbackDir: join(folder, 'fallback'),
  onProgress: () => {},
  signal: new AbortController().signal,
})

const writeProgram = (path: string, prints: string): string => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, `#!/bin/sh\necho "${prints}"\n`)
  chmodSync(path, 0o755)
  return path
}

test('versions are read and held against the oldest that will do', () => {
  expect(parseVersion('temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)')).toBe('1.9.1')
  expect(parseVersion('tctl version 1.18')).toBeUndefined()
  expect(isSupported('1.9.1')).toBe(true)
  expect(isSupported('1.5.0')).toBe(true)
  expect(isSupported('1.4.9')).toBe(false)
  expect(isSupported('0.13.2')).toBe(false)
  expect(isSupported('2.0.0')).toBe(false)
})

test.skipIf(process.platform === 'win32')('a program that is named comes first, and is checked', async () => {
  using folder = createTestFolder()
  const good = writeProgram(join(folder.path, 'good'), 'temporal version 1.8.0 (Server 1.30.0, UI 2.1.0)')
  const old = writeProgram(join(folder.path, 'old'), 'temporal version 0.9.0 (server 1.20.0)')
  expect(await obtainTemporalCli(options(folder.path, good))).toEqual({
    path: good,
    version: '1.8.0',
    origin: 'MILLRACE_TEMPORAL_CLI',
  })
  await expect(obtainTemporalCli(options(folder.path, old))).rejects.toThrow(
    'version 0.9.0: expected version 1.5',
  )
  await expect(obtainTemporalCli(options(folder.path, join(folder.path, 'none')))).rejects.toThrow(
    'is not a Temporal CLI that runs here',
  )
})
