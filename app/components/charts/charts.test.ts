import { describe, expect, it } from 'vitest'
import { shareInterval } from './calibration-chart.tsx'
import { fittingTicks, formatTick, paddedDomain, spreadLabels } from './marks.ts'
import { toCsv } from './table-data.ts'

describe('spreadLabels', () => {
  it('leaves labels alone that are far enough apart', () => {
    expect(spreadLabels([80, 20, 50], 16, [0, 100])).toEqual([80, 20, 50])
  })
  it('moves those apart that are not, in their own order, inside the frame', () => {
    const placed = spreadLabels([50, 50, 95, 96], 16, [0, 100])
    const sorted = placed.toSorted((a, b) => a - b)
    for (const [index, value] of sorted.entries())
      if (index > 0) expect(value - sorted[index - 1]!).toBeGreaterThanOrEqual(16)
    expect(Math.max(...placed)).toBeLessThanOrEqual(100)
    expect(placed[2]).toBeLessThan(placed[3]!)
  })
})

describe('paddedDomain', () => {
  it('never has width zero, whatever the values', () => {
    for (const values of [[], [0], [5, 5], [Number.NaN], [1, 2]]) {
      const [low, high] = paddedDomain(values)
      expect(high).toBeGreaterThan(low)
    }
  })
})

describe('formatTick', () => {
  it('is short', () => {
    expect([0, 0.8, 0.30000000000000004, -50, 12_000, 2_000_000, 0.00002].map(formatTick)).toEqual([
      '0',
      '0.8',
      '0.3',
      '−50',
      '12,000',
      '2e6',
      '2e−5',
    ])
  })
})

describe('shareInterval', () => {
  // Wilson, 95 %: 8 of 10 is 0.4902 to 0.9433 (statsmodels proportion_confint, method wilson).
  it('is that of Wilson', () => {
    const [low, high] = shareInterval(0.8, 10)
    expect(low).toBeCloseTo(0.4902, 4)
    expect(high).toBeCloseTo(0.9433, 4)
  })
  it('stays between 0 and 1', () => {
    expect(shareInterval(1, 3)[1]).toBe(1)
    expect(shareInterval(0, 3)[0]).toBe(0)
    expect(shareInterval(0.5, 0)).toEqual([0, 1])
  })
})

describe('fittingTicks', () => {
  it('takes fewer where the labels would touch', () => {
    expect(fittingTicks([1, 9000], 400, String)).toEqual([2000, 4000, 6000, 8000])
    expect(fittingTicks([1, 9000], 110, String)).toEqual([5000])
    expect(fittingTicks([0, 1], 300, String)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(fittingTicks([0, 1], 100, String)).toEqual([0, 0.5, 1])
  })
  it('keeps whole numbers whole and bears a domain of width zero', () => {
    expect(fittingTicks([1, 3], 400, String, { whole: true })).toEqual([1, 2, 3])
    expect(fittingTicks([-3, 3], 120, String)).toEqual([-2, 0, 2])
    expect(fittingTicks([5, 5], 200, String)).toEqual([5])
  })
})

describe('toCsv', () => {
  const columns = [
    { key: 'a', label: 'a, b' },
    { key: 'b', label: 'b' },
  ]
  it('quotes what needs it and keeps numbers as they are', () => {
    expect(
      toCsv({
        columns,
        rows: [
          { a: 'x "y"', b: -0.1 },
          { a: null, b: 'two\nlines' },
        ],
      }),
    ).toBe('"a, b",b\r\n"x ""y""",-0.1\r\n,"two\nlines"\r\n')
  })
  it('makes no formula of a class called =1+1', () => {
    expect(toCsv({ columns: [columns[1]!], rows: [{ b: '=1+1' }, { b: '-cmd' }, { b: '-1' }] })).toBe(
      "b\r\n'=1+1\r\n'-cmd\r\n-1\r\n",
    )
  })
})
