import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { preprocessing, preprocessingTable } from '../../../tests/kit/preprocessing-fixture.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

describe('ordinal', () => {
  it('encodes as scikit-learn', async () => {
    const { columns, rows } = preprocessingTable()
    const input = await bench.rows(columns, rows)
    const { table: draft } = await bench.run('features.ordinal', { table: input }, { columns: ['label'] })
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql.label).toEqual(preprocessing.ordinal)
    expect(sql.label).toContain(-1)
  })

  it('leaves missing missing, and unseen too where asked for', async () => {
    const columns = [sampleColumn('c', 'text'), sampleColumn('p', 'boolean'), splitColumn]
    const input = await bench.rows(columns, [
      ['b', true, 'train'],
      ['a', null, 'train'],
      [null, false, 'test'],
      ['z', true, 'test'],
    ])
    const run = async (params: Record<string, unknown>) => {
      const { table: draft } = await bench.run('features.ordinal', { table: input }, params)
      const { sql, js } = await bothWays(bench, input, draft)
      expect(js).toEqual(sql)
      return sql
    }
    expect(await run({ columns: ['c', 'p'] })).toMatchObject({ c: [1, 0, null, -1], p: [1, null, 0, 1] })
    expect(await run({ columns: ['c'], unseen: 'missing' })).toMatchObject({ c: [1, 0, null, null] })
    // Text is encoded only where it was chosen.
    expect(await run({})).toMatchObject({ c: ['b', 'a', null, 'z'], p: [1, null, 0, 1] })
  })
})
