import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { growIsolationForest, isolationScores, meanPath } from './isolation-forest.ts'
import { readCsv } from './testing.ts'

/** See tests/fixtures/scikit-learn/make-clusters.py. */
const { isolation } = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scikit-learn/clusters.json', import.meta.url), 'utf8'),
) as { isolation: number[] }

const rows = readCsv('breast-cancer')
const columns = Object.keys(rows[0] ?? {})
  .filter((name) => name !== 'diagnosis')
  .map((name) => Float64Array.from(rows, (row) => Number(row[name])))
const settings = { trees: 500, sampleRows: 256, seed: 3 }

it('scores rows as scikit-learn’s isolation forest does', () => {
  const scores = isolationScores(growIsolationForest(columns, rows.length, settings), columns, rows.length)
  const apart = Array.from(scores, (score, row) => Math.abs(score - (isolation[row] as number)))
  expect(apart.reduce((sum, each) => sum + each, 0) / rows.length).toBeLessThan(0.01)
  expect(Math.max(...apart)).toBeLessThan(0.05)
})

it('has the mean paths of the paper', () => {
  expect([meanPath(1), meanPath(2)]).toEqual([0, 1])
  expect(meanPath(256)).toBeCloseTo(10.2448, 4)
})

it('finds a row that is unlike all others, missing values or not', () => {
  const x = Float64Array.from({ length: 300 }, (_, row) => (row === 42 ? 50 : Math.sin(row)))
  const y = Float64Array.from({ length: 300 }, (_, row) => (row % 7 === 0 ? Number.NaN : Math.cos(row * 3)))
  const forest = growIsolationForest([x, y], 300, { ...settings, trees: 100 })
  const scores = isolationScores(forest, [x, y], 300)
  expect(scores.indexOf(Math.max(...scores))).toBe(42)
  expect(isolationScores(growIsolationForest([x, y], 300, { ...settings, trees: 100 }), [x, y], 300)).toEqual(
    scores,
  )
})
