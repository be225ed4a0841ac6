import { describe, expect, it } from 'vitest'
import { findMainMetric, formatBytes, formatDuration, formatFigure, metricTitle, plural } from './words.ts'

describe('figures in words', () => {
  it('writes durations as people say them', () => {
    expect([400, 52_000, 102_000, 7_500_000].map(formatDuration)).toEqual(['0.4 s', '52 s', '1:42', '2 h 05'])
  })
  it('keeps three or four digits that matter', () => {
    expect(
      [0, 1, 0.98612, 0.01234, 0.0005, 0.0000123, 12.345, 345.67, 12345.6, 4119].map(formatFigure),
    ).toEqual(['0', '1', '0.986', '0.0123', '0.0005', '1.23e−5', '12.35', '345.7', '12,346', '4,119'])
    expect(formatFigure(-0.5)).toBe('−0.500')
    expect(formatFigure(Number.NaN)).toBe('not a number')
  })
  it('counts, names metrics and finds the main one', () => {
    expect([plural(1, 'row'), plural(4119, 'row')]).toEqual(['1 row', '4,119 rows'])
    expect([metricTitle('val_loss'), metricTitle('rocAuc'), metricTitle('oddThing')]).toEqual([
      'Validation loss',
      'AUC',
      'Odd thing',
    ])
    expect(findMainMetric({ loss: 1, accuracy: 0.9 })).toEqual(['accuracy', 0.9])
    expect(findMainMetric({})).toBeUndefined()
    expect([999, 1500, 2_000_000_000].map(formatBytes)).toEqual(['999 B', '1.5 kB', '2.0 GB'])
  })
})
