import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { expression } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('mass', 'number', { storage: 'bigint' }),
  sampleColumn('price', 'number', { role: 'target' }),
  splitColumn,
]
const table = sampleTable(...columns)

const infer = (params: Record<string, unknown>, arriving = table) =>
  expression.schema({
    inputs: { table: arriving },
    params: expression.params.parse(params),
    context: { sources: {} },
  })

describe('expression column', () => {
  const run = async (params: Record<string, unknown>) => {
    const input = await bench.rows(columns, [
      [4, 1, 'train'],
      [null, 2, 'train'],
      [-4, null, 'test'],
    ])
    const { table: draft } = await bench.run('features.expression', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    return { sql, schema: draft.schema }
  }

  it('adds a column of each type', async () => {
    expect((await run({ name: 'root', expression: 'sqrt(mass) + 1' })).sql.root).toEqual([3, null, null])
    expect((await run({ name: 'heavy', expression: 'mass > 0' })).sql.heavy).toEqual([true, null, false])
    const { sql, schema } = await run({ name: 'size', expression: 'mass > 0 ? "big" : "other"' })
    expect(sql.size).toEqual(['big', 'other', 'other'])
    expect(schema.columns.at(-1)).toMatchObject({
      kind: 'category',
      categories: ['big', 'other'],
      role: 'feature',
    })
  })

  it('replaces a column, which keeps its identity and role', async () => {
    const { sql, schema } = await run({ name: 'price', expression: 'log(price)' })
    expect(sql.price).toEqual([0, Math.log(2), null])
    expect(schema.columns[1]).toMatchObject({ id: 'price', role: 'target' })
  })

  it('shows the place of an error on the field', () => {
    expect(infer({ expression: 'mass + volume' }).problems).toEqual([
      {
        severity: 'error',
        code: 'expression_wrong',
        field: 'expression',
        message: 'Character 8: No column *volume* arrives here. There is *mass*, *price* and *part*.',
      },
    ])
    expect(infer({ expression: 'volume' }, openTable).problems).toEqual([])
    expect(infer({ expression: ' ' }).problems).toMatchObject([{ code: 'expression_missing' }])
    expect(infer({ name: 'Mass', expression: '1' }).problems).toMatchObject([
      { code: 'name_taken', field: 'name' },
    ])
    expect(infer({ name: 'part', expression: '1' }).problems).toMatchObject([{ code: 'split_changed' }])
    expect(infer({ name: '_ROW', expression: '1' }).problems).toMatchObject([{ code: 'name_taken' }])
    expect(infer({ name: ' ', expression: '1' }).problems).toMatchObject([{ code: 'name_missing' }])
  })

  it('warns where the answer is looked at', () => {
    expect(infer({ expression: 'price * 2' }).problems).toMatchObject([
      { severity: 'warning', code: 'target_read' },
    ])
    expect(infer({ name: 'price', expression: 'price * 2' }).problems).toEqual([])
  })
})
