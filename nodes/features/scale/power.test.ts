import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fitPower } from '../../../ml/transforms/fit-power.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { DatasetId } from '../../data/builtin/catalogue.ts'
import { sampleColumn } from '../../kit/samples.ts'
import type { TableValue } from '../../kit/values.ts'

interface Case {
  name: string
  columns: string[]
  lambdas: number[]
  power: number[][]
  norm: number[][]
  log: number[][]
}
/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-power.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/power.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  awkward: Case & { rows: number[][] }
  data: Case[]
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const tableOf = ({ name, columns }: Case): Promise<TableValue> =>
  name === 'awkward'
    ? bench.rows(
        columns.map((column) => sampleColumn(column, 'number')),
        reference.awkward.rows,
      )
    : referenceTable(bench, name as DatasetId)

const cases = [reference.awkward, ...reference.data].map((each) => [each.name, each] as const)
const near = (found: number, wanted: number, digits: number) =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(10 ** -digits * Math.max(1, Math.abs(wanted)))

describe('scikit-learn', () => {
  it.each(cases)('finds the same powers: %s', async (_, each) => {
    const table = await tableOf(each)
    const relation = trainingRelation(await bench.pathOf(table), table.schema)
    const { columns } = await fitPower(bench.engine, relation, each.columns)
    columns.forEach(({ lambda }, at) => near(lambda, each.lambdas[at]!, 5))
  })

  it.each(cases)('makes the same numbers: %s', async (_, each) => {
    const table = await tableOf(each)
    for (const method of ['power', 'log', 'norm'] as const) {
      const { table: draft } = await bench.run('features.scale', { table }, { method, columns: each.columns })
      const { columns } = await bench.read(draft)
      each[method].forEach((row, at) =>
        row.forEach((wanted, index) =>
          near((columns[each.columns[index]!] as Float64Array)[at]!, wanted, method === 'power' ? 5 : 12),
        ),
      )
    }
  })
})

it('leaves a row of zeros, and what is missing', async () => {
  const columns = [sampleColumn('a', 'number'), sampleColumn('b', 'number')]
  const table = await bench.rows(columns, [
    [0, 0],
    [3, null],
    [-3, 4],
  ])
  const { table: draft } = await bench.run('features.scale', { table }, { method: 'norm' })
  expect(await bench.values(draft, 'a')).toEqual([0, 1, -0.6])
  expect(await bench.values(draft, 'b')).toEqual([0, null, 0.8])
})
