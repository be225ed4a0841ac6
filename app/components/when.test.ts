import { describe, expect, it } from 'vitest'
import { elapsedMs, formatTime, formatWhen, formatWhenShort } from './when.ts'

const now = new Date(2026, 2, 12, 15, 0)
const at = (year: number, month: number, day: number, hour = 9) =>
  new Date(year, month - 1, day, hour, 5).toISOString()

describe('formatWhenShort', () => {
  it('grows shorter with distance', () => {
    expect(formatWhenShort(at(2026, 3, 12), now)).toBe('09:05')
    expect(formatWhenShort(at(2026, 3, 11), now)).toBe('Wed')
    expect(formatWhenShort(at(2026, 3, 5), now)).toBe('5 Mar')
    expect(formatWhenShort(at(2025, 12, 31), now)).toBe('31 Dec 2025')
  })
  it('counts days by the calendar, not by hours', () => {
    expect(formatWhenShort(at(2026, 3, 11, 23), new Date(2026, 2, 12, 0, 30))).toBe('Wed')
  })
})

describe('formatWhen', () => {
  it('names today and yesterday', () => {
    expect(formatWhen(at(2026, 3, 12), now)).toBe('today 09:05')
    expect(formatWhen(at(2026, 3, 11), now)).toBe('yesterday 09:05')
    expect(formatWhen(at(2026, 3, 5), now)).toBe('5 Mar 09:05')
  })
})

describe('formatTime', () => {
  it('leaves out today and nothing else', () => {
    expect(formatTime(at(2026, 3, 12), now)).toBe('09:05')
    expect(formatTime(at(2026, 3, 11), now)).toBe('yesterday 09:05')
  })
  it('has seconds where they matter', () => {
    expect(formatTime(new Date(2026, 2, 12, 9, 5, 6).toISOString(), now)).toBe('09:05:06')
  })
})

describe('elapsedMs', () => {
  it('goes on until there is an end', () => {
    const from = '2026-03-12T10:00:00.000Z'
    expect(elapsedMs(from, '2026-03-12T10:00:02.500Z')).toBe(2_500)
    expect(elapsedMs(from, null, Date.parse(from) + 9)).toBe(9)
  })
})
