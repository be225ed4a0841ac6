import fc from 'fast-check'
import { expect, test } from 'vitest'
import { statisticsOf } from './number-statistics.ts'

function countsOf(values: readonly number[]): [number, number][] {
  const counts = new Map<number, number>()
  for (const value of [...values].sort((a, b) => a - b)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
}

test('counts say the same as the values one by one', () => {
  const few = fc.array(fc.constantFrom<number[]>(-3, -0.5, 0, 0.1, 1, 7.25, 1e6), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(few, (values) => {
      const sorted = [...values].sort((a, b) => a - b)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
      const found = statisticsOf(countsOf(values))!
      const scale = Math.max(...values.map(Math.abs), 1)
      expect(found.min).toBe(sorted[0])
      expect(found.max).toBe(sorted.at(-1))
      expect(Math.abs(found.mean - mean)).toBeLessThan(1e-12 * scale)
      expect(Math.abs(found.std - std)).toBeLessThan(1e-7 * scale)
      for (const [at, share] of [0, 0.25, 0.5, 0.75, 1].entries()) {
        const place = share * (sorted.length - 1)
        const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
        expect(Math.abs(found.quantiles[at]! - (low + (high - low) * (place % 1)))).toBeLessThan(
          1e-12 * scale,
        )
      }
      expect(found.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
    }),
  )
})

test('the largest numbers and constants', () => {
  const large = statisticsOf([
    [-1.7e308, 5],
    [1.7e308, 5],
  ])
  expect(large).toMatchObject({ mean: 0, std: 1.7e308 })
  expect(large?.quantiles).toEqual([-1.7e308, -1.7e308, 0, 1.7e308, 1.7e308])
  expect(statisticsOf([[0.1, 3]])).toMatchObject({
    mean: 0.1,
    std: 0,
    quantiles: [0.1, 0.1, 0.1, 0.1, 0.1],
    histogram: { edges: [0.1, 0.1], counts: [3] },
  })
  expect(statisticsOf([])).toBeUndefined()
})
