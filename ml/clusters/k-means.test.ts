import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readCsv } from '../trees/testing.ts'
import { elbow, kMeans, type KMeansSettings, type Points, silhouettes } from './k-means.ts'

/** See tests/fixtures/scikit-learn/make-clusters.py. */
const fixture = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/scikit-learn/clusters.json', import.meta.url), 'utf8'),
) as {
  kMeans: { clusters: number; inertia: number; sizes: number[]; labels: number[]; silhouettes: number[] }[]
}

function wine(): Points {
  const rows = readCsv('wine')
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'cultivar')
  const columns = names.map((name) => {
    const values = rows.map((row) => Number(row[name]))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    return values.map((value) => (value - mean) / scale)
  })
  const values = Float64Array.from(rows.flatMap((_, row) => columns.map((column) => column[row] as number)))
  return { rows: rows.length, width: names.length, values }
}

const settings: KMeansSettings = { clusters: 3, starts: 150, maxIterations: 300, tolerance: 0, seed: 1 }

it.each(fixture.kMeans)(
  'finds the $clusters clusters that scikit-learn finds',
  ({ clusters, inertia, sizes }) => {
    const found = kMeans(wine(), { ...settings, clusters })
    expect(found.converged).toBe(true)
    expect(found.inertia / inertia).toBeCloseTo(1, 6)
    const own = Array.from({ length: clusters }, () => 0)
    for (const label of found.labels) own[label]!++
    expect(own.sort((a, b) => a - b)).toEqual(sizes)
  },
)

it.each(fixture.kMeans)('has the silhouettes of $clusters clusters', ({ labels, silhouettes: expected }) => {
  silhouettes(wine(), Uint32Array.from(labels)).forEach((score, row) =>
    expect(score).toBeCloseTo(expected[row] as number, 7),
  )
})

it('is the same again with the same seed', () => {
  const once = { ...settings, starts: 1, seed: 9 }
  expect(kMeans(wine(), once)).toEqual(kMeans(wine(), once))
})

it('says by how many clusters the silhouette is highest', () => {
  const figures = elbow(wine(), [2, 3, 4], settings)
  expect(figures.map(({ inertia }) => inertia)).toEqual(
    figures.map(({ inertia }) => inertia).sort((a, b) => b - a),
  )
  expect(figures.toSorted((a, b) => b.silhouette - a.silhouette)[0]?.clusters).toBe(3)
})

it('refuses more clusters than there are different rows, in words', () => {
  const same: Points = { rows: 5, width: 1, values: Float64Array.of(1, 1, 1, 2, 2) }
  expect(() => kMeans(same, settings)).toThrow(/2 different rows and 3 clusters/)
  expect(kMeans(same, { ...settings, clusters: 2 }).inertia).toBe(0)
})
