import { describe, expect, test } from 'vitest'
import { nextTimes, scheduleTiming, separateDays, timingWords } from './timing.ts'

const cron = (text: string, timeZone = 'UTC') => ({ kind: 'cron' as const, cron: text, timeZone })
const every = (everySeconds: number) => ({ kind: 'interval' as const, everySeconds })

const problemOf = (timing: unknown): string | undefined =>
  scheduleTiming.safeParse(timing).error?.issues[0]?.message

describe('what is refused', () => {
  test.each([
    ['0 9 * *', /five fields/],
    ['0 0 9 * * *', /five fields/],
    ['', /five fields/],
    ['@daily', /five fields/],
    ['61 9 * * *', /minute can't be “61”: it takes 0–59/],
    ['0 24 * * *', /hour can't be “24”/],
    ['0 9 0 * *', /day of the month can't be “0”/],
    ['0 9 * 13 *', /month can't be “13”/],
    ['0 9 * * 8', /day of the week can't be “8”/],
    ['0 22-2 * * *', /hour can't be “22-2”/],
    ['0 9 L * *', /day of the month can't be “L”/],
    ['0 9 * * 1#2', /day of the week can't be “1#2”/],
    ['0 9 ? * *', /day of the month can't be/],
    ['0 9 31 2 *', /no such day/],
    ['x y z a b', /minute can't be “x”/],
  ])('cron %s', (text, message) => {
    expect(problemOf(cron(text))).toMatch(message)
  })

  test('a time zone that is none', () => {
    expect(problemOf(cron('0 9 * * *', 'Mars/Base'))).toMatch(/no such time zone/)
  })

  test.each([
    [4, /5 seconds/],
    [5.5, /whole seconds/],
    [Number.NaN, /./],
    [40_000_000, /a year/],
  ])('every %d s', (seconds, message) => {
    expect(problemOf(every(seconds))).toMatch(message)
  })
})

test.each(['* * * * *', '*/5 0-6,20 1,15 jan-mar MON-FRI', '0 9 * * 7', '0 0 29 2 *', ' 0  9 * * 1 '])(
  'cron %s is accepted',
  (text) => {
    expect(problemOf(cron(text))).toBeUndefined()
  },
)

test.each([
  [cron('0 9 * * *', 'Europe/Berlin'), 'At 09:00 (Europe/Berlin)'],
  [cron('30 8 * * 1-5'), 'At 08:30, Monday through Friday (UTC)'],
  [cron('*/15 * * * *'), 'Every 15 minutes (UTC)'],
  [cron('0 9 1 * 1'), 'At 09:00, on day 1 of the month; At 09:00, only on Monday (UTC)'],
  [every(1 * 60), 'Every minute'],
  [every(90), 'Every 90 seconds'],
  [every(7_200), 'Every 2 hours'],
  [every(86_400), 'Every day'],
])('in words: %o', (timing, words) => {
  expect(timingWords(timing)).toBe(words)
})

test('in Chinese words', () => {
  expect(timingWords(cron('0 9 * * *'), 'zh')).toBe('在09:00 (UTC)')
  expect(timingWords(every(300), 'zh')).toBe('每 5 分钟')
})

describe('next times', () => {
  const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString())

  test('follow the time zone through the change of its clocks', () => {
    const times = nextTimes(cron('0 9 * * *', 'Europe/Berlin'), 3, new Date('2025-10-24T12:00:00Z'))
    expect(iso(times)).toEqual([
      '2025-10-25T07:00:00.000Z',
      '2025-10-26T08:00:00.000Z',
      '2025-10-27T08:00:00.000Z',
    ])
  })

  test('a day of the month beside a day of the week means either', () => {
    const times = nextTimes(cron('0 9 1 * 1'), 3, new Date('2025-08-30T00:00:00Z'))
    expect(iso(times)).toEqual([
      '2025-09-01T09:00:00.000Z',
      '2025-09-08T09:00:00.000Z',
      '2025-09-15T09:00:00.000Z',
    ])
    expect(separateDays('0 9 1 * 1')).toEqual(['0 9 1 * *', '0 9 * * 1'])
    expect(separateDays('0 9 * * 1')).toEqual(['0 9 * * 1'])
  })

  test('an interval counts from the full hour, and not the moment itself', () => {
    const times = nextTimes(every(3_600), 2, new Date('2025-01-01T10:00:00Z'))
    expect(iso(times)).toEqual(['2025-01-01T11:00:00.000Z', '2025-01-01T12:00:00.000Z'])
  })
})
