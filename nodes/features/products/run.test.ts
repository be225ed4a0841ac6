import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { parquet } from '../../../ml/tables/sql.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { products } from './definition.ts'

/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-construction.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/construction.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  columns: string[]
  polynomials: { degree: number; powers: boolean; names: string[]; rows: number[][] }[]
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('products and ratios', () => {
  it.each(reference.polynomials)('are scikit-learn’s of degree $degree, powers $powers', async (wanted) => {
    const { table: draft } = await bench.run('data.builtin', {}, { dataset: 'penguins' })
    const { columns } = reference
    const whole = columns.map((name) => `"${name}" IS NOT NULL`).join(' AND ')
    const input = await bench.table(
      `(SELECT _row, ${columns.join(', ')} FROM ${parquet(draft.path)} WHERE ${whole} ORDER BY _row LIMIT 8)`,
      columns.map((name) => sampleColumn(name, 'number')),
    )
    const { degree, powers } = wanted
    const { table } = await bench.run('features.products', { table: input }, { degree, powers })
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(table.schema.columns.map(({ name }) => name.replaceAll('*', ' '))).toEqual(wanted.names)
    for (const [row, values] of wanted.rows.entries())
      table.schema.columns.forEach(({ name }, at) => expect(sql[name]![row]).toBeCloseTo(values[at]!, 3))
  })

  it('divide each column by those that follow', async () => {
    const input = await bench.rows(
      ['a', 'b', 'c'].map((name) => sampleColumn(name, 'number')),
      [
        [6, 3, 0],
        [1, null, 4],
      ],
    )
    const { table } = await bench.run('features.products', { table: input }, { degree: 1, ratios: true })
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(sql).toMatchObject({ 'a/b': [2, null], 'a/c': [null, 0.25], 'b/c': [null, null] })
  })

  it('refuse to make more than anyone can use', () => {
    const table = sampleTable(...Array.from({ length: 64 }, (_, i) => sampleColumn(`x${i}`, 'number')))
    const of = (params: Record<string, unknown>) =>
      products.schema({ inputs: { table }, params: products.params.parse(params), context: { sources: {} } })
    expect(of({ degree: 4 }).problems).toMatchObject([{ code: 'too_many_columns', severity: 'error' }])
    expect(of({ powers: false }).outputs.table?.columns.length).toBe(64 + (64 * 63) / 2)
    expect(of({ degree: 1 }).problems).toMatchObject([{ code: 'nothing_to_do' }])
  })

  it('of many columns are made in JavaScript, to the same bits', async () => {
    const columns = Array.from({ length: 30 }, (_, i) => sampleColumn(`x${i}`, 'number'))
    const rows = Array.from({ length: 5 }, (_, row) =>
      columns.map((_column, i) => ((row + i) % 7 === 0 ? null : (row * 31 + i * 17) / 8)),
    )
    const input = await bench.rows(columns, rows)
    const { table } = await bench.run('features.products', { table: input })
    expect(table.schema.columns.length).toBe(30 + 465)
    expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    expect(sql['x1*x2']![1]).toBe(((31 + 17) / 8) * ((31 + 34) / 8))
  })
})
