import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { fitTreeEdges } from '../../../ml/transforms/tree-edges.ts'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { DatasetId } from '../../data/builtin/catalogue.ts'
import { findByRole } from '../../kit/columns.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { bin } from './definition.ts'

/** Reference values of scikit-learn; see tests/fixtures/scikit-learn/make-tree-bins.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/tree-bins.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as {
  cases: { data: DatasetId; column: string; bins: number; edges: number[] }[]
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

it.each(cases)('finds the edges of scikit-learn’s tree: $data, $column, $bins', async (wanted) => {
  const { schema, ...table } = await referenceTable(bench, wanted.data, { complete: true })
  const relation = trainingRelation(await bench.pathOf({ ...table, schema }), schema)
  const target = findByRole(schema, 'target')!
  const edges = await fitTreeEdges(bench.engine, relation, { ...wanted, target })
  expect(edges.length).toBe(wanted.edges.length)
  edges.forEach((edge, at) => expect(edge).toBeCloseTo(wanted.edges[at]!, 4))
})

it('needs a target', () => {
  const { problems } = bin.schema({
    inputs: { table: sampleTable(sampleColumn('x', 'number')) },
    params: bin.params.parse({ method: 'tree' }),
    context: { sources: {} },
  })
  expect(problems?.map(({ code }) => code)).toEqual(['target_missing'])
})
