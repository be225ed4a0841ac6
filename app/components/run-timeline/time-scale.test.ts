import { describe, expect, it } from 'vitest'
import { createTimeScale, formatTick } from './time-scale.ts'

const at = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString()
const node = (start: number | null, end: number | null) => ({
  startedAt: start === null ? null : at(start),
  finishedAt: end === null ? null : at(end),
})

describe('createTimeScale', () => {
  it('has none before anything has started', () => {
    expect(createTimeScale([node(null, null)], { startedAt: null, finishedAt: null }, 0)).toBeNull()
  })
  it('spans from the first start to the end, with round ticks', () => {
    const scale = createTimeScale(
      [node(0, 4_000), node(4_000, 58_000)],
      { startedAt: at(0), finishedAt: at(60_000) },
      0,
    )
    expect(scale?.durationMs).toBe(60_000)
    expect(scale?.ticks.map(formatTick)).toEqual(['0', '10 s', '20 s', '30 s', '40 s', '50 s', '1:00'])
  })
  it('goes on to now while the run is live', () => {
    const scale = createTimeScale([node(0, null)], { startedAt: at(0), finishedAt: null }, 1_700_000_009_000)
    expect(scale?.durationMs).toBe(9_000)
  })
  it('never has width zero', () => {
    expect(
      createTimeScale([node(0, 0)], { startedAt: at(0), finishedAt: at(0) }, 0)?.durationMs,
    ).toBeGreaterThan(0)
  })
})

describe('formatTick', () => {
  it('reads like a clock', () => {
    expect([500, 30_000, 90_000, 5_400_000].map(formatTick)).toEqual(['0.5 s', '30 s', '1:30', '1:30 h'])
  })
})
