import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { join } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const left = [
  sampleColumn('k', 'number', { storage: 'bigint' }),
  sampleColumn('name', 'text'),
  sampleColumn('a', 'number', { role: 'target' }),
  splitColumn,
]
const right = [
  sampleColumn('k', 'number'),
  sampleColumn('name', 'category'),
  sampleColumn('A', 'number', { role: 'target' }),
  splitColumn,
]

const tables = async () => ({
  left: await bench.rows(left, [
    [1, 'x', 10, 'train'],
    [2, 'x', 20, 'test'],
    [null, 'x', 30, 'train'],
    [1, 'y', 40, 'train'],
  ]),
  right: await bench.rows(right, [
    [1, 'x', 1, 'test'],
    [null, 'x', 2, 'test'],
    [1, 'x', 3, 'test'],
    [2, 'z', 4, 'test'],
  ]),
})

describe('join', () => {
  it('keeps all left rows, or those with a partner, and puts several partners on several rows', async () => {
    const { table } = await bench.run('combine.join', await tables(), { keys: ['k', 'name'] })
    expect(await bench.values(table, 'a')).toEqual([10, 10, 20, 30, 40])
    expect(await bench.values(table, 'A (2)')).toEqual([1, 3, null, null, null])
    expect(await bench.values(table, 'part')).toEqual(['train', 'train', 'test', 'train', 'train'])
    expect(await bench.rowIds(table)).toEqual([0, 1, 2, 3, 4])
    expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
    expect(table.schema.columns.at(-1)).toMatchObject({ role: 'ignore' })
    expect(bench.logs.at(-1)).toContain('with several partners: 1.')
    const inner = await bench.run('combine.join', await tables(), { keys: ['k'], how: 'inner' })
    expect(await bench.values(inner.table, 'a')).toEqual([10, 10, 20, 40, 40])
    expect(await bench.values(inner.table, 'name (2)')).toEqual(['x', 'x', 'z', 'x', 'x'])
  })

  it('says what is wrong', () => {
    const codes = (keys: string[], a = left, b = right) =>
      join
        .schema({
          inputs: { left: sampleTable(...a), right: sampleTable(...b) },
          params: join.params.parse({ keys }),
          context: { sources: {} },
        })
        .problems?.map(({ code, field }) => `${code} ${field}`)
    expect(codes([])).toEqual(['keys_missing keys'])
    expect(codes(['a'])).toEqual(['column_missing keys'])
    expect(codes(['k'], left, [sampleColumn('k', 'text')])).toEqual(['kinds_differ keys'])
    expect(codes(['k'], left.slice(0, 1))).toEqual(['split_one_side undefined'])
  })
})
