import { describe, expect, it } from 'vitest'
import { curveSeries, findBestEpoch } from './curves.ts'
import type { CurvePoint } from './live-run.ts'

const points: CurvePoint[] = [
  { epoch: 1, metrics: { loss: 0.9, val_loss: 0.8 } },
  { epoch: 2, metrics: { loss: 0.5, val_loss: 0.4 } },
  { epoch: 3, metrics: { loss: 0.3, val_loss: 0.6 } },
  { epoch: 4, metrics: { loss: Number.NaN } },
]

describe('live curves', () => {
  it('draws training and validation apart, without what is no number', () => {
    const { train, validation } = curveSeries(points)
    expect(train.map((point) => point.x)).toEqual([1, 2, 3])
    expect(validation.at(-1)).toEqual({ x: 3, y: 0.6 })
  })
  it('takes the best epoch by validation, else by training', () => {
    expect(findBestEpoch(points)).toBe(2)
    expect(findBestEpoch([{ epoch: 7, metrics: { loss: 1 } }])).toBe(7)
    expect(findBestEpoch([])).toBeNull()
  })
})
