import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnScore } from '../../../ml/transforms/fit-selection.ts'
import { scoreChi2, scoreCorrelation, scoreF, scoreLasso } from '../../../ml/transforms/score-columns.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { DatasetId } from '../../data/builtin/catalogue.ts'
import { type Column, findByRole } from '../../kit/columns.ts'
import { sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { selectFeatures } from './definition.ts'

/** Reference values of scikit-learn and pandas; see tests/fixtures/scikit-learn/make-selection.py. */
interface Selection {
  f: Record<string, Record<string, number>>
  chi2: Record<string, Record<string, number>>
  pearson: Record<string, number>
  correlation: Record<string, { columns: string[]; matrix: number[][] }>
  lasso: { data: string; penalty: number; scores: Record<string, number> }[]
}
const url = new URL('../../../tests/fixtures/scikit-learn/selection.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as Selection

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

async function open(id: string, names: readonly string[], complete = true) {
  const table = await referenceTable(bench, id as DatasetId, { complete })
  const { schema } = table
  return {
    relation: trainingRelation(await bench.pathOf(table), schema),
    columns: names.map((name) => schema.columns.find((column) => column.name === name)!),
    target: findByRole(schema, 'target')!,
  }
}

function expectScores(scores: readonly ColumnScore[], wanted: Record<string, number>, digits = 9): void {
  expect(scores.map(({ name }) => name)).toEqual(Object.keys(wanted))
  for (const { name, score } of scores)
    expect(Math.abs(score - wanted[name]!), name).toBeLessThanOrEqual(
      10 ** -digits * Math.max(1, wanted[name]!),
    )
}

describe('scikit-learn', () => {
  it.each(Object.entries(reference.f))('gives the same F: %s', async (id, wanted) => {
    const { relation, ...asked } = await open(id, Object.keys(wanted))
    expectScores(await scoreF(bench.engine, relation, asked), wanted)
  })

  it.each([...Object.entries(reference.chi2), ['penguins', reference.pearson] as const])(
    'gives the same χ²: %s',
    async (id, wanted) => {
      const { relation, ...asked } = await open(id, Object.keys(wanted))
      expectScores(await scoreChi2(bench.engine, relation, asked), wanted)
    },
  )

  it.each(reference.lasso)('gives the same lasso: $data, $penalty', async ({ data, penalty, scores }) => {
    const { relation, ...asked } = await open(data, Object.keys(scores))
    expectScores(await scoreLasso(bench.engine, relation, { ...asked, penalty }), scores, 6)
  })
})

it.each(Object.entries(reference.correlation))(
  'pandas gives the same correlations: %s',
  async (id, wanted) => {
    const { relation, columns } = await open(id, wanted.columns, false)
    const scores = await scoreCorrelation(bench.engine, relation, { columns, limit: 1 })
    const most = wanted.matrix.map((row, at) =>
      row.slice(0, at).reduce((max, r) => Math.max(max, Math.abs(r)), 0),
    )
    expectScores(scores, Object.fromEntries(wanted.columns.map((name, at) => [name, most[at]!])), 12)
  },
)

describe('select features', () => {
  const columns = [
    sampleColumn('a', 'number'),
    sampleColumn('twin', 'number'),
    sampleColumn('noise', 'number'),
    sampleColumn('same', 'number'),
    sampleColumn('c', 'category'),
    sampleColumn('y', 'category', { role: 'target', categories: ['m', 'n'] }),
    splitColumn,
  ]
  const table = () =>
    bench.rows(
      columns,
      Array.from({ length: 48 }, (_, i) => {
        const [half, test] = [i % 2 === 0, i % 4 === 3]
        const value = (half ? 10 : 0) + ((i * 7) % 5)
        return [
          value,
          test ? -value : 2 * value + 1,
          (i * 11) % 13,
          3,
          half ? 'l' : 'r',
          half ? 'm' : 'n',
          test ? 'test' : 'train',
        ]
      }),
    )
  const kept = async (params: Record<string, unknown>) => {
    const { table: draft } = await bench.run('features.select', { table: await table() }, params)
    return draft.schema.columns.map(({ name }) => name).filter((name) => name !== 'y' && name !== 'part')
  }

  it('keeps the best by each method, and never the test rows’ favourite', async () => {
    expect(await kept({ method: 'f', count: 2 })).toEqual(['a', 'twin', 'c'])
    expect(await kept({ method: 'chi2', count: 1, columns: ['noise', 'c'] })).toEqual([
      'a',
      'twin',
      'same',
      'c',
    ])
    expect(await kept({ method: 'correlation', limit: 0.99 })).toEqual(['a', 'noise', 'same', 'c'])
    expect(await kept({ method: 'lasso', penalty: 0.2, columns: ['a', 'noise', 'same'] })).toEqual([
      'a',
      'twin',
      'c',
    ])
  })

  it('says why it can’t', async () => {
    await expect(
      kept({ method: 'lasso', penalty: 5, columns: ['a', 'twin', 'noise', 'same'] }),
    ).resolves.toEqual(['c'])
    const input = await bench.rows(
      [columns[0]!, columns[5]!],
      [
        [-1, 'm'],
        [2, 'n'],
      ],
    )
    await expect(bench.run('features.select', { table: input }, { method: 'chi2' })).rejects.toMatchObject({
      code: 'negative_values',
    })
    await expect(
      bench.run('features.select', { table: input }, { method: 'lasso', penalty: 5 }),
    ).rejects.toMatchObject({ code: 'nothing_kept', field: 'penalty' })
    const problems = (params: Record<string, unknown>, ...more: Column[]) =>
      selectFeatures
        .schema({
          inputs: { table: sampleTable(...more) },
          params: selectFeatures.params.parse(params),
          context: { sources: {} },
        })
        .problems?.map(({ code }) => code)
    expect(problems({ method: 'f' }, columns[0]!)).toEqual(['target_missing'])
    expect(problems({ method: 'correlation' }, columns[0]!)).toEqual([])
    const amount = sampleColumn('amount', 'number', { role: 'target' })
    expect(problems({ method: 'chi2' }, columns[0]!, amount)).toEqual(['target_kind'])
  })
})
