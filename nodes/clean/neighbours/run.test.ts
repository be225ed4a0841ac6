import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { neighbours } from './definition.ts'

/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-neighbours.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/neighbours.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  names: string[]
  rows: (number | null)[][]
  cases: { neighbours: number; weighted: boolean; standardise: boolean; filled: number[][] }[]
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('fill by neighbours', () => {
  it.each(reference.cases)(
    'fills as scikit-learn: $neighbours, weighted $weighted, standardised $standardise',
    async ({ filled, ...params }) => {
      const columns = [...reference.names.map((name) => sampleColumn(name, 'number')), splitColumn]
      const rows = reference.rows.map((row, at) => [...row, at % 4 === 0 ? 'test' : 'train'])
      const input = await bench.rows(columns, rows)
      const { table } = await bench.run('clean.neighbours', { table: input }, params)
      const { sql, js } = await bothWays(bench, input, table)
      expect(js).toEqual(sql)
      expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
      filled.forEach((row, at) =>
        row.forEach((wanted, index) => {
          const found = sql[reference.names[index]!]![at] as number
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted))
        }),
      )
    },
  )

  it('fills in the mean where nothing can be compared, and refuses the target', async () => {
    const columns = [sampleColumn('a', 'number'), sampleColumn('b', 'number')]
    const input = await bench.rows(columns, [
      [1, 10],
      [3, 20],
      [null, null],
    ])
    const { table } = await bench.run('clean.neighbours', { table: input })
    expect(await bench.values(table, 'a')).toEqual([1, 3, 2])
    expect(await bench.values(table, 'b')).toEqual([10, 20, 15])
    const { problems } = neighbours.schema({
      inputs: { table: sampleTable(sampleColumn('y', 'number', { role: 'target' })) },
      params: neighbours.params.parse({ columns: ['y'] }),
      context: { sources: {} },
    })
    expect(problems?.map(({ code }) => code)).toEqual(['target_changed'])
  })
})
