import { expect, test } from 'vitest'
import { english } from './english.ts'
import { createTranslator } from './translate.ts'

const chinese = createTranslator('zh', {
  texts: {
    'Run now': '立即运行',
    '{{count}} rows': '{{count}} 行',
    'Version {{version}} of {{name}}': '{{name}} 的版本 {{version}}',
    Split: '拆分',
    'This drawing has no end.': '此流程没有终点。',
  },
  messages: [
    ['{0} needs a table.', '{0} 需要一张表。'],
    ['The column {0} is {1}, not a number.', '列 {0} 是{1}，不是数字。'],
    ['The column {0} is gone.', '列 {0} 不见了。'],
    ['a text', '文本'],
  ],
})

test('the English text is the key, with its stops and colons', () => {
  expect(english.t('Done. Next: run it')).toBe('Done. Next: run it')
  expect(chinese.t('Run now')).toBe('立即运行')
  expect(chinese.t('Not translated: yet.')).toBe('Not translated: yet.')
})

test('counts are put into the plural and written with separators', () => {
  expect(english.t('{{count}} rows', { count: 1 })).toBe('1 row')
  expect(english.t('{{count}} rows', { count: 12_345 })).toBe('12,345 rows')
  expect(chinese.t('{{count}} rows', { count: 12_345 })).toBe('12,345 行')
})

test('values stand as they are, whatever signs they hold', () => {
  const values = { version: 1234, name: '<b> {{version}} $t(x) & co' }
  expect(chinese.t('Version {{version}} of {{name}}', values)).toBe('<b> {{version}} $t(x) & co 的版本 1234')
})

test('sentences are recognised with what they are filled in with', () => {
  expect(chinese.message('*Split* needs a table.')).toBe('*拆分* 需要一张表。')
  expect(chinese.message('*Mine* needs a table.')).toBe('*Mine* 需要一张表。')
  expect(chinese.message('The column “a.b” is a text, not a number.')).toBe('列 “a.b” 是文本，不是数字。')
})

test('several sentences are translated one by one, and what is not known stays', () => {
  expect(chinese.message('This drawing has no end. The column “x” is gone. What now?')).toBe(
    '此流程没有终点。列 “x” 不见了。What now?',
  )
  expect(chinese.message('Nothing known')).toBe('Nothing known')
  expect(english.message('*Split* needs a table.')).toBe('*Split* needs a table.')
})
