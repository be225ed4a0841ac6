import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withEngine } from '../ml/tables/engine.ts'
import { parquet } from '../ml/tables/sql.ts'
import { fitScale } from '../ml/transforms/fit-scale.ts'
import type { TrainingRelation } from '../ml/transforms/training-rows.ts'
import { applySql } from '../ml/transforms/transform.ts'
import { type MixedOptions, mixedTable } from '../tests/kit/mixed-table.ts'
import {
  bothWays,
  createNodeBench,
  type Drafts,
  type NodeBench,
  promisedTypes,
} from '../tests/kit/node-bench.ts'
import { listDefinitions, type NodeType } from './definitions.ts'
import { inferSchema } from './graph/registry.ts'
import type { TableSchema } from './kit/columns.ts'
import type { AnyNodeDefinition } from './kit/define.ts'
import type { Runner } from './kit/runner.ts'
import type { TableValue } from './kit/values.ts'
import type { scale } from './features/scale/definition.ts'

/**
 * What holds for every node that makes a table out of tables, found in the registry: a new one is tested by being
 * there, with its defaults and with what stands under its type here.
 */
interface Case extends MixedOptions {
  params: Record<string, unknown>
  /** Rows get values of other rows, of which an endpoint has none. */
  together?: true
  /** Training rows get what was learnt from others of them, which an endpoint never needs. */
  outOfFold?: true
  /** Logarithms and powers differ in the last place between mathematical libraries. */
  inexact?: true
}

const cases: Partial<Record<NodeType, readonly Case[]>> = {
  'data.roles': [{ params: { target: 'flag', ignore: ['colour', 'place'], group: 'shape' } }],
  'clean.select': [
    {
      params: {
        first: ['part', 'day'],
        types: { note: 'number', colour: 'datetime' },
        thousands: true,
        dates: 'dmy',
      },
    },
    { params: { columns: ['id', 'picture', 'same'], names: { amount: 'whole', whole: 'amount' } } },
    { params: { mode: 'keep', columns: ['day', 'y', 'place'], names: { day: 'when', place: 'where' } } },
    {
      params: {
        types: {
          amount: 'text',
          whole: 'boolean',
          flag: 'number',
          note: 'number',
          day: 'text',
          moment: 'number',
        },
      },
    },
    { params: { types: { amount: 'datetime', flag: 'category', shape: 'boolean', note: 'datetime' } } },
  ],
  'clean.missing': [
    { params: { numbers: 'mean', others: 'mode', indicator: true } },
    { params: { numbers: 'mode', others: 'constant', text: 'true' } },
    { params: { numbers: 'drop', others: 'drop' } },
    { params: { numbers: 'previous', others: 'next', group: 'colour', indicator: true }, together: true },
    { params: { numbers: 'constant', number: -1, others: 'keep' }, split: false },
  ],
  'clean.neighbours': [{ params: { neighbours: 2, weighted: true, standardise: false } }],
  'clean.outliers': [
    { params: { method: 'zscore', deviations: 1 } },
    { params: { action: 'mark', ranges: 0.2 } },
    { params: { action: 'drop', ranges: 0.1 } },
  ],
  'clean.anomalies': [{ params: { action: 'drop', share: 0.2 } }],
  'clean.duplicates': [{ params: { columns: ['colour', 'flag'] } }],
  'split.split': [{ params: {}, split: false }],
  'split.sample': [{ params: { method: 'stratified', share: 0.5, from: 'train' } }],
  'split.balance': [
    { params: { method: 'under', ratio: 0.7 } },
    { params: { column: 'colour' } },
    { params: { method: 'smote', neighbours: 3 } },
    { params: { method: 'smote', column: 'colour' } },
  ],
  'features.scale': [
    { params: { method: 'minmax' } },
    { params: { method: 'robust' } },
    { params: { method: 'power' }, inexact: true },
    { params: { method: 'log' }, inexact: true },
    { params: { method: 'norm' } },
  ],
  'features.one-hot': [{ params: { most: 2 } }, { params: { columns: ['colour'] } }],
  'features.ordinal': [{ params: { columns: ['note', 'colour', 'flag'], unseen: 'missing' } }],
  'features.encode': [
    { params: { columns: ['colour', 'flag', 'note'] }, outOfFold: true },
    { params: { columns: ['shape'], smoothing: 'rows', rows: 3, folds: 3 }, outOfFold: true },
    { params: { method: 'frequency', columns: ['note', 'colour', 'flag', 'shape'] } },
    { params: { method: 'hash', buckets: 3, columns: ['note', 'flag', 'shape'] } },
  ],
  'features.bin': [
    { params: { method: 'width', bins: 3, output: 'label' } },
    { params: { method: 'tree', bins: 3, output: 'label' } },
    { params: { method: 'edges', edges: '1 5', output: 'label' } },
  ],
  'features.expression': [
    { params: { name: 'ratio', expression: 'amount / whole - sqrt(coalesce(day, 1))' } },
    { params: { name: 'colour', expression: 'if(flag && colour != "red", note, colour)' } },
  ],
  'features.products': [
    { params: { degree: 3, ratios: true } },
    { params: { columns: ['whole', 'amount'], powers: false } },
  ],
  'features.aggregate': [
    { params: { groups: ['colour', 'flag', 'note'], std: true, median: true, count: true, quotient: true } },
    {
      params: {
        groups: ['shape'],
        columns: ['amount'],
        mean: false,
        sum: true,
        min: true,
        max: true,
        difference: true,
      },
    },
  ],
  'features.text': [
    { params: { column: 'colour', least: 1, words: 2 } },
    { params: { weights: 'counts', dampened: true, keep: true } },
  ],
  'features.tokens': [{ params: { column: 'colour', least: 1, length: 3 } }, { params: { length: 5 } }],
  'features.image': [{ params: { width: 5, height: 4, fit: 'pad', colour: 'grey' } }],
  'features.date-parts': [
    { params: { year: true, day: true, hour: true, week: true, weekend: true, circle: true } },
  ],
  'features.lags': [{ params: { lags: '2', window: 'std', rows: 3, change: true, group: 'colour' } }],
  'features.select': [
    { params: { count: 2 } },
    { params: { keep: 'share', share: 0.4, columns: ['whole', 'amount', 'flag', 'shape'] } },
    { params: { method: 'variance', threshold: 0.5 } },
    { params: { method: 'f', count: 2 } },
    { params: { method: 'chi2', count: 3 } },
    { params: { method: 'correlation', limit: 0.1 } },
    { params: { method: 'lasso', penalty: 0.01 } },
  ],
  'features.pca': [
    { params: { count: 5, originals: true } },
    { params: { keep: 'share', share: 0.5, standardise: false, columns: ['amount', 'whole'] } },
  ],
  'features.cluster': [
    { params: { clusters: 4, distances: true, columns: ['amount', 'whole'] } },
    { params: { clusters: 2, standardise: false } },
  ],
  'combine.sql': [
    {
      params: {
        query:
          'SELECT *, whole / 2 AS half, upper(note) AS note2, day + 1 AS next FROM input WHERE flag ORDER BY amount',
      },
    },
    {
      params: {
        query:
          'SELECT colour, count(*) AS n, avg(input.amount) AS mean, any_value(other.y) AS y FROM input JOIN other USING (colour) GROUP BY colour;',
      },
    },
  ],
  'control.for-each': [
    { params: { column: 'flag' } },
    { params: { over: 'values', input: 'x', values: '1' } },
  ],
  'combine.join': [{ params: { keys: ['id'] } }, { params: { keys: ['colour', 'day'], how: 'inner' } }],
}

/** Nodes whose defaults ask for something that no table has. */
const unset: ReadonlySet<string> = new Set([
  'features.expression',
  'combine.join',
  'control.for-each',
  'split.split',
])

/** Nodes whose defaults encode training rows out of fold. */
const heldOut: ReadonlySet<string> = new Set(['features.encode'])

/** Numbers to ten digits. */
const rounded = (columns: Record<string, readonly unknown[]>) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, data]) => [
      name,
      data.map((value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value)),
    ]),
  )

const isTableNode = ({ inputs, outputs }: AnyNodeDefinition): boolean =>
  outputs.table?.type === 'table' &&
  Object.keys(inputs).length > 0 &&
  Object.values(inputs).every(({ type }) => type === 'table')

const tableNodes = listDefinitions().filter(isTableNode)
const all = tableNodes.flatMap((definition) => {
  const own = cases[definition.type as NodeType] ?? []
  const defaults: Case = { params: {}, ...(heldOut.has(definition.type) && { outOfFold: true }) }
  const tried: readonly Case[] = unset.has(definition.type) ? own : [defaults, ...own]
  return tried.map((each) => [`${definition.type} ${JSON.stringify(each.params)}`, definition, each] as const)
})

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const inputsOf = ({ inputs }: AnyNodeDefinition, table: TableValue) =>
  Object.fromEntries(Object.keys(inputs).map((port) => [port, table]))

type Run = (table: TableValue) => Promise<Drafts>

/** What a node learnt, and what it made of the training rows: neither may depend on any other row. */
async function learnt(run: Run, options: MixedOptions) {
  const drafts = await run(await mixedTable(bench, options))
  const { columns } = await bench.read(drafts.table)
  const ids = await bench.rowIds(drafts.table)
  const training = ids.flatMap((_, row) => (columns.part?.[row] === 'train' ? [row] : []))
  const made = Object.entries(columns).map(([name, data]) => [name, training.map((row) => data[row])])
  return {
    state: JSON.stringify([drafts.table.transform, drafts.transform]),
    rows: training.map((row) => ids[row]),
    made: Object.fromEntries(made) as Record<string, unknown[]>,
  }
}

async function expectNoLeak(run: Run): Promise<void> {
  const clean = await learnt(run, {})
  expect(clean.rows.length).toBeGreaterThan(0)
  expect(await learnt(run, { poisoned: true })).toEqual(clean)
}

describe('what a node learns is learnt from training rows only', () => {
  const fitting = all.filter(([, definition, { split = true }]) => definition.fits && split)

  it('has something to test', () => {
    expect(new Set(fitting.map(([, { type }]) => type)).size).toBeGreaterThanOrEqual(6)
  })

  it.each(fitting)('%s', async (_, definition, { params }) => {
    await expectNoLeak((table) => bench.run(definition.type, inputsOf(definition, table), params))
  })

  it('finds a runner that looks at all rows', async () => {
    const leaky: Runner<typeof scale> = async ({ inputs: { table }, ctx }) => {
      const path = await ctx.store.pathOf(table.blob)
      const outPath = join(ctx.tempDir, 'leaky.parquet')
      return withEngine(ctx, async (engine) => {
        const relation = { sql: `(SELECT * FROM ${parquet(path)})` } as TrainingRelation
        const columns = table.schema.columns.map(({ name }) => name)
        const { transform } = await fitScale(engine, relation, { columns: ['whole'], method: 'minmax' })
        await applySql(engine, transform, { path, columns, outPath })
        return { table: { path: outPath, schema: table.schema, transform }, transform: { transform } }
      })
    }
    const run: Run = (table) => bench.runWith(leaky, { table }, { columns: ['whole'], method: 'minmax' })
    await expect(expectNoLeak(run)).rejects.toThrow(/expected/)
  })
})

describe('a node makes the table that it promises', () => {
  it.each(all)('%s', async (_, definition, { params, ...options }) => {
    const input = await mixedTable(bench, options)
    const inputs = inputsOf(definition, input)
    const { table } = await bench.run(definition.type, inputs, params)
    const schemas = Object.fromEntries(Object.entries(inputs).map(([port, { schema }]) => [port, schema]))
    const { outputs } = inferSchema(definition, {
      inputs: schemas,
      params: definition.params.parse(params),
      context: { sources: {} },
    })
    const promised = outputs.table as TableSchema
    const facts = ({ columns }: TableSchema) =>
      columns.map(({ id, name, kind, role, storage }) => ({ id, name, kind, role, storage }))
    if (promised.open) expect(facts(table.schema)).toEqual(expect.arrayContaining(facts(promised)))
    else expect(facts(table.schema)).toEqual(facts(promised))
    for (const column of promised.columns) {
      const found = table.schema.columns.find(({ name }) => name === column.name)
      if (column.categories) expect(found?.categories, column.name).toEqual(column.categories)
    }
    expect(await bench.types(table)).toEqual(promisedTypes(table.schema))
    for (const { name, categories, kind } of table.schema.columns) {
      if (kind !== 'category' || !categories) continue
      const values = new Set(await bench.values(table, name))
      values.delete(null)
      expect(categories, name).toEqual(expect.arrayContaining([...values]))
      expect(categories.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(categories)
    }
  })
})

describe('an endpoint computes what the table holds', () => {
  const served = all.filter(([, { serve }, { together }]) => serve === 'map' && !together)

  it.each(served)('%s', async (_, definition, { params, outOfFold, inexact, ...options }) => {
    for (const poisoned of [false, true]) {
      const input = await mixedTable(bench, { ...options, poisoned })
      const { table } = await bench.run(definition.type, inputsOf(definition, input), params)
      const { sql, js } = await bothWays(bench, input, table)
      const others = (columns: typeof sql) =>
        Object.fromEntries(
          Object.entries(columns).map(([name, data]) => [
            name,
            data.filter((_, row) => sql.part?.[row] !== 'train'),
          ]),
        )
      const seen = (columns: typeof sql) => (outOfFold ? others(columns) : columns)
      const round = (columns: typeof sql) => (inexact ? rounded(columns) : columns)
      expect(round(seen(js))).toEqual(round(seen(sql)))
    }
  })
})
