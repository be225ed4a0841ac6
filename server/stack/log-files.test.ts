import { closeSync, existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tests/kit/test-folder.ts'
import { explainLog, logPathOf, openLog, rotateLog, tailLog } from './log-files.ts'

test('a log past its limit is set aside, three deep, and writing goes on in the emptied file', () => {
  using folder = createTestFolder()
  const path = logPathOf(folder.path, 'web')
  const log = openLog(folder.path, 'web')
  for (const round of ['one', 'two', 'three', 'four']) {
    writeSync(log, `${round} ${'.'.repeat(100)}\n`)
    expect(rotateLog(path, 50)).toBe(true)
  }
  writeSync(log, 'five\n')
  closeSync(log)
  expect(rotateLog(path, 50)).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe('five\n')
  expect([1, 2, 3].map((index) => readFileSync(`${path}.${index}`, 'utf8').split(' ')[0])).toEqual([
    'four',
    'three',
    'two',
  ])
  expect(existsSync(`${path}.4`)).toBe(false)
})

test('the last lines of a log are read without the whole of it', () => {
  using folder = createTestFolder()
  const path = join(folder.path, 'a.log')
  expect(tailLog(path, 2)).toEqual([])
  writeFileSync(path, `${'x'.repeat(50_000)}\nfirst\n\nlast\n`)
  expect(tailLog(path, 2)).toEqual(['first', 'last'])
})

test('the reason is found among the lines of a crash', () => {
  using folder = createTestFolder()
  const path = join(folder.path, 'a.log')
  writeFileSync(
    path,
    [
      'node:internal/modules/esm:1',
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/x.ts'",
      '    at file:1:2',
      "  code: 'ERR_MODULE_NOT_FOUND'",
      '}',
      'Node.js v20.20.2',
    ].join('\n'),
  )
  expect(explainLog(path)).toEqual([
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/x.ts'",
    "code: 'ERR_MODULE_NOT_FOUND'",
  ])
  writeFileSync(path, 'one\ntwo\nthree\nfour\n')
  expect(explainLog(path)).toEqual(['two', 'three', 'four'])
})
