import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { preprocessing, preprocessingTable } from '../../../tests/kit/preprocessing-fixture.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { bin, parseEdges } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const cases = [2, 5, 10].flatMap((bins) => [
  ['uniform', 'width', bins] as const,
  ['quantile', 'frequency', bins] as const,
])

describe('bin', () => {
  it.each(cases)('divides as scikit-learn: %s, %s, %i', async (strategy, method, bins) => {
    const { columns, rows } = preprocessingTable()
    const input = await bench.rows(columns, rows)
    const { table: draft } = await bench.run('features.bin', { table: input }, { method, bins })
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    const wanted = preprocessing.bins[`${strategy} ${bins}`] ?? {}
    expect(Object.keys(wanted).length).toBe(5)
    for (const [name, values] of Object.entries(wanted)) expect(sql[name], name).toEqual(values)
  })

  const columns = [
    sampleColumn('age', 'number', { storage: 'bigint' }),
    sampleColumn('y', 'number', { role: 'target' }),
    splitColumn,
  ]

  it('takes edges of one’s own, and names bins', async () => {
    const input = await bench.rows(columns, [
      [17, 1, 'train'],
      [18, 1, 'train'],
      [null, 1, 'test'],
      [999, 1, 'test'],
    ])
    const params = { method: 'edges', edges: '18; 65.5', output: 'label' }
    const { table: draft } = await bench.run('features.bin', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(sql.age).toEqual(['< 18', '18 to < 65.5', null, '≥ 65.5'])
    expect(draft.schema.columns[0]).toMatchObject({
      kind: 'category',
      categories: ['18 to < 65.5', '< 18', '≥ 65.5'],
    })
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
  })

  it('reads edges', () => {
    expect(parseEdges(' 0  18.5;65 ')).toEqual([0, 18.5, 65])
    for (const wrong of ['', '1 1', '2 1', 'a', '1 Infinity']) expect(parseEdges(wrong)).toBeNull()
  })

  it('says what is wrong, on the field', () => {
    const codes = (params: Record<string, unknown>) =>
      bin
        .schema({
          inputs: { table: sampleTable(...columns) },
          params: bin.params.parse(params),
          context: { sources: {} },
        })
        .problems?.map(({ code, field }) => `${code} ${field}`)
    expect(codes({ method: 'edges' })).toEqual(['edges_wrong edges'])
    expect(codes({ columns: ['y'] })).toEqual(['target_changed columns'])
    expect(codes({ columns: ['y'], method: 'edges', edges: '5' })).toEqual([])
  })
})
