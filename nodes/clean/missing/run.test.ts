import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
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
})
