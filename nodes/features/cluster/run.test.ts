import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adjustedRand } from '../../../ml/clusters/agreement.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { cluster } from './definition.ts'

const fixture = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/scikit-learn/clusters.json', import.meta.url), 'utf8'),
) as { kMeans: { clusters: number; inertia: number; sizes: number[]; silhouettes: number[] }[] }

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

interface Report {
  report: {
    clusters: { name: string; rows: number; centre: number[] }[]
    elbow: { clusters: number }[]
    picture: { points: unknown[] }
  }
  metrics: Record<string, number>
}

describe('Cluster', () => {
  it.each(fixture.kMeans)(
    'finds the $clusters clusters of scikit-learn in wine, all features standardised',
    async (reference) => {
      const { table: draft } = await bench.run('data.builtin', {}, { dataset: 'wine' })
      const input = await bench.table(`(SELECT * FROM ${parquet(draft.path)})`, draft.schema.columns)
      const params = { clusters: reference.clusters, starts: 100, distances: true }
      const found = await bench.run('features.cluster', { table: input }, params)
      const { metrics, report } = found.report as Report
      expect(metrics.inertia! / reference.inertia).toBeCloseTo(1, 3)
      const mean = reference.silhouettes.reduce((sum, each) => sum + each, 0) / reference.silhouettes.length
      expect(metrics.silhouette).toBeCloseTo(mean, 2)
      expect(report.clusters.map(({ rows }) => rows)).toEqual(reference.sizes.toReversed())
      const { sql, js } = await bothWays(bench, input, found.table)
      expect(js).toEqual(sql)
      // The cluster is that of the least distance, and the squares of these add up to the inertia.
      const apart = Array.from({ length: reference.clusters }, (_, at) =>
        sql[`distance_${at + 1}`]!.map(Number),
      )
      sql.cluster!.forEach((name, row) =>
        expect(apart[Number(name) - 1]![row]).toBe(Math.min(...apart.map((each) => each[row]!))),
      )
      const squares = sql.cluster!.reduce<number>(
        (sum, name, row) => sum + apart[Number(name) - 1]![row]! ** 2,
        0,
      )
      expect(squares / metrics.inertia!).toBeCloseTo(1, 10)
      expect(await bench.types(found.table)).toEqual(promisedTypes(found.table.schema))
      expect(report.picture.points).toHaveLength(178)
      expect(report.elbow.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
      if (reference.clusters === 3) expect(metrics.adjustedRand).toBeGreaterThan(0.85)
    },
  )

  const columns = [sampleColumn('a', 'number'), sampleColumn('cluster', 'number'), splitColumn]
  const rows = [
    [1, 0, 'train'],
    [2, 0, 'train'],
    [3, 0, 'train'],
    [11, 0, 'train'],
    [13, 0, 'train'],
    [6.9, 0, 'test'],
    [7.1, 0, 'test'],
    [null, 0, 'test'],
    [null, 0, 'train'],
  ] as const

  it('learns from training rows, answers all that are whole, and numbers by size', async () => {
    const input = await bench.rows(columns, rows)
    const params = { columns: ['a'], clusters: 2, standardise: false }
    const { table, report } = await bench.run('features.cluster', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(sql['cluster (2)']).toEqual(['1', '1', '1', '2', '2', '1', '2', null, null])
    expect((report as Report).report.clusters.map(({ rows: n, centre }) => [n, ...centre])).toEqual([
      [3, 2],
      [2, 12],
    ])
    expect((report as Report).metrics).not.toHaveProperty('adjustedRand')
    expect(bench.logs).toHaveLength(1)
  })

  it('says what is wrong', async () => {
    const input = await bench.rows(columns, rows)
    await expect(
      bench.run('features.cluster', { table: input }, { columns: ['a'], clusters: 6 }),
    ).rejects.toMatchObject({ code: 'too_few_rows' })
    const codes = (schema = sampleTable(...columns), params: object = {}) =>
      cluster
        .schema({ inputs: { table: schema }, params: cluster.params.parse(params), context: { sources: {} } })
        .problems?.map(({ code }) => code)
    expect(codes()).toEqual([])
    expect(codes(openTable)).toEqual([])
    expect(codes(sampleTable(splitColumn))).toEqual(['nothing_to_do'])
    const target = sampleColumn('y', 'number', { role: 'target' })
    expect(codes(sampleTable(target), { columns: ['y'] })).toEqual(['target_changed'])
  })
})

it.each([
  // Examples of scikit-learn's documentation of adjusted_rand_score.
  [[0, 0, 1, 1], [1, 1, 0, 0], 1],
  [[0, 0, 1, 2], [0, 0, 1, 1], 0.571428],
  [[0, 0, 1, 1], [0, 1, 0, 1], -0.5],
  [[0, 0, 0, 0], [0, 1, 2, 3], 0],
])('agreement of %j and %j', (a, b, expected) => {
  expect(adjustedRand(a, b)).toBeCloseTo(expected, 5)
})
