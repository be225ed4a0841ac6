import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { bothWays, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { aggregate } from './definition.ts'

/** Reference values of pandas; see tests/fixtures/scikit-learn/make-construction.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/construction.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  statistics: string[]
  groups: { by: string; column: string; groups: [string | null, number[]][] }[]
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('group aggregates', () => {
  it.each(reference.groups)('are those of pandas: $column by $by', async ({ by, column, groups }) => {
    const input = await referenceTable(bench, 'penguins')
    const asked = Object.fromEntries(reference.statistics.map((name) => [name, true]))
    const { table } = await bench.run(
      'features.aggregate',
      { table: input },
      { groups: [by], columns: [column], ...asked },
    )
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    for (const [at, statistic] of reference.statistics.entries()) {
      const found = sql[`${column}_${statistic}_by_${by}`]!
      sql[by]!.forEach((value, row) => {
        const wanted = groups.find(([group]) => group === value)![1][at]!
        expect(Math.abs((found[row] as number) - wanted)).toBeLessThanOrEqual(1e-10 * Math.abs(wanted))
      })
    }
  })

  it('hold a value against its group, and give what is new the figures of all', async () => {
    const columns = [sampleColumn('town', 'text'), sampleColumn('price', 'number'), splitColumn]
    const input = await bench.rows(columns, [
      ['a', 1, 'train'],
      ['a', 3, 'train'],
      ['b', 8, 'train'],
      ['b', null, 'train'],
      ['new', 6, 'test'],
      ['a', 1000, 'test'],
    ])
    const params = { groups: ['town'], std: true, count: true, difference: true, quotient: true }
    const { table } = await bench.run('features.aggregate', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(sql.price_mean_by_town).toEqual([2, 2, 8, 8, 4, 2])
    expect(sql.price_count_by_town).toEqual([2, 2, 1, 1, 0, 2])
    expect(sql.price_difference_by_town).toEqual([-1, 1, 0, null, 2, 998])
    expect(sql.price_quotient_by_town).toEqual([0.5, 1.5, 1, null, 1.5, 500])
    // A single value has no deviation of its own.
    expect(sql.price_std_by_town![2]).toBeCloseTo(Math.sqrt(13), 12)
  })

  it('never tell a row its answer', () => {
    const table = sampleTable(
      sampleColumn('town', 'category'),
      sampleColumn('x', 'number'),
      sampleColumn('y', 'number', { role: 'target' }),
    )
    const problems = (params: Record<string, unknown>) =>
      aggregate
        .schema({ inputs: { table }, params: aggregate.params.parse(params), context: { sources: {} } })
        .problems?.map(({ code, field }) => `${code} ${field}`)
    expect(problems({ groups: ['town'] })).toEqual([])
    expect(problems({ groups: ['town'], columns: ['y'] })).toEqual(['target_changed columns'])
    expect(problems({})).toEqual(['nothing_to_do groups'])
    expect(problems({ groups: ['town'], mean: false })).toEqual(['nothing_to_do mean'])
  })
})
