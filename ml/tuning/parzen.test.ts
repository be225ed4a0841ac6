import { expect, test } from 'vitest'
import parzen from '../../tests/fixtures/optuna/parzen.json' with { type: 'json' }
import type { SearchSpace } from '../../nodes/kit/search-range.ts'
import { axisOf, toCoordinate } from './space.ts'
import { ParzenEstimator } from './tpe.ts'

const space: SearchSpace = {
  linear: { kind: 'linear', min: -5, max: 10 },
  log: { kind: 'log', min: 1e-5, max: 0.1 },
  integer: { kind: 'integer', min: 3, max: 9 },
  logInteger: { kind: 'log', min: 8, max: 256, integer: true },
  choice: { kind: 'choice', options: [0, 1, 2] },
}

test.each(parzen.map((each, index) => ({ ...each, index })))(
  'densities are those of Optuna, case $index',
  ({ observed, asked, logDensity }) => {
    const names = Object.keys(asked[0] ?? {})
    const axes = names.map((name) => axisOf(space[name] as SearchSpace[string]))
    const place = (row: object) =>
      axes.map(
        (axis, index) => toCoordinate(axis, (row as Record<string, number>)[names[index] ?? '']) as number,
      )
    const estimator = new ParzenEstimator(axes, observed.map(place))
    // Optuna gives densities over the logarithm for continuous log parameters, as we do.
    asked.forEach((row, index) => {
      expect(estimator.logDensity(place(row))).toBeCloseTo(logDensity[index] as number, 8)
    })
  },
)
