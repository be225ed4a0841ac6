import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { checkNode, explainSystemError, prepareDataDir } from './preflight.ts'

test('a data folder is made', () => {
  using folder = createTestFolder()
  prepareDataDir(join(folder.path, 'a', 'b'))
})

test('a data folder that cannot be made is one clear line', () => {
  using folder = createTestFolder()
  const file = join(folder.path, 'file')
  writeFileSync(file, '')
  expect(() => prepareDataDir(join(file, 'data'))).toThrow(/part of its path is a file\. Set MILLRACE_DATA/)
})

test('a full disk is one clear line', () => {
  using folder = createTestFolder()
  expect(() => prepareDataDir(folder.path, () => 12.7)).toThrow(/^Only 12 MiB are free .* needs 500 MiB/)
})

test('what the system refuses is said in words', () => {
  const error = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/data/x' })
  expect(explainSystemError(error)).toBe('the disk is full (/data/x)')
  expect(explainSystemError(new Error('other'))).toBeUndefined()
})

test('an old Node is refused', () => {
  expect(() => checkNode('18.19.0')).toThrow('Millrace needs Node 20.11 or later, and this is 18.19.0')
  checkNode('20.11.0')
  checkNode('22.1.0')
})
