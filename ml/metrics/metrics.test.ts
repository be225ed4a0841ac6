import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { calibrate } from './calibration.ts'
import { scoreClasses } from './classification.ts'
import { evaluateClasses, evaluateNumbers } from './evaluation.ts'
import { evenly, rank, rocAuc, rocCurve, precisionRecallCurve } from './ranking.ts'
import { scoreNumbers, summariseResiduals } from './regression.ts'

interface ClassCase {
  name: string
  classes: number
  labels: number[]
  probabilities: number[]
  expected: Record<string, unknown>
}
interface NumberCase {
  name: string
  actual: number[]
  predicted: number[]
  expected: Record<string, number> & { residuals: Record<string, unknown> }
}
const fixture = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scikit-learn/metrics.json', import.meta.url), 'utf8'),
) as { classes: ClassCase[]; numbers: NumberCase[] }

/** Equal to within 1e-12, leaf by leaf; null only where null is expected. */
function expectClose(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    expect(typeof actual, path).toBe('number')
    expect(Math.abs((actual as number) - expected), path).toBeLessThan(
      1e-12 * Math.max(1, Math.abs(expected)),
    )
  } else if (expected === null) {
    expect(actual, path).toBeNull()
  } else {
    for (const [key, value] of Object.entries(expected as object)) {
      expectClose((actual as Record<string, unknown>)[key], value, `${path}.${key}`)
    }
  }
}

describe('against scikit-learn', () => {
  it.each(fixture.classes)('scores classes ($name)', ({ classes, labels, probabilities, expected }) => {
    const names = Array.from({ length: classes }, (_, k) => `c${k}`)
    const scores = scoreClasses({ rows: labels.length, classes: names, labels, probabilities })
    expectClose(scores, expected, 'scores')
  })

  it.each(fixture.numbers)('scores numbers ($name)', ({ actual, predicted, expected }) => {
    const { residuals, ...scores } = expected
    const predictions = { rows: actual.length, actual, predicted }
    expectClose(scoreNumbers(predictions), scores, 'scores')
    const { mean, std, quantiles } = summariseResiduals(predictions)
    expectClose({ mean, std, quantiles: Object.values(quantiles) }, residuals, 'residuals')
  })
})

describe('evaluateClasses', () => {
  const [, tied] = fixture.classes as [ClassCase, ClassCase]
  const evaluation = evaluateClasses(
    {
      rows: tied.labels.length,
      classes: ['no', 'yes'],
      labels: tied.labels,
      probabilities: tied.probabilities,
    },
    [30, 10],
  )

  it('draws the curves of the second of two classes', () => {
    expect(evaluation.roc).toHaveLength(1)
    const [curve] = evaluation.roc
    expect(curve?.class).toBe('yes')
    expect(curve?.points[0]).toMatchObject({ falsePositiveRate: 0, truePositiveRate: 0 })
    expect(curve?.points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 })
    expect(evaluation.pr[0]?.points.at(-1)?.recall).toBe(1)
    const points = curve?.points ?? []
    let area = 0
    points.slice(1).forEach((point, index) => {
      const last = points[index] as (typeof points)[number]
      area +=
        ((point.falsePositiveRate - last.falsePositiveRate) *
          (point.truePositiveRate + last.truePositiveRate)) /
        2
    })
    expect(area).toBeCloseTo(curve?.area as number, 12)
  })

  it('knows what always answering the commonest class would give', () => {
    const share = tied.labels.filter((label) => label === 0).length / tied.labels.length
    expect(evaluation.baseline.answer).toBe('no')
    expect(evaluation.baseline.metrics.accuracy).toBeCloseTo(share, 12)
    expect(evaluation.baseline.metrics.balancedAccuracy).toBe(0.5)
    expect(evaluation.baseline.metrics.logLoss).toBeCloseTo(
      -share * Math.log(0.75) - (1 - share) * Math.log(0.25),
      12,
    )
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
  })
})

describe('evaluateNumbers', () => {
  it('holds the model against the mean of the training rows', () => {
    const { baseline, residuals } = evaluateNumbers({ rows: 3, actual: [1, 2, 3], predicted: [1, 2, 4] }, 2)
    expect(baseline.metrics.r2).toBe(0)
    expect(baseline.metrics.mae).toBeCloseTo(2 / 3, 12)
    expect(residuals.points).toHaveLength(3)
    expect(residuals.histogram.reduce((sum, { rows }) => sum + rows, 0)).toBe(3)
  })

  it('has no R² where all rows are the same', () => {
    expect(scoreNumbers({ rows: 2, actual: [1, 1], predicted: [1, 2] }).r2).toBeNull()
  })

  it('samples many rows evenly', () => {
    const rows = 5000
    const actual = Float64Array.from({ length: rows }, (_, row) => row)
    const { points } = summariseResiduals({ rows, actual, predicted: new Float64Array(rows) })
    expect(points).toHaveLength(1000)
    expect([points[0]?.actual, points.at(-1)?.actual]).toEqual([0, 4999])
  })
})

it('thins long curves and keeps their ends', () => {
  const ranking = rank(
    1000,
    (row) => row / 1000,
    (row) => row % 3 > 0,
  )
  expect(rocCurve(ranking, 50)).toHaveLength(51)
  expect(precisionRecallCurve(ranking, 50).at(-1)?.recall).toBe(1)
  expect(
    rocAuc(
      rank(
        10,
        (row) => row,
        () => true,
      ),
    ),
  ).toBeNull()
  expect(evenly(3, 10)).toEqual([0, 1, 2])
})

it('calibrates in bins, the last one closed', () => {
  const probabilities = [0.05, 0.05, 0.95, 1]
  const { bins, expectedError } = calibrate(
    4,
    (row) => probabilities[row] as number,
    (row) => row > 0,
  )
  expect(bins[0]).toEqual({ from: 0, to: 0.1, rows: 2, predicted: 0.05, observed: 0.5 })
  expect(bins[5]).toMatchObject({ rows: 0, predicted: null, observed: null })
  expect(bins[9]).toMatchObject({ rows: 2, observed: 1 })
  expect(expectedError).toBeCloseTo((0.9 + 0.05) / 4, 12)
})
