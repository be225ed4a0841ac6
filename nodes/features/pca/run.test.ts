import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fitPca } from '../../../ml/transforms/fit-pca.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { features, referenceTable } from '../../../tests/kit/features-fixture.ts'
import { bothWays, createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import { pca } from './definition.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('a', 'number'),
  sampleColumn('b', 'number', { storage: 'bigint' }),
  sampleColumn('pc_1', 'number'),
  sampleColumn('y', 'number', { role: 'target' }),
  splitColumn,
]
const table = () =>
  bench.rows(columns, [
    [1, 2, 5, 0, 'train'],
    [2, 4, 5, 1, 'train'],
    [3, 6, 5, 0, 'train'],
    [null, 1e6, 5, 0, 'train'],
    [4, 6, 7, 0, 'test'],
    [null, 4, 7, 0, 'test'],
  ])

/** Greatest difference, in units of the greatest size. */
function distance(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): number {
  expect(found.map((row) => row.length)).toEqual(wanted.map((row) => row.length))
  const size = Math.max(...wanted.flat().map(Math.abs))
  return (
    Math.max(...found.flatMap((row, i) => row.map((value, j) => Math.abs(value - wanted[i]![j]!)))) / size
  )
}

describe('PCA', () => {
  it.each(features.pca.map((each) => [each.data, each.standardise, each.wanted, each] as const))(
    'finds the components of scikit-learn: %s, standardised %s, %d',
    async (_, standardise, wanted, reference) => {
      const input = await referenceTable(bench, reference.data)
      const relation = trainingRelation(await bench.pathOf(input), input.schema)
      const fitted = await fitPca(bench.engine, relation, {
        columns: reference.columns,
        standardise,
        wanted: wanted < 1 ? { share: wanted } : { count: wanted },
      })
      const weights = fitted.components.map((component) => [...component.weights])
      // Eigenvectors of near eigenvalues are known less well than their values.
      expect(distance(weights, reference.components)).toBeLessThan(1e-10)
      const ratios = fitted.components.map(({ ratio }) => ratio)
      expect(distance([ratios], [reference.ratios])).toBeLessThan(1e-12)

      const keep = wanted < 1 ? { keep: 'share', share: wanted } : { count: wanted }
      const params = { columns: reference.columns, standardise, ...keep }
      const { table: draft } = await bench.run('features.pca', { table: input }, params)
      const { sql, js } = await bothWays(bench, input, draft)
      expect(js).toEqual(sql)
      const rows = reference.rows.map((_, row) => ratios.map((_, at) => Number(sql[`pc_${at + 1}`]?.[row])))
      expect(distance(rows, reference.rows)).toBeLessThan(1e-10)
    },
  )

  it('learns from whole training rows, and answers whole rows', async () => {
    const input = await table()
    const params = { standardise: false, count: 5, originals: true, columns: ['a', 'b'] }
    const { table: draft } = await bench.run('features.pca', { table: input }, params)
    const { sql, js } = await bothWays(bench, input, draft)
    expect(js).toEqual(sql)
    expect(draft.schema.columns.map(({ name }) => name)).toEqual([
      'a',
      'b',
      'pc_1',
      'y',
      'part',
      'pc_1 (2)',
      'pc_2',
    ])
    const root = Math.sqrt(5)
    const wanted = [-root, 0, root, null, 2 * (1 / root) + 2 * (2 / root), null]
    sql['pc_1 (2)']?.forEach((value, row) =>
      wanted[row] === null ? expect(value).toBeNull() : expect(value).toBeCloseTo(wanted[row]!, 12),
    )
    // b is 2 a in all training rows: there is no second direction.
    expect(sql.pc_2).toEqual([0, 0, 0, null, 0, null])
    expect(await bench.types(draft)).toEqual(promisedTypes(draft.schema))
    expect(bench.logs).toEqual([
      '2 components hold 100.0 % of the variance of 2 columns: 100.0 % and 0.0 %.',
      'Beyond component 1 the training rows do not vary, so the other components are 0.',
      '1 of 4 training rows lack a value, so nothing was learnt from them and they have no components. Put Missing values before this node.',
    ])
    const state = JSON.stringify(draft.transform)
    for (let again = 0; again < 3; again++) {
      const { table: same } = await bench.run('features.pca', { table: input }, params)
      expect(JSON.stringify(same.transform)).toBe(state)
    }
  })

  it('says what is wrong', async () => {
    const run = async (...rows: (number | null)[][]) =>
      bench.run('features.pca', { table: await bench.rows(columns.slice(0, 2), rows) })
    await expect(run([1, null], [null, 1])).rejects.toMatchObject({ code: 'no_complete_rows' })
    await expect(run([1, null], [2, null])).rejects.toMatchObject({ code: 'no_values' })
    await expect(run([1, 2], [1, 2])).rejects.toMatchObject({ code: 'no_variance' })
    await expect(run([1e200, 2], [-1e200, 1])).rejects.toMatchObject({ code: 'too_large' })
  })

  it('promises the columns that it knows', () => {
    const outcome = (params: Record<string, unknown>, schema = sampleTable(...columns)) => {
      const { outputs, problems } = pca.schema({
        inputs: { table: schema },
        params: pca.params.parse(params),
        context: { sources: {} },
      })
      const names = outputs.table?.columns.map(({ name }) => name)
      return { names, open: outputs.table?.open, problems: problems?.map(({ code }) => code) }
    }
    const names = ['y', 'part', 'pc_1 (2)', 'pc_2', 'pc_3']
    expect(outcome({ count: 9 })).toEqual({ names, open: false, problems: [] })
    expect(outcome({ keep: 'share' })).toEqual({ names: names.slice(0, 3), open: true, problems: [] })
    expect(outcome({}, openTable)).toEqual({ names: [], open: true, problems: [] })
    expect(outcome({ columns: ['y'] }).problems).toEqual(['target_changed'])
  })
})
