import { expect, test } from 'vitest'
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

test('a cron timing keeps its zone', () => {
  const timing = { kind: 'cron', cron: '5 4 * * *', timeZone: 'Asia/Tokyo' } as const
  expect(readDraft(draftOf(timing))).toEqual({ timing })
})

test('every preset is a timing', () => {
  for (const { cron } of cronPresets) expect(readDraft({ ...draftOf(), cron })).toHaveProperty('timing')
})

test.each([
  [{ kind: 'interval', every: 'often' }, 'everySeconds'],
  [{ kind: 'interval', every: '0.01', unit: 'minutes' }, 'everySeconds'],
  [{ kind: 'cron', cron: '0 25 * * *' }, 'cron'],
  [{ kind: 'cron', timeZone: 'Nowhere' }, 'timeZone'],
] as const)('%o is wrong in %s', (change, field) => {
  expect(readDraft({ ...draftOf(), ...change })).toMatchObject({ field })
})
