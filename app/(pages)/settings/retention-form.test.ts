import { expect, test } from 'vitest'
import { draftOf, readDraft, wholeNumber } from './retention-form.ts'

const saved = { runDays: null, cacheDays: 90, graceHours: 24 }
const draft = draftOf(saved)

test('nothing is to be saved until something is changed', () => {
  expect(readDraft(draft, saved)).toEqual({ changed: false, wrong: [], wanted: saved })
  expect(readDraft({ ...draft, cacheDays: ' 90 ' }, saved).changed).toBe(false)
  expect(readDraft({ ...draft, runDays: '30' }, saved)).toEqual({
    changed: true,
    wrong: [],
    wanted: { ...saved, runDays: 30 },
  })
})

test('fields that can’t be saved are named', () => {
  expect(readDraft({ runDays: '0', cacheDays: null, graceHours: '' }, saved)).toEqual({
    changed: true,
    wrong: ['runDays', 'graceHours'],
    wanted: undefined,
  })
})

test.each([
  ['1', 1],
  [' 12 ', 12],
  ['100', 100],
  ['101', undefined],
  ['0', undefined],
  ['-3', undefined],
  ['1.5', undefined],
  ['1e1', undefined],
  ['', undefined],
  ['many', undefined],
])('“%s” is %s', (text, number) => {
  expect(wholeNumber(text, 100)).toBe(number)
})
