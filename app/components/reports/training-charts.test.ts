import { describe, expect, it } from 'vitest'
import { axisEnd } from './training-charts.tsx'

describe('axisEnd', () => {
  it('ends a finished curve at its last epoch', () => {
    expect(axisEnd(21, undefined)).toBe(21)
    expect(axisEnd(1, undefined)).toBe(2)
  })
  it('never lies before the curve nor behind the whole training, and changes a few times only', () => {
    const ends = Array.from({ length: 4000 }, (_, index) => axisEnd(index + 1, 4000))
    for (const [index, end] of ends.entries()) {
      expect(end).toBeGreaterThanOrEqual(index + 1)
      expect(end).toBeLessThanOrEqual(4000)
    }
    expect(new Set(ends).size).toBeLessThan(14)
    expect(axisEnd(2000, 4000)).toBe(4000)
  })
})
