import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('id', 'number', { role: 'id' }),
  sampleColumn('x', 'number'),
  sampleColumn('t', 'text'),
  sampleColumn('v', 'vector'),
  splitColumn,
]
const table = () =>
  bench.table(
    `(VALUES (9::BIGINT, 1::DOUBLE, 'nan'::DOUBLE, 'a', [1::DOUBLE], 'test'), (2, 2, NULL, 'a', [1], 'train'),
      (3, 3, '-0.0'::DOUBLE, 'A', NULL, 'test'), (4, 4, 0, 'A', NULL, 'train'), (5, 5, 0, 'a', NULL, 'train'),
      (6, 6, 0, 'a', [1], 'train')) AS t(_row, id, x, t, v, part)`,
    columns,
  )
const left = async (params: Record<string, unknown>) => {
  const { table: draft } = await bench.run('clean.duplicates', { table: await table() }, params)
  return bench.rowIds(draft)
}

describe('duplicates', () => {
  it('keeps the first row of equal ones, by all columns but ids and parts', async () => {
    expect(await left({})).toEqual([2, 3, 5, 6])
    expect(bench.logs).toEqual(['Dropped 2 rows.'])
  })

  it('compares the columns chosen', async () => {
    expect(await left({ columns: ['t'] })).toEqual([2, 3])
    expect(await left({ columns: ['id', 't'] })).toEqual([2, 3, 4, 5, 6, 9])
    await expect(left({ columns: ['T'] })).rejects.toMatchObject({ code: 'column_missing', field: 'columns' })
  })
})
