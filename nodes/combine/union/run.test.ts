import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { union } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const left = [
  sampleColumn('side', 'number', { storage: 'bigint' }),
  sampleColumn('c0', 'category', { categories: ['b'] }),
  sampleColumn('when', 'datetime', { storage: 'date' }),
]
const right = [
  sampleColumn('c0', 'category', { categories: ['a'], role: 'target' }),
  sampleColumn('new', 'boolean'),
  sampleColumn('when', 'datetime'),
  sampleColumn('side', 'number'),
]

describe('union', () => {
  it('puts rows under each other by name, whatever the columns are called', async () => {
    const a = await bench.rows(left, [
      [1, 'b', '2024-01-01'],
      [2, null, null],
    ])
    const b = await bench.rows(right, [['a', true, '2024-01-01 12:00:00', 0.5]])
    const { table } = await bench.run('combine.union', { left: a, right: b })
    expect(await bench.rowIds(table)).toEqual([0, 1, 2])
    expect(await bench.values(table, 'side')).toEqual([1, 2, 0.5])
    expect(await bench.values(table, 'c0')).toEqual(['b', null, 'a'])
    expect(await bench.values(table, 'new')).toEqual([null, null, true])
    expect(await bench.values(table, 'when')).toEqual([Date.UTC(2024, 0, 1), null, Date.UTC(2024, 0, 1, 12)])
    expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
    expect(table.schema.columns[1]).toMatchObject({ role: 'feature', categories: ['a', 'b'] })
    // Serving starts here.
    expect(table.schema.request).toEqual(table.schema.columns)
  })

  it('says what does not go together', () => {
    const codes = (a = left, b = right) =>
      union
        .schema({
          inputs: { left: sampleTable(...a), right: sampleTable(...b) },
          params: {},
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    expect(codes()).toEqual([])
    expect(codes([sampleColumn('new', 'number')])).toEqual(['kinds_differ'])
    expect(codes([sampleColumn('NEW', 'number')])).toEqual(['name_taken'])
    expect(codes([...left, splitColumn])).toEqual(['split_one_side'])
    expect(codes([...left, splitColumn], [...right, splitColumn])).toEqual([])
  })
})
