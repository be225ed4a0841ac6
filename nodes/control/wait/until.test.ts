import { describe, expect, test } from 'vitest'
import { waitParams } from './definition.ts'
import { waitUntil } from './until.ts'

const since = new Date('2026-03-31T22:15:30.000Z')
const until = (params: Record<string, unknown>) => waitUntil(waitParams.parse(params), since).toISOString()

describe('when a wait is over', () => {
  test('after a while', () => {
    expect(until({ amount: 90, unit: 'minutes' })).toBe('2026-03-31T23:45:30.000Z')
    expect(until({ amount: 0.5, unit: 'seconds' })).toBe('2026-03-31T22:15:30.500Z')
  })

  test('at the next time the clock shows it', () => {
    expect(until({ mode: 'until', time: '22:30' })).toBe('2026-03-31T22:30:00.000Z')
    expect(until({ mode: 'until', time: '22:15' })).toBe('2026-04-01T22:15:00.000Z')
    expect(until({ mode: 'until', time: '7:05' })).toBe('2026-04-01T07:05:00.000Z')
  })
})
