import { describe, expect, it } from 'vitest'
import { remainingMs } from './activity-words.ts'

const start = '2026-03-12T10:00:00.000Z'
const at = (seconds: number) => Date.parse(start) + seconds * 1_000

describe('remainingMs', () => {
  it('goes by the pace so far', () => {
    expect(remainingMs({ startedAt: start, progress: { fraction: 0.25 } }, at(10))).toBe(30_000)
  })
  it('says nothing where nothing is known, too early, or at the end', () => {
    expect(remainingMs({ startedAt: start, progress: null }, at(10))).toBeUndefined()
    expect(remainingMs({ startedAt: null, progress: { fraction: 0.5 } }, at(10))).toBeUndefined()
    expect(remainingMs({ startedAt: start, progress: { fraction: 0.01 } }, at(10))).toBeUndefined()
    expect(remainingMs({ startedAt: start, progress: { fraction: 1 } }, at(10))).toBeUndefined()
  })
})
