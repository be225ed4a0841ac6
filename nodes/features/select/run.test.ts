import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scoreInformation, scoreVariance } from '../../../ml/transforms/fit-selection.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { features, referenceTable } from '../../../tests/kit/features-fixture.ts'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import type { DatasetId } from '../../data/builtin/catalogue.ts'
import { findByRole } from '../../kit/columns.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { selectFeatures } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const relationOf = async (id: DatasetId, complete = false) => {
  const table = await referenceTable(bench, id, { complete })
  return { relation: trainingRelation(await bench.pathOf(table), table.schema), schema: table.schema }
}

const columns = [
  sampleColumn('a', 'number'),
  sampleColumn('b', 'number', { storage: 'bigint' }),
  sampleColumn('c', 'category', { categories: ['l', 'r'] }),
  sampleColumn('p', 'boolean'),
  sampleColumn('empty', 'number'),
  sampleColumn('t', 'text'),
  sampleColumn('y', 'category', { role: 'target', categories: ['m', 'n'] }),
  splitColumn,
]
/** `c` says what `y` is and `a` does, save for one row; nothing else does. In the test rows `b` does. */
const table = () =>
  bench.rows(
    columns,
    Array.from({ length: 40 }, (_, i) => {
      const [half, test] = [i % 2 === 0, i % 4 === 3]
      const number = test ? (half ? 1e6 : -1e6) : (i * 7) % 5
      return [
        half ? i : -i,
        number,
        half ? 'l' : 'r',
        i % 3 === 0,
        null,
        `t${i}`,
        half ? 'm' : 'n',
        test ? 'test' : 'train',
      ]
    }),
  )

describe('select features', () => {
  it.each(Object.entries(features.information))('measures as scikit-learn: %s', async (id, wanted) => {
    const { relation, schema } = await relationOf(id as DatasetId, true)
    const target = findByRole(schema, 'target')!
    const chosen = schema.columns.filter(({ name }) => Object.hasOwn(wanted, name))
    const scores = await scoreInformation(bench.engine, relation, { columns: chosen, target })
    expect(scores.length).toBe(Object.keys(wanted).length)
    for (const { name, score } of scores) {
      const { mean, deviation } = wanted[name]!
      // Ties are broken by chance there and here.
      expect(Math.abs(score - mean), name).toBeLessThanOrEqual(4 * deviation + 1e-9)
    }
  })

  it.each(Object.entries(features.variances))(
    'finds the variances of scikit-learn: %s',
    async (id, wanted) => {
      const { relation } = await relationOf(id as DatasetId)
      for (const { name, score } of await scoreVariance(bench.engine, relation, Object.keys(wanted)))
        expect(Math.abs(score - wanted[name]!), name).toBeLessThanOrEqual(1e-12 * wanted[name]!)
    },
  )

  it('keeps the most informative, and what is no feature', async () => {
    const { table: draft } = await bench.run('features.select', { table: await table() }, { count: 2 })
    expect(draft.schema.columns.map(({ name }) => name)).toEqual(['a', 'c', 't', 'y', 'part'])
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    expect(await bench.values(draft, 'a')).toEqual(await bench.values(await table(), 'a'))
    expect(bench.logs[0]).toMatch(/^Kept 2 of 5 columns: (a|c) 0\.\d+ and (a|c) 0\.\d+\.$/)
    expect(bench.logs[1]).toMatch(/^Dropped: .*empty \(no values\)\.$/)
  })

  it('keeps what varies', async () => {
    const names = async (params: Record<string, unknown>) => {
      const run = await bench.run(
        'features.select',
        { table: await table() },
        { method: 'variance', ...params },
      )
      return run.table.schema.columns.map(({ name }) => name)
    }
    expect(await names({})).toEqual(['a', 'b', 'c', 'p', 't', 'y', 'part'])
    expect(await names({ threshold: 0.3 })).toEqual(['a', 'b', 'c', 't', 'y', 'part'])
    expect(await names({ columns: ['p'], threshold: 1 })).toEqual(['a', 'b', 'c', 'empty', 't', 'y', 'part'])
  })

  it('refuses to leave nothing', async () => {
    const input = await bench.rows(
      [columns[0]!, splitColumn],
      [
        [1, 'train'],
        [1, 'train'],
        [2, 'test'],
      ],
    )
    await expect(
      bench.run('features.select', { table: input }, { method: 'variance' }),
    ).rejects.toMatchObject({ code: 'nothing_kept', field: 'threshold' })
  })

  it('promises no column that it may drop', () => {
    const outcome = (params: Record<string, unknown>, schema = sampleTable(...columns)) => {
      const { outputs, problems } = selectFeatures.schema({
        inputs: { table: schema },
        params: selectFeatures.params.parse(params),
        context: { sources: {} },
      })
      return { ...outputs.table, problems: problems?.map(({ code, field }) => `${code} ${field}`) }
    }
    const certain = { open: true, columns: columns.slice(5), problems: [] }
    expect(outcome({ count: 4 })).toMatchObject(certain)
    expect(outcome({ count: 5 })).toMatchObject({ open: false, columns, problems: [] })
    expect(outcome({ keep: 'share', share: 0.8 })).toMatchObject(certain)
    expect(outcome({ keep: 'share', share: 1 })).toMatchObject({ open: false })
    expect(outcome({ method: 'variance' }).columns?.map(({ name }) => name)).toEqual(['c', 't', 'y', 'part'])
    expect(outcome({}, sampleTable(columns[0]!)).problems).toEqual(['target_missing method'])
    expect(outcome({ columns: ['y', 'a'] }).problems).toEqual(['target_changed columns'])
    expect(outcome({ method: 'variance', columns: ['c'] }).problems).toEqual(['column_kind columns'])
    expect(outcome({}, openTable)).toMatchObject({ open: true, problems: [] })
  })
})
