import { describe, expect, test } from 'vitest'
import { withScheduledTime } from './scheduled-time.ts'
import { nextTimes, scheduleTiming, separateDays, timesBetween, timingWords } from './timing.ts'

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

const calendar = (fields: object) =>
  scheduleTiming.parse({ kind: 'calendar', times: ['9:00'], timeZone: 'UTC', ...fields })

test.each([
  [{}, 'At 09:00, every day (UTC)'],
  [{ times: ['17:30:15', '9:00', '09:00'] }, 'At 09:00 and 17:30:15, every day (UTC)'],
  [{ weekdays: [0, 1, 5] }, 'At 09:00, on Monday, Friday and Sunday (UTC)'],
  [{ weekdays: [1, 2, 3, 4, 5] }, 'At 09:00, on Monday–Friday (UTC)'],
  [{ weekdays: [1], months: [1, 7] }, 'At 09:00, on Monday in January and July (UTC)'],
  [
    { monthDays: [15, 1], lastDay: true },
    'At 09:00, on the 1st, the 15th and the last day of the month (UTC)',
  ],
  [{ monthDays: [1, 2, 3, 22], months: [3] }, 'At 09:00, on the 1st–3rd and the 22nd of March (UTC)'],
  [
    { monthDays: [1, 2, 3, 4, 5, 6, 7], weekdays: [1] },
    'At 09:00, on the 1st–7th of the month if it is a Monday (UTC)',
  ],
])('a calendar in words: %o', (fields, words) => {
  expect(timingWords(calendar(fields))).toBe(words)
})

test.each([
  [{}, '每天 09:00 (UTC)'],
  [{ weekdays: [1, 5] }, '每星期一和星期五 09:00 (UTC)'],
  [{ monthDays: [1], lastDay: true, months: [1, 7] }, '一月和七月1日和最后一天 09:00 (UTC)'],
])('a calendar in Chinese words: %o', (fields, words) => {
  expect(timingWords(calendar(fields), 'zh')).toBe(words)
})

test.each([
  [{ times: [] }, 'Give a time of the day.'],
  [{ times: ['25:00'] }, /time of the day like/],
  [{ monthDays: [32] }, /1 to 31/],
  [{ monthDays: [30], months: [2] }, 'There is no such day.'],
  [{ timeZone: 'Nowhere' }, /no such time zone/],
])('a calendar that is refused: %o', (fields, message) => {
  expect(problemOf({ kind: 'calendar', times: ['9:00'], timeZone: 'UTC', ...fields })).toMatch(message)
})

test('new data in words', () => {
  expect(timingWords(scheduleTiming.parse({ kind: 'data' }))).toBe('When new data comes')
  expect(timingWords(scheduleTiming.parse({ kind: 'data', datasets: ['a.csv', 'b.csv'] }))).toBe(
    'When a.csv or b.csv has a new version',
  )
  expect(nextTimes(scheduleTiming.parse({ kind: 'data' }), 5)).toEqual([])
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

  test('the last day of the month is the last, whatever its number', () => {
    const times = nextTimes(calendar({ lastDay: true, monthDays: [29] }), 6, new Date('2028-01-30T00:00:00Z'))
    expect(iso(times).map((time) => time.slice(0, 10))).toEqual([
      '2028-01-31',
      '2028-02-29',
      '2028-03-29',
      '2028-03-31',
      '2028-04-29',
      '2028-04-30',
    ])
  })

  test('both days must fit where both are given: the first Monday', () => {
    const times = nextTimes(
      calendar({ monthDays: [1, 2, 3, 4, 5, 6, 7], weekdays: [1] }),
      2,
      new Date('2028-01-01'),
    )
    expect(iso(times)).toEqual(['2028-01-03T09:00:00.000Z', '2028-02-07T09:00:00.000Z'])
  })

  test('lie between its first and its last moment, both included', () => {
    const bounds = { startsAt: new Date('2025-01-01T12:00:00Z'), endsAt: new Date('2025-01-01T14:00:00Z') }
    expect(iso(nextTimes(every(3_600), 9, new Date('2025-01-01'), bounds))).toEqual([
      '2025-01-01T12:00:00.000Z',
      '2025-01-01T13:00:00.000Z',
      '2025-01-01T14:00:00.000Z',
    ])
    expect(nextTimes(every(3_600), 9, new Date('2025-02-01'), bounds)).toEqual([])
    const range = { from: new Date('2025-01-01T13:00:00Z'), to: new Date('2025-01-03T00:00:00Z') }
    expect(timesBetween(every(3_600), range, 100, bounds)).toHaveLength(2)
  })
})

describe('the time in values', () => {
  test('is by the clock of the schedule, with its offset', () => {
    const values = { since: 'from {{scheduledDate}} to {{ scheduledTime }}', rows: 3, other: '{{later}}' }
    const at = new Date('2025-07-01T22:30:05Z')
    expect(withScheduledTime(values, at, cron('0 9 * * *', 'Europe/Berlin'))).toEqual({
      since: 'from 2025-07-02 to 2025-07-02T00:30:05+02:00',
      rows: 3,
      other: '{{later}}',
    })
    expect(withScheduledTime(values, at, every(60))).toMatchObject({
      since: 'from 2025-07-01 to 2025-07-01T22:30:05+00:00',
    })
  })
})

describe('where clocks change', () => {
  const from = (text: string, zone: string, start: string, count = 3) =>
    nextTimes(cron(text, zone), count, new Date(start)).map((time) => time.toISOString())

  test('a time that is left out is left out', () => {
    expect(from('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 1)).toEqual([
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('a time that comes twice is due twice, whenever one begins to count', () => {
    const twice = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-26T01:30:00.000Z']
    expect(from('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z')).toEqual(twice)
    expect(from('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', 2)).toEqual(twice.slice(1))
    expect(from('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z')).toEqual([
      '2026-04-04T14:45:00.000Z',
      '2026-04-04T15:15:00.000Z',
      '2026-04-05T15:15:00.000Z',
    ])
  })

  test('an hour in between goes on', () => {
    expect(from('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z')).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
  })
})
