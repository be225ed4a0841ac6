import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('x', 'number', { storage: 'bigint' }),
  sampleColumn('y', 'number', { role: 'target' }),
  splitColumn,
]
/** Quartiles 2 and 4, so that 1 to 5 are within 0.5 ranges; mean 3, deviation √2. */
const table = () =>
  bench.rows(columns, [
    [1, 0, 'train'],
    [2, 0, 'train'],
    [3, 0, 'train'],
    [4, 0, 'train'],
    [5, 0, 'train'],
    [null, 0, 'train'],
    [100, 0, 'test'],
    [null, 0, 'test'],
    [-100, 0, 'test'],
  ])

const run = async (params: Record<string, unknown>) => {
  const input = await table()
  const { table: draft } = await bench.run('clean.outliers', { table: input }, params)
  const { sql, js } = await bothWays(bench, input, draft)
  if (params.action !== 'drop') expect(js).toEqual(sql)
  expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
  return { sql, ids: await bench.rowIds(draft) }
}

describe('outliers', () => {
  it('clips to the range of the training rows', async () => {
    expect((await run({ ranges: 0 })).sql.x).toEqual([2, 2, 3, 4, 4, null, 4, null, 2])
    expect((await run({ ranges: 0.5 })).sql.x).toEqual([1, 2, 3, 4, 5, null, 5, null, 1])
    const { sql } = await run({ method: 'zscore', deviations: 1 })
    expect(sql.x?.[0]).toBeCloseTo(3 - Math.SQRT2, 14)
    expect(sql.x?.[6]).toBeCloseTo(3 + Math.SQRT2, 14)
  })

  it('marks', async () => {
    const marks = [true, false, false, false, true, false, true, false, true]
    expect((await run({ ranges: 0, action: 'mark' })).sql).toMatchObject({
      x: [1, 2, 3, 4, 5, null, 100, null, -100],
      x_outlier: marks,
    })
    const { sql } = await run({ method: 'zscore', deviations: 1, action: 'mark' })
    expect(sql.x_outlier).toEqual(marks)
  })

  it('drops training rows only', async () => {
    expect((await run({ ranges: 0, action: 'drop' })).ids).toEqual([1, 2, 3, 5, 6, 7, 8])
  })

  it('changes no target', async () => {
    await expect(run({ columns: ['y'] })).rejects.toMatchObject({ code: 'target_changed', field: 'columns' })
    expect((await run({ columns: ['y'], action: 'drop' })).ids.length).toBe(9)
  })
})
