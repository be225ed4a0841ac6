import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn } from '../../kit/samples.ts'
import type { ProfileReport } from './run.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const reportOf = async (table: Awaited<ReturnType<NodeBench['rows']>>): Promise<ProfileReport> =>
  ((await bench.run('data.profile', { table })).report as { report: ProfileReport }).report

/** Reference values of pandas; see tests/fixtures/scikit-learn/make-correlations.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/correlations.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  names: string[]
  rows: (number | null)[][]
  correlations: (number | null)[][]
  duplicates: number
}

describe('profile', () => {
  it('correlates and counts duplicates as pandas', async () => {
    const columns = reference.names.map((name) => sampleColumn(name, 'number'))
    const report = await reportOf(await bench.rows(columns, reference.rows))
    expect(report.duplicates).toBe(reference.duplicates)
    expect(report.correlations?.names).toEqual(reference.names)
    reference.correlations.forEach((row, i) =>
      row.forEach((wanted, j) => {
        const found = report.correlations?.values[i]?.[j] ?? null
        if (wanted === null) expect(found).toBeNull()
        else expect(found).toBeCloseTo(wanted, 9)
      }),
    )
  })

  it('points out what gives the target away, and what else stands out', async () => {
    const columns = [
      sampleColumn('code', 'text', { role: 'id' }),
      sampleColumn('fair', 'number'),
      sampleColumn('paid', 'number'),
      sampleColumn('told', 'category'),
      sampleColumn('still', 'number'),
      sampleColumn('gone', 'number'),
      sampleColumn('named', 'text'),
      sampleColumn('churn', 'category', { role: 'target' }),
    ]
    const rows = Array.from({ length: 200 }, (_, i) => {
      const churn = i % 40 === 0 ? 'yes' : 'no'
      const paid = churn === 'yes' ? 900 + (i % 7) : i % 100
      const told = churn === 'yes' ? 'left' : i % 3 === 0 ? 'here' : 'there'
      return [`n${i}`, (i * 37) % 101, paid, told, 5, i % 10 === 0 ? i : null, `name ${i}`, churn]
    })
    const report = await reportOf(await bench.rows(columns, rows))
    expect(report.findings.map(({ message }) => message)).toEqual([
      '*paid* nearly gives *churn* away: in 100 % of the rows the class follows from it. Is it known before the answer is?',
      '*told* nearly gives *churn* away: in 100 % of the rows the class follows from it. Is it known before the answer is?',
      'Only 2.5 % of the rows are *yes*. Judge by balanced accuracy or average precision; *Balance classes* helps some models.',
      '*still* is the same in every row.',
      '*gone* is missing in 90 % of the rows.',
      '*named* is different in every row. A model can’t learn from it as a category; is it an id?',
    ])
    expect(report.columns.find(({ name }) => name === 'named')?.text).toEqual({ min: 6, mean: 7.45, max: 8 })
  })

  it('has nothing to say of an empty table, and sees twins and copies', async () => {
    const columns = [
      sampleColumn('a', 'number'),
      sampleColumn('b', 'number'),
      sampleColumn('y', 'number', { role: 'target' }),
    ]
    const none = await bench.table('(SELECT 1::BIGINT _row, 1.5 a, 1.5 b, 1.5 y WHERE false)', columns)
    expect(await reportOf(none)).toMatchObject({ rows: 0, findings: [], duplicates: 0 })
    const rows = Array.from({ length: 30 }, (_, i) => [i, 2 * i + 1, -i])
    const report = await reportOf(await bench.rows(columns, [...rows, [0, 1, 0]]))
    expect(report.findings.map(({ message }) => message)).toEqual([
      '*a* nearly gives *y* away: it runs along with it (r = -1.000). Is it known before the answer is?',
      '*b* nearly gives *y* away: it runs along with it (r = -1.000). Is it known before the answer is?',
      'One row stands twice. If these are no two things that look alike, put *Duplicates* before *Split*.',
      '*a* and *b* say nearly the same (r = 1.000).',
    ])
  })
})
