import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRowCodes } from '../../../ml/tables/row-codes.ts'
import { readNeighbourhoods } from '../../../ml/tables/smote.ts'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { createNodeBench, type NodeBench, promisedTypes } from '../../../tests/kit/node-bench.ts'
import { findByRole } from '../../kit/columns.ts'
import { sampleColumn, splitColumn } from '../../kit/samples.ts'
import { mixedColumns } from './definition.ts'

/** Reference values of imbalanced-learn; see tests/fixtures/scikit-learn/make-smote.py. */
const url = new URL('../../../tests/fixtures/scikit-learn/smote.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as {
  sizes: Record<string, number>
  neighbours: Record<string, number[]>
}

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

/** The complete penguins, none held back. */
async function penguins() {
  const table = await referenceTable(bench, 'penguins', { complete: true })
  const columns = table.schema.columns.filter(({ role }) => role !== 'split')
  return { ...table, schema: { ...table.schema, columns } }
}

describe('imbalanced-learn', () => {
  it('finds the same neighbours', async () => {
    const table = await penguins()
    const [path, column] = [await bench.pathOf(table), findByRole(table.schema, 'target')!]
    const read = await readRowCodes(bench.engine, { path, schema: table.schema, column, as: 'class' })
    const { rowIds, training } = read
    const codes = read.codes!
    const columns = mixedColumns(table.schema, { column: '' })
    const { near } = await readNeighbourhoods(bench.engine, {
      path,
      columns,
      rowIds,
      codes,
      training,
      neighbours: 5,
      seed: 1,
    })
    const ids = [...rowIds]
    for (const [id, wanted] of Object.entries(reference.neighbours)) {
      const row = ids.indexOf(Number(id))
      expect(near(row, codes[row]!).map((other) => ids[other])).toEqual(wanted)
    }
  })

  it('makes classes of the same sizes', async () => {
    const { table } = await bench.run('split.balance', { table: await penguins() }, { method: 'smote' })
    const counts: Record<string, number> = {}
    for (const value of await bench.values(table, 'species'))
      counts[String(value)] = (counts[String(value)] ?? 0) + 1
    expect(counts).toEqual(reference.sizes)
  })
})

it('puts new rows between two of the rare class, and touches training rows only', async () => {
  const columns = [
    sampleColumn('x', 'number'),
    sampleColumn('n', 'number', { storage: 'bigint' }),
    sampleColumn('c', 'category', { categories: ['p', 'q'] }),
    sampleColumn('note', 'text'),
    sampleColumn('y', 'category', { role: 'target', categories: ['few', 'many'] }),
    splitColumn,
  ]
  const rows = Array.from({ length: 40 }, (_, i) => {
    const [few, test] = [i % 10 === 0, i % 4 === 3]
    return [few ? 100 + i : i, i, few ? 'p' : 'q', `t${i}`, few ? 'few' : 'many', test ? 'test' : 'train']
  })
  // Rare, but held back: nothing is made of it.
  rows[3] = [1e6, 3, 'q', 't3', 'few', 'test']
  const input = await bench.rows(columns, rows)
  const { table } = await bench.run('split.balance', { table: input }, { method: 'smote', neighbours: 2 })
  expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
  const read = async (name: string) => (await bench.values(table, name)).slice(40)
  const made = await read('x')
  expect(made.length).toBe(22)
  for (const x of made as number[]) expect(x).toBeGreaterThanOrEqual(100)
  for (const x of made as number[]) expect(x).toBeLessThanOrEqual(130)
  expect(new Set(made).size).toBe(22)
  for (const n of (await read('n')) as number[]) expect(Number.isInteger(n)).toBe(true)
  expect(new Set(await read('c'))).toEqual(new Set(['p']))
  expect(new Set(await read('y'))).toEqual(new Set(['few']))
  expect(new Set(await read('part'))).toEqual(new Set(['train']))
  expect(new Set(await bench.rowIds(table)).size).toBe(62)
  const again = await bench.run('split.balance', { table: input }, { method: 'smote', neighbours: 2 })
  expect((await bench.values(again.table, 'x')).slice(40)).toEqual(made)
})

it('copies the only row of a class', async () => {
  const columns = [
    sampleColumn('x', 'number'),
    sampleColumn('y', 'boolean', { role: 'target', categories: ['false', 'true'] }),
  ]
  const input = await bench.rows(columns, [
    [1, true],
    [2, false],
    [3, false],
  ])
  const { table } = await bench.run('split.balance', { table: input }, { method: 'smote' })
  expect(await bench.values(table, 'x')).toEqual([1, 2, 3, 1])
})
