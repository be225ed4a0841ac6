import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { scoreClasses } from './classification.ts'
import { permutationImportance, takeRows } from './permutation-importance.ts'
import { scoreNumbers } from './regression.ts'

interface Case {
  x: number[][]
  y: (number | string)[]
  labels?: string[]
  weights: { coefficients: number[][]; intercepts: number[] }
  permutations: number[][]
  metrics: Record<string, { mean: number[]; std: number[] }>
}

const reference = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scikit-learn/importance.json', import.meta.url), 'utf8'),
) as { numbers: Case; classes: Case }

const smallerIsBetter = ['rmse', 'mae', 'logLoss']

/** The figures of one metric, of the linear model and the permutations of a case. */
const found = (given: Case, metric: string) => {
  const { x, y, labels, weights, permutations } = given
  const rows = x.length
  const names = (x[0] ?? []).map((_, column) => `c${column}`)
  const batch: ColumnBatch = { rows, columns: {} }
  for (const [column, name] of names.entries())
    batch.columns[name] = Float64Array.from(x, (row) => row[column]!)
  const sums = ({ columns }: ColumnBatch, row: number) =>
    weights.coefficients.map((of, output) =>
      of.reduce(
        (sum, weight, column) => sum + weight * Number(columns[names[column]!]![row]),
        weights.intercepts[output]!,
      ),
    )
  const score = (changed: ColumnBatch): number => {
    const answers = Array.from({ length: rows }, (_, row) => {
      const raw = sums(changed, row)
      if (!labels) return raw
      const powers = raw.map((value) => Math.exp(value - Math.max(...raw)))
      const total = powers.reduce((sum, power) => sum + power, 0)
      return powers.map((power) => power / total)
    }).flat()
    const scores = labels
      ? scoreClasses(
          {
            rows,
            classes: labels,
            labels: y.map((label) => labels.indexOf(String(label))),
            probabilities: answers,
          },
          { ranked: false },
        )
      : scoreNumbers({ rows, actual: y.map(Number), predicted: answers })
    return (scores as unknown as Record<string, number>)[metric] ?? Number.NaN
  }
  return permutationImportance({
    batch,
    columns: names,
    repeats: permutations.length,
    permutation: (_, repeat) => permutations[repeat]!,
    score,
    direction: smallerIsBetter.includes(metric) ? 'minimize' : 'maximize',
  })
}

describe('permutation importance', () => {
  const cases = Object.entries(reference).flatMap(([task, given]) =>
    task === 'versions' ? [] : Object.keys(given.metrics).map((metric) => [task, metric, given] as const),
  )

  it.each(cases)(
    'is that of scikit-learn where the same rows are dealt: %s, %s',
    async (_, metric, given) => {
      const { columns } = await found(given, metric)
      const { mean, std } = given.metrics[metric]!
      for (const [at, column] of columns.entries()) {
        expect(column.mean, column.column).toBeCloseTo(mean[at]!, 9)
        expect(column.std, column.column).toBeCloseTo(std[at]!, 9)
      }
      expect(columns).toHaveLength(mean.length)
    },
  )

  it('leaves the batch as it was, and out a repeat that has no score', async () => {
    const batch = { rows: 3, columns: { a: Float64Array.of(1, 2, 3), b: ['x', null, 'z'] } }
    const scores = [5, 2, Number.NaN, 1, 1]
    const { columns } = await permutationImportance({
      batch,
      columns: ['a', 'b'],
      repeats: 2,
      permutation: () => [2, 0, 1],
      score: () => scores.shift()!,
      direction: 'maximize',
    })
    expect(columns).toEqual([
      { column: 'a', mean: 3, std: 0 },
      { column: 'b', mean: 4, std: 0 },
    ])
    expect(batch.columns).toEqual({ a: Float64Array.of(1, 2, 3), b: ['x', null, 'z'] })
    expect(takeRows(batch.columns.b, [2, 1, 1])).toEqual(['z', null, null])
  })
})
