import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { preprocessing, preprocessingTable } from '../../../tests/kit/preprocessing-fixture.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { oneHot } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('one-hot', () => {
  it.each([
    ['all', 50],
    ['four', 4],
  ] as const)('encodes as scikit-learn: %s', async (name, most) => {
    const { columns, rows } = preprocessingTable()
    const input = await bench.rows(columns, rows)
    const { table: draft } = await bench.run(
      'features.one-hot',
      { table: input },
      { columns: ['label'], most },
    )
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    const wanted = preprocessing.oneHot[name]
    // "b" and "B" are one name to a table.
    const names = wanted.categories.map((category) =>
      category === 'b' ? 'label=b (2)' : `label=${category}`,
    )
    expect(draft.schema.columns.slice(-names.length).map((column) => column.name)).toEqual(names)
    const found = wanted.rows.map((_, row) => names.map((column) => sql[column]?.[row]))
    expect(found).toEqual(wanted.rows)
  })

  const columns = [
    sampleColumn('c', 'category', { categories: ['a', 'b', 'z'] }),
    sampleColumn('p', 'boolean'),
    sampleColumn('y', 'category', { role: 'target', categories: ['m', 'n'] }),
    splitColumn,
  ]

  it('makes the columns it promises, those of categories no training row has too', async () => {
    const input = await bench.rows(columns, [
      ['b', true, 'm', 'train'],
      ['a', null, 'n', 'train'],
      [null, true, 'm', 'train'],
      ['z', false, 'n', 'test'],
      ['new', null, 'n', 'test'],
    ])
    const { table: draft } = await bench.run('features.one-hot', { table: input })
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql).toMatchObject({
      'c=a': [0, 1, 0, 0, 0],
      'c=b': [1, 0, 0, 0, 0],
      'c=z': [0, 0, 0, 0, 0],
      'p=true': [1, 0, 1, 0, 0],
      'p=false': [0, 0, 0, 0, 0],
    })
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    const call = {
      inputs: { table: input.schema },
      params: oneHot.params.parse({}),
      context: { sources: {} },
    }
    expect(oneHot.schema(call).outputs.table).toEqual(draft.schema)
  })

  it('leaves the table open where categories are not known or too many', () => {
    const open = (most: number, table = sampleTable(...columns)) =>
      oneHot.schema({
        inputs: { table },
        params: oneHot.params.parse({ most }),
        context: { sources: {} },
      }).outputs.table?.open
    expect(open(3)).toBe(false)
    expect(open(2)).toBe(true)
    expect(open(3, sampleTable(sampleColumn('c', 'category')))).toBe(true)
  })

  it('encodes no target and no part', () => {
    const codes = (names: string[]) =>
      oneHot
        .schema({
          inputs: { table: sampleTable(...columns) },
          params: oneHot.params.parse({ columns: names }),
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    expect(codes(['y'])).toEqual(['target_changed'])
    expect(codes(['part'])).toEqual(['split_changed'])
  })
})
