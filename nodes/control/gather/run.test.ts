import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import type { Column } from '../../kit/columns.ts'
import type { GatherReport } from '../../kit/loops.ts'
import type { Refit } from '../../kit/refits.ts'
import type { OutputDrafts, RunCall } from '../../kit/runner.ts'
import { sampleColumn } from '../../kit/samples.ts'
import type { PortValue } from '../../kit/values.ts'
import { gather } from './definition.ts'
import { run } from './run.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const item = (label: string, outputs: Record<string, PortValue>, error: string | null = null): Refit => ({
  iteration: 'item:0',
  settings: { each: { item: { label, value: label, digest: null } } },
  state: error === null ? 'succeeded' : 'failed',
  outputs,
  error,
  durationMs: 5,
})

const report = (metrics: Record<string, number>) => ({ port: 'report', metrics }) as unknown as PortValue

const gathered = async (refits: readonly Refit[], params: object = {}) => {
  const made = await bench.runWith(
    async (call: RunCall<typeof gather>) => run({ ...call, ctx: { ...call.ctx, refits } }),
    {},
    gather.params.parse(params),
  )
  return made as { table: OutputDrafts['table']; report: { report: GatherReport; metrics: object } }
}

const tableOf = async (columns: readonly Column[], rows: (string | number | null)[][]) => ({
  ...(await bench.rows(columns, rows)),
  rows: rows.length,
})

describe('gather', () => {
  it('puts tables under each other by name, with the item in front, and rows numbered anew', async () => {
    const colour = sampleColumn('colour', 'category', { categories: ['red'] })
    const one = await tableOf(
      [sampleColumn('size', 'number', { storage: 'bigint' }), colour],
      [
        [1, 'red'],
        [2, 'red'],
      ],
    )
    const two = await tableOf(
      [{ ...colour, categories: ['blue'] }, sampleColumn('size', 'number'), sampleColumn('item', 'text')],
      [['blue', 0.5, 'x']],
    )
    const { table, report: found } = await gathered([
      item('b', { 'sql.table': one }),
      item('a', { 'sql.table': two }),
    ])
    expect(table.schema.columns.map(({ name }) => name)).toEqual(['item (2)', 'size', 'colour', 'item'])
    expect(table.schema.columns[0]?.categories).toEqual(['a', 'b'])
    expect(table.schema.columns[2]?.categories).toEqual(['blue', 'red'])
    expect(table.schema.request).toEqual(table.schema.columns)
    expect(await bench.rowIds(table)).toEqual([0, 1, 2])
    expect(await bench.values(table, 'item (2)')).toEqual(['b', 'b', 'a'])
    expect(await bench.values(table, 'size')).toEqual([1, 2, 0.5])
    expect(await bench.values(table, 'item')).toEqual([null, null, 'x'])
    expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
    expect(found.report.items.map(({ label, rows }) => [label, rows])).toEqual([
      ['b', 2],
      ['a', 1],
    ])
  })

  it('says which item has a column of another kind', async () => {
    const one = await tableOf([sampleColumn('size', 'number')], [[1]])
    const two = await tableOf([sampleColumn('size', 'text')], [['x']])
    await expect(gathered([item('a', { t: one }), item('b', { t: two })])).rejects.toThrow(
      '*size* is a number in “a” and text in “b”.',
    )
  })

  it('makes columns of figures, with a row and the error of an item that failed', async () => {
    const refits = [
      item('a', { 'evaluate.report': report({ r2: 0.5, rmse: 2 }) }),
      item('b', {}, 'It has one class only.'),
      item('c', { 'evaluate.report': report({ r2: 0.7, mae: 1 }) }),
    ]
    const { table, report: found } = await gathered(refits, { onError: 'skip' })
    expect(table.schema.columns.map(({ name }) => name)).toEqual(['item', 'error', 'r2', 'rmse', 'mae'])
    expect(await bench.values(table, 'item')).toEqual(['a', 'b', 'c'])
    expect(await bench.values(table, 'error')).toEqual([null, 'It has one class only.', null])
    expect(await bench.values(table, 'r2')).toEqual([0.5, null, 0.7])
    expect(found.metrics).toEqual({ items: 3, failedItems: 1 })
    expect(bench.logs).toEqual(['“b” is left out: It has one class only.', '2 of 3 items are gathered.'])
  })

  it('fails where every item has failed', async () => {
    await expect(gathered([item('a', {}, 'No.')])).rejects.toThrow('Every item failed. The first says: No.')
  })
})
