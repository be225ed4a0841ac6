import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, type Cell, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { Column } from '../../kit/columns.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { tokens } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

async function made(cells: readonly [Cell, part?: string][], params: object) {
  const input = await bench.rows(
    [sampleColumn('s', 'text'), splitColumn],
    cells.map(([text, part = 'train']) => [text, part]),
  )
  const { table } = await bench.run('features.tokens', { table: input }, { least: 1, ...params })
  const { sql, js } = await bothWays(bench, input, table)
  expect(js).toEqual(sql)
  const list = (value: unknown) => (typeof value === 'string' ? value.split(' ').map(Number) : null)
  return { table, lists: [...(sql.s as unknown[])].map(list) }
}

describe('text to tokens', () => {
  it('numbers the words of the training rows, the padding in front', async () => {
    const { table, lists } = await made(
      [['The cat sat on the mat'], ['A dog, a CAT!'], [null], [''], ['the horse', 'test']],
      { length: 4 },
    )
    // cat 2, dog 3, mat 4, on 5, sat 6, the 7: in code-unit order; horse is not among the training rows.
    expect(lists).toEqual([[7, 2, 6, 5], [0, 0, 3, 2], null, [0, 0, 0, 0], [0, 0, 7, 1]])
    expect(table.schema.columns[0]).toMatchObject({
      name: 's',
      kind: 'sequence',
      storage: 'list',
      shape: [4],
      role: 'feature',
    })
  })

  it('keeps the most frequent words, and those that stand in enough texts', async () => {
    const cells: [Cell][] = [['red red blue'], ['blue green'], ['red blue']]
    expect((await made(cells, { length: 3, most: 2 })).lists).toEqual([
      [3, 3, 2],
      [0, 2, 1],
      [0, 3, 2],
    ])
    expect((await made(cells, { length: 3, least: 3 })).lists[1]).toEqual([0, 2, 1])
    await expect(made(cells, { least: 9 })).rejects.toThrow(/No term stands in 9 or more of the 3/)
  })

  it('is refused for what an endpoint does not get, and says where there is no text', () => {
    const infer = (...columns: Column[]) =>
      tokens.schema({
        inputs: { table: sampleTable(...columns) },
        params: tokens.params.parse({}),
        context: { sources: {} },
      }).problems
    expect(infer(sampleColumn('s', 'text'))).toEqual([])
    expect(infer(sampleColumn('x', 'number'))).toMatchObject([{ severity: 'warning', field: 'column' }])
  })
})
