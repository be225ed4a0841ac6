import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parquet } from '../../../ml/tables/sql.ts'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { anomalies } from './definition.ts'

const { isolation } = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/scikit-learn/clusters.json', import.meta.url), 'utf8'),
) as { isolation: number[] }

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

interface Report {
  report: {
    rows: number
    anomalies: number
    histogram: { rows: number }[]
    top: { row: number; far: { column: string; value: number }[] }[]
    answers: { label: string; on: string; rows: number; share: number } | null
  }
  metrics: Record<string, number>
}

const columns = [sampleColumn('a', 'number'), sampleColumn('b', 'number'), splitColumn]
/** A ring of 300 rows, two of which lie far out: one for training, one for testing. */
const ring = () =>
  bench.table(
    `(SELECT range * 2 AS _row, CASE WHEN range IN (40, 41) THEN 50 WHEN range % 9 = 0 THEN NULL ELSE sin(range) END AS a,
       cos(range) AS b, CASE WHEN range % 2 = 1 THEN 'test' ELSE 'train' END AS part FROM range(300) ORDER BY range DESC)`,
    columns,
  )

describe('Anomalies', () => {
  it('scores breast cancer as scikit-learn does, and says how well that tells malignant from benign', async () => {
    const { table: draft } = await bench.run('data.builtin', {}, { dataset: 'breast-cancer' })
    const input = await bench.table(`(SELECT * FROM ${parquet(draft.path)})`, draft.schema.columns)
    const found = await bench.run('clean.anomalies', { table: input }, { trees: 500, share: 0.1 })
    const { metrics, report } = found.report as Report
    const scores = await bench.values(found.table, 'anomaly_score')
    const apart = scores.map((score, row) => Math.abs(Number(score) - isolation[row]!))
    expect(apart.reduce((sum, each) => sum + each, 0) / apart.length).toBeLessThan(0.01)
    expect(report.anomalies).toBe(57)
    expect((await bench.values(found.table, 'anomaly')).filter((each) => each === true)).toHaveLength(57)
    expect(report.answers).toMatchObject({ label: 'malignant', on: 'all', rows: 569 })
    expect(report.answers?.share).toBeCloseTo(212 / 569, 10)
    // The area is that of all pairs of a malignant and a benign row.
    const classes = await bench.values(found.table, 'diagnosis')
    const of = (label: string) => scores.filter((_, row) => classes[row] === label).map(Number)
    const [ill, well] = [of('malignant'), of('benign')]
    const wins = ill.reduce((sum, a) => sum + well.filter((b) => a > b).length, 0)
    expect(metrics.rocAuc).toBeCloseTo(wins / ill.length / well.length, 3)
    expect(report.histogram.reduce((sum, { rows }) => sum + rows, 0)).toBe(569)
  })

  it('learns from training rows and marks all, missing values or not', async () => {
    const input = await ring()
    const found = await bench.run('clean.anomalies', { table: input }, { share: 0.01 })
    const { report } = found.report as Report
    expect(await bench.types(found.table)).toEqual(promisedTypes(found.table.schema))
    const scores = (await bench.values(found.table, 'anomaly_score')).map(Number)
    expect(
      new Set(
        scores
          .map((_, row) => row)
          .toSorted((a, b) => scores[b]! - scores[a]!)
          .slice(0, 2),
      ),
    ).toEqual(new Set([40, 41]))
    expect(report).toMatchObject({ rows: 150, anomalies: 2, answers: null })
    expect(report.top[0]).toMatchObject({ row: 80, far: [{ column: 'a', value: 50 }, { column: 'b' }] })
    const again = await bench.run('clean.anomalies', { table: input }, { share: 0.01 })
    expect(await bench.values(again.table, 'anomaly_score')).toEqual(scores)
  })

  it('drops anomalies of the training rows only', async () => {
    const { table } = await bench.run(
      'clean.anomalies',
      { table: await ring() },
      { share: 0.01, action: 'drop' },
    )
    const ids = await bench.rowIds(table)
    expect(ids).toHaveLength(298)
    expect(ids).not.toContain(80)
    expect(ids).toContain(82)
    expect(table.schema.columns).toEqual(columns)
  })

  it('says what is wrong', async () => {
    const one = await bench.rows(columns.slice(0, 1), [[1]])
    await expect(bench.run('clean.anomalies', { table: one })).rejects.toMatchObject({ code: 'too_few_rows' })
    const outcome = (schema = sampleTable(...columns), params: object = {}) => {
      const { problems, outputs } = anomalies.schema({
        inputs: { table: schema },
        params: anomalies.params.parse(params),
        context: { sources: {} },
      })
      return [problems?.map(({ code }) => code), outputs.table?.columns.slice(-2).map(({ role }) => role)]
    }
    expect(outcome()).toEqual([[], ['ignore', 'ignore']])
    expect(outcome(openTable)[0]).toEqual([])
    expect(outcome(sampleTable(splitColumn))[0]).toEqual(['nothing_to_do'])
    const target = sampleColumn('y', 'number', { role: 'target' })
    expect(outcome(sampleTable(target), { columns: ['y'] })[0]).toEqual(['target_changed'])
  })
})
