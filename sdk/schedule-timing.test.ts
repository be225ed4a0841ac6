import { expect, test } from 'vitest'
import { readSeconds, readTiming } from './schedule-timing.ts'

const calendar = {
  kind: 'calendar',
  weekdays: [],
  monthDays: [],
  lastDay: false,
  months: [],
  timeZone: 'UTC',
}

test.each([
  [{ at: '9:00, 17:30' }, { times: ['9:00', '17:30'] }],
  [
    { at: '9:00', on: 'Mon-Fri' },
    { times: ['9:00'], weekdays: [1, 2, 3, 4, 5] },
  ],
  [
    { at: '9:00', on: '1,15,last', months: 'jan,jul-sep' },
    { times: ['9:00'], monthDays: [1, 15], lastDay: true, months: [1, 7, 8, 9] },
  ],
  [
    { at: '9:00', on: 'monday,1-7' },
    { times: ['9:00'], weekdays: [1], monthDays: [1, 2, 3, 4, 5, 6, 7] },
  ],
])('%o is a calendar', (options, timing) => {
  expect(readTiming({ ...options, timeZone: 'UTC' })).toEqual({ ...calendar, ...timing })
})

test('the other ways, and none', () => {
  expect(readTiming({ every: '30m' })).toEqual({ kind: 'interval', everySeconds: 1_800 })
  expect(readTiming({ cron: '0 3 * * *', timeZone: 'UTC' })).toEqual({
    kind: 'cron',
    cron: '0 3 * * *',
    timeZone: 'UTC',
  })
  expect(readTiming({ onData: true })).toEqual({ kind: 'data', datasets: [], settleSeconds: 30 })
  expect(readTiming({ onData: 'a.csv, b.csv', settle: '2m' })).toEqual({
    kind: 'data',
    datasets: ['a.csv', 'b.csv'],
    settleSeconds: 120,
  })
  expect(readTiming({})).toBeUndefined()
  expect(readSeconds('--jitter', '90')).toBe(90)
})

test.each([
  [{ every: 'often' }, '--every takes'],
  [{ every: '5m', cron: '* * * * *' }, 'Give one of'],
  [{ on: 'mon' }, 'go with --at'],
  [{ at: '9:00', on: 'someday' }, '--on can'],
  [{ at: '9:00', on: 'fri-mon' }, '--on can'],
  [{ at: '9:00', months: 'x' }, '--months can'],
])('%o is refused', (options, message) => {
  expect(() => readTiming(options)).toThrow(message)
})
