import { expect, test } from 'vitest'
import { scheduleTiming } from '../../../nodes/schedules/timing.ts'
import { cronPresets, draftOf, readDraft } from './timing-draft.ts'

test.each([
  [{ kind: 'interval', everySeconds: 6 }, '0.1', 'minutes'],
  [{ kind: 'interval', everySeconds: 7 }, String(7 / 60), 'minutes'],
  [{ kind: 'interval', everySeconds: 5_400 }, '90', 'minutes'],
  [{ kind: 'interval', everySeconds: 7_200 }, '2', 'hours'],
  [{ kind: 'interval', everySeconds: 172_800 }, '2', 'days'],
] as const)('the form of %o gives it back', (timing, every, unit) => {
  const draft = draftOf(timing)
  expect(draft).toMatchObject({ every, unit })
  expect(readDraft(draft)).toEqual({ timing })
})

test.each([
  {
    kind: 'calendar',
    times: ['09:00', '17:30:15'],
    weekdays: [1, 5],
    monthDays: [],
    lastDay: false,
    months: [2],
    timeZone: 'UTC',
  },
  {
    kind: 'calendar',
    times: ['09:00'],
    weekdays: [],
    monthDays: [1, 15],
    lastDay: true,
    months: [],
    timeZone: 'Asia/Tokyo',
  },
  { kind: 'data', datasets: ['a, b.csv'], settleSeconds: 5 },
] as const)('the form of %o gives it back', (timing) => {
  expect(readDraft(draftOf(scheduleTiming.parse(timing)))).toEqual({ timing })
})

test('days of the month are read as people write them', () => {
  expect(readDraft({ ...draftOf(), timeZone: 'UTC', monthDays: '1-3， 10–11, LAST' })).toMatchObject({
    timing: { monthDays: [1, 2, 3, 10, 11], lastDay: true },
  })
})

test('a cron timing keeps its zone', () => {
  const timing = { kind: 'cron', cron: '5 4 * * *', timeZone: 'Asia/Tokyo' } as const
  expect(readDraft(draftOf(timing))).toEqual({ timing })
})

test('every preset is a timing', () => {
  for (const { cron } of cronPresets)
    expect(readDraft({ ...draftOf(), kind: 'cron', cron })).toHaveProperty('timing')
})

test.each([
  [{ kind: 'interval', every: 'often' }, 'everySeconds'],
  [{ kind: 'interval', every: '0.01', unit: 'minutes' }, 'everySeconds'],
  [{ kind: 'cron', cron: '0 25 * * *' }, 'cron'],
  [{ kind: 'cron', timeZone: 'Nowhere' }, 'timeZone'],
  [{ times: '' }, 'times'],
  [{ times: '9:00, soon' }, 'times'],
  [{ monthDays: 'first' }, 'monthDays'],
  [{ monthDays: '32' }, 'monthDays'],
  [{ monthDays: '30', months: [2] }, 'monthDays'],
  [{ kind: 'data', settle: '-1' }, 'settleSeconds'],
] as const)('%o is wrong in %s', (change, field) => {
  expect(readDraft({ ...draftOf(), ...change })).toMatchObject({ field })
})
