import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { preprocessing, preprocessingTable } from '../../../tests/kit/preprocessing-fixture.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const { columns, rows } = preprocessingTable()

describe('missing values', () => {
  it.each(['mean', 'median', 'mode'] as const)('fills as scikit-learn: %s', async (numbers) => {
    const input = await bench.rows(columns, rows)
    const { table: draft } = await bench.run('clean.missing', { table: input }, { numbers })
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    const wanted = { ...preprocessing.imputed.mode, ...preprocessing.imputed[numbers] }
    for (const [name, values] of Object.entries(wanted)) {
      values.forEach((value, row) => {
        const found = sql[name]?.[row]
        if (typeof value === 'number') expect(found).toBeCloseTo(value, 12)
        else expect(found).toBe(value)
      })
    }
  })

  const small = [
    sampleColumn('x', 'number', { storage: 'bigint' }),
    sampleColumn('c', 'category', { categories: ['a', 'b'] }),
    sampleColumn('p', 'boolean'),
    splitColumn,
  ]
  const table = () =>
    bench.rows(small, [
      [1, 'b', true, 'train'],
      [null, null, null, 'train'],
      [3, 'a', null, 'test'],
      [null, 'a', false, 'test'],
    ])

  it('fills in values of one’s own, and marks what was missing', async () => {
    const params = { numbers: 'constant', number: -1, others: 'constant', text: 'none', indicator: true }
    const input = await table()
    const chosen = { ...params, columns: ['x', 'c'] }
    const { table: draft } = await bench.run('clean.missing', { table: input }, chosen)
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql).toMatchObject({
      x: [1, -1, 3, -1],
      c: ['b', 'none', 'a', 'a'],
      x_missing: [false, true, false, true],
      c_missing: [false, true, false, false],
    })
    expect(draft.schema.columns.find(({ name }) => name === 'c')?.categories).toEqual(['a', 'b', 'none'])
    await expect(bench.run('clean.missing', { table: input }, params)).rejects.toMatchObject({
      code: 'constant_kind',
      field: 'text',
    })
    const yes = await bench.run('clean.missing', { table: input }, { ...params, text: 'True' })
    expect(await bench.values(yes.table, 'p')).toEqual([true, true, true, false])
  })

  it('drops training rows only', async () => {
    const input = await table()
    const params = { numbers: 'drop', others: 'drop' }
    const { table: draft } = await bench.run('clean.missing', { table: input }, params)
    expect(await bench.rowIds(draft)).toEqual([0, 2, 3])
    expect(draft.schema).toEqual(input.schema)
    const whole = await bench.rows(small.slice(0, 3), [
      [1, 'b', true],
      [null, 'a', true],
    ])
    expect(await bench.rowIds((await bench.run('clean.missing', { table: whole }, params)).table)).toEqual([
      0,
    ])
  })

  it('says which column has nothing to fill with', async () => {
    const input = await bench.rows(small, [
      [null, 'a', true, 'train'],
      [1, 'a', true, 'test'],
    ])
    for (const numbers of ['mean', 'median', 'mode']) {
      await expect(bench.run('clean.missing', { table: input }, { numbers })).rejects.toMatchObject({
        kind: 'user',
        code: 'no_values',
        message: expect.stringContaining('"x"'),
      })
    }
  })

  it('makes up no target, and leaves the parts alone', async () => {
    const target = [sampleColumn('y', 'number', { role: 'target' }), splitColumn]
    const input = await bench.rows(target, [
      [null, 'train'],
      [1, 'train'],
    ])
    const run = (params: object) =>
      bench.run('clean.missing', { table: input }, { columns: ['y'], ...params })
    await expect(run({})).rejects.toMatchObject({ code: 'target_changed' })
    await expect(run({ columns: ['part'] })).rejects.toMatchObject({ code: 'split_changed' })
    expect(await bench.rowIds((await run({ numbers: 'drop' })).table)).toEqual([1])
  })

  it('fills from the row before or after, as pandas by group, and never from the others into training rows', async () => {
    const series = [
      sampleColumn('day', 'number'),
      sampleColumn('shop', 'category'),
      sampleColumn('x', 'number', { storage: 'bigint' }),
      sampleColumn('c', 'text'),
      splitColumn,
    ]
    const input = await bench.rows(series, [
      [4, 'a', null, null, 'test'],
      [1, 'a', 10, 'p', 'train'],
      [3, 'a', 99, 'leak', 'test'],
      [2, 'b', 20, null, 'train'],
      [2, 'a', null, null, 'train'],
      [5, 'a', null, 'q', 'train'],
      [null, 'a', null, null, 'train'],
      [1, 'b', null, 'r', 'train'],
    ])
    const run = async (numbers: string, others: string) => {
      const params = { numbers, others, order: 'day', group: 'shop', columns: ['x', 'c'], indicator: true }
      return bench.run('clean.missing', { table: input }, params)
    }
    const { table: before } = await run('previous', 'previous')
    expect(await bench.values(before, 'x')).toEqual([99, 10, 99, 20, 10, 10, null, null])
    expect(await bench.values(before, 'c')).toEqual(['leak', 'p', 'leak', 'r', 'p', 'q', null, 'r'])
    expect(await bench.values(before, 'x_missing')).toEqual([
      true,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ])
    expect(await bench.types(before)).toEqual(promisedTypes(before.schema))
    const { table: after } = await run('next', 'mode')
    expect(await bench.values(after, 'x')).toEqual([null, 10, 99, 20, null, null, null, 20])
    expect(await bench.values(after, 'c')).toEqual(['p', 'p', 'leak', 'p', 'p', 'q', 'p', 'r'])
    // An endpoint sees one row: what was carried stays missing, and is marked.
    const { js } = await bothWays(bench, input, before)
    expect(js.x).toEqual([null, 10, 99, 20, null, null, null, null])
    expect(js.x_missing).toEqual(await bench.values(before, 'x_missing'))
    await expect(
      bench.run('clean.missing', { table: await table() }, { numbers: 'previous' }),
    ).rejects.toMatchObject({ code: 'column_missing', field: 'order' })
  })
})
