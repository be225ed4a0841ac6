import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileColumns } from '../../../ml/expressions/compile-js.ts'
import { codesOf, fitTargetCodes } from '../../../ml/transforms/fit-encode.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { referenceTable } from '../../../tests/kit/features-fixture.ts'
import { bothWays, createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import type { Column } from '../../kit/columns.ts'
import { openTable, sampleColumn, sampleTable, splitColumn } from '../../kit/samples.ts'
import type { TableValue } from '../../kit/values.ts'
import { encode } from './definition.ts'

interface Encoders {
  target: {
    target: string
    smooth: 'auto' | number
    mean: number[]
    classes: (string | null)[]
    outOfFold: number[][] | null
    encodings: { column: string; class: string | null; values: [string | null, number][] }[]
  }[]
  frequency: Record<string, number[]>
  hash: { words: string[]; buckets: Record<string, number[]> }
}
const url = new URL('../../../tests/fixtures/scikit-learn/encoders.json', import.meta.url)
const reference = JSON.parse(readFileSync(url, 'utf8')) as Encoders

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

/** Penguins with another target. */
async function penguins(target: string): Promise<TableValue> {
  const table = await referenceTable(bench, 'penguins')
  const columns = table.schema.columns.map((column): Column => {
    if (column.name === target) return { ...column, role: 'target' }
    return column.role === 'target' ? { ...column, role: 'feature' } : column
  })
  return { ...table, schema: { ...table.schema, columns } }
}

const named = (table: TableValue, name: string) =>
  table.schema.columns.find((column) => column.name === name)!

describe('the mean of the target', () => {
  it.each(reference.target.map((each) => [each.target, each.smooth, each] as const))(
    'is learnt as scikit-learn does: %s, smoothing %s',
    async (name, smooth, wanted) => {
      const table = await penguins(name)
      const relation = trainingRelation(await bench.pathOf(table), table.schema)
      for (const { column, class: of, values } of wanted.encodings) {
        const target = named(table, name)
        const last = target.categories?.at(-1)
        const counted = of ?? (target.kind === 'category' ? last : undefined)
        const { all } = await fitTargetCodes(bench.engine, relation, {
          column: named(table, column),
          target: { column: target, ...(counted !== undefined && { class: counted }) },
          smooth: smooth === 'auto' ? null : smooth,
          folds: { sql: '0', count: 1 },
        })
        expect(all.values.size).toBe(values.length)
        for (const [value, code] of values) expect(all.values.get(value)).toBeCloseTo(code, 9)
        expect(all.otherwise).toBeCloseTo(wanted.mean[Math.max(0, wanted.classes.indexOf(of))]!, 9)
      }
    },
  )

  it.each(reference.target.filter(({ outOfFold }) => outOfFold))(
    'comes to training rows from the other folds, as scikit-learn has it: $smooth',
    async ({ target: name, smooth, outOfFold, encodings }) => {
      const table = await penguins(name)
      const relation = trainingRelation(await bench.pathOf(table), table.schema)
      // Contiguous folds of n/5 rows, the first ones a row longer, over the rows that have a target.
      const place = `CASE WHEN "${name}" IS NOT NULL THEN count("${name}") OVER (ORDER BY _row) - 1 END`
      const { n } = await bench.engine.row(`SELECT count("${name}") AS n FROM ${relation.sql}`)
      const [size, longer] = [Math.floor(Number(n) / 5), Number(n) % 5]
      const sql = `CAST(CASE WHEN place < ${longer * (size + 1)} THEN place // ${size + 1} ELSE ${longer} + (place - ${longer * (size + 1)}) // ${size} END AS INTEGER)`
      const placed = { ...relation, sql: `(SELECT *, ${place} AS place FROM ${relation.sql})` }
      const rows = await bench.engine.columns(
        `SELECT island, species, sex, CAST(${sql} AS DOUBLE) AS fold FROM ${placed.sql} WHERE "${name}" IS NOT NULL ORDER BY _row`,
        { island: 'text', species: 'text', sex: 'text', fold: 'number' },
      )
      for (const [at, { column }] of encodings.entries()) {
        const { without } = await fitTargetCodes(bench.engine, placed, {
          column: named(table, column),
          target: { column: named(table, name) },
          smooth: smooth === 'auto' ? null : smooth,
          folds: { sql, count: 5 },
        })
        const made = without.map((codes) => compileColumns(codesOf(named(table, column), codes))(rows))
        expect(rows.rows).toBe(outOfFold!.length)
        outOfFold!.forEach((codes, row) => {
          const fold = (rows.columns.fold as Float64Array)[row]!
          expect(made[fold]![row]).toBeCloseTo(codes[at]!, 9)
        })
      }
    },
  )

  it('of more classes than two makes a column of each, and of others one in the place of the category', async () => {
    const several = await bench.run('features.encode', { table: await penguins('species') })
    const names = several.table.schema.columns.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['island_Adelie', 'island_Gentoo', 'sex_Chinstrap']))
    expect(names).not.toContain('island')
    const one = await bench.run('features.encode', { table: await penguins('body_mass_g') })
    expect(one.table.schema.columns.find(({ name }) => name === 'island')?.kind).toBe('number')
    expect(one.table.schema.columns.map(({ name }) => name)).not.toContain('fold')
  })

  it('tells a training row nothing of its own answer', async () => {
    // Every value stands in one row only: all that could be learnt of it is the row’s own answer.
    const columns = [
      sampleColumn('c', 'category'),
      sampleColumn('y', 'number', { role: 'target' }),
      splitColumn,
    ]
    const rows = Array.from({ length: 40 }, (_, i) => [`v${i}`, i < 20 ? 0 : 100, 'train'])
    const input = await bench.rows(columns, rows)
    const { table } = await bench.run('features.encode', { table: input }, { smoothing: 'rows', rows: 0 })
    const { sql, js } = await bothWays(bench, input, table)
    expect(js.c).toEqual(rows.map(([, y]) => y))
    for (const code of sql.c as number[]) expect(Math.abs(code - 50)).toBeLessThan(20)
  })
})

describe('frequency', () => {
  it('is the share of the training rows, as category_encoders has it', async () => {
    const input = await referenceTable(bench, 'penguins')
    const { table } = await bench.run('features.encode', { table: input }, { method: 'frequency' })
    const { sql, js } = await bothWays(bench, input, table)
    expect(js).toEqual(sql)
    for (const [name, wanted] of Object.entries(reference.frequency))
      wanted.forEach((value, row) => expect(sql[name]![row]).toBeCloseTo(value, 12))
  })
})

describe('hash', () => {
  it.each(Object.entries(reference.hash.buckets))(
    'falls as category_encoders: %s columns',
    async (n, wanted) => {
      const input = await bench.rows(
        [sampleColumn('w', 'text')],
        [...reference.hash.words, null].map((word) => [word]),
      )
      const params = { method: 'hash', columns: ['w'], buckets: Number(n) }
      const { table } = await bench.run('features.encode', { table: input }, params)
      const { sql, js } = await bothWays(bench, input, table)
      expect(js).toEqual(sql)
      const ones = (row: number) =>
        Array.from({ length: Number(n) }, (_, at) => sql[`w_hash_${at}`]![row] as number)
      wanted.forEach((bucket, row) => {
        expect(ones(row).indexOf(1)).toBe(bucket)
        expect(ones(row).reduce((sum, one) => sum + one, 0)).toBe(1)
      })
      expect(ones(wanted.length)).toEqual(Array.from({ length: Number(n) }, () => 0))
    },
  )
})

describe('the drawing', () => {
  const columns = [sampleColumn('c', 'category'), sampleColumn('x', 'number')]
  const problemsOf = (table: ReturnType<typeof sampleTable>, params: Record<string, unknown> = {}) =>
    encode
      .schema({ inputs: { table }, params: encode.params.parse(params), context: { sources: {} } })
      .problems?.map(({ code }) => code)

  it('says what is wrong', () => {
    expect(problemsOf(sampleTable(...columns))).toEqual(['target_missing'])
    expect(problemsOf(openTable)).toEqual([])
    expect(problemsOf(sampleTable(...columns), { method: 'hash' })).toEqual([])
    expect(problemsOf(sampleTable(columns[1]!), { method: 'hash' })).toEqual(['nothing_to_do'])
    const target = sampleColumn('y', 'category', { role: 'target', categories: ['a', 'b'] })
    expect(problemsOf(sampleTable(...columns, target), { columns: ['y'] })).toEqual(['target_changed'])
  })
})
