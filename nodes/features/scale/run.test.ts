import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../../ml/tables/engine.ts'
import { selectColumns } from '../../../ml/tables/select-columns.ts'
import { parquet, quoteName, quotePath } from '../../../ml/tables/sql.ts'
import type { FittedScale } from '../../../ml/transforms/fit-scale.ts'
import { compileTransform, parseTransform } from '../../../ml/transforms/transform.ts'
import { openFolderStore } from '../../../server/storage/folder-store.ts'
import { createTestFolder } from '../../../tests/kit/test-folder.ts'
import { catalogue, type DatasetId } from '../../data/builtin/catalogue.ts'
import type { TableSchema } from '../../kit/columns.ts'
import type { RunContext } from '../../kit/runner.ts'
import { splitColumn } from '../../kit/samples.ts'
import type { TableValue } from '../../kit/values.ts'
import { scale } from './definition.ts'
import { run } from './run.ts'

const folder = createTestFolder()
const store = openFolderStore(join(folder.path, 'blobs'))
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'engine') })
})
afterAll(() => {
  engine.close()
  folder[Symbol.dispose]()
})

const ids = (Object.keys(catalogue) as DatasetId[]).filter((id) => !catalogue[id].pictures)
const methods = ['standard', 'minmax', 'robust'] as const
/** Training rows are all but each fourth, beginning with the first. */
const part = (row: string) =>
  `CASE WHEN ${row} % 8 = 0 THEN 'test' WHEN ${row} % 4 = 0 THEN 'validation' ELSE 'train' END`

/** A built-in data set with parts; `change` makes other values of its numbers. */
async function tableOf(
  id: DatasetId,
  change: (name: string) => string = (name) => name,
): Promise<TableValue> {
  const { columns } = catalogue[id]
  const csv = join(import.meta.dirname, `../../data/builtin/data/${id}.csv`)
  const types = { number: 'DOUBLE', datetime: 'DATE' } as Record<string, string>
  const values = columns.map(({ name, kind }) => {
    const value = `CAST(${quoteName(name)} AS ${types[kind] ?? 'VARCHAR'})`
    return `${kind === 'number' ? change(value) : value} AS ${quoteName(name)}`
  })
  const path = join(folder.path, 'table.parquet')
  await engine.run(
    `COPY (SELECT _row, ${values.join(', ')}, ${part('_row')} AS part
      FROM (SELECT row_number() OVER () - 1 AS _row, * FROM read_csv(${quotePath(csv)}, all_varchar = true, nullstr = '')))
      TO ${quotePath(path)} (FORMAT parquet)`,
  )
  return valueOf(path, { columns: [...columns, splitColumn], open: false })
}

/** Only what the runner reads of a table. */
async function valueOf(path: string, schema: TableSchema): Promise<TableValue> {
  const blob = await store.putFile(path, 'application/vnd.apache.parquet', { move: true })
  return { port: 'table', blob, schema } as TableValue
}

const scaled = (table: TableValue, params: Record<string, unknown> = {}) => {
  const ctx = {
    store,
    tempDir: folder.path,
    limits: { threads: 2, memoryMb: 256 },
    progress: () => {},
    log: () => {},
  } as unknown as RunContext
  return run({ inputs: { table }, params: scale.params.parse(params), ctx })
}

const read = (path: string, schema: TableSchema) => {
  const { sql, types } = selectColumns(path, schema.columns)
  return engine.columns(sql, types)
}

describe('scaling', () => {
  it.each(ids)('gives in SQL what JavaScript gives, bit for bit: %s', async (id) => {
    const table = await tableOf(id)
    const source = await store.pathOf(table.blob)
    const before = await read(source, table.schema)
    for (const method of methods) {
      const { table: draft, transform } = await scaled(table, { method })
      expect(draft.transform).toEqual(transform.transform)
      const applied = compileTransform(parseTransform(JSON.parse(JSON.stringify(draft.transform))))(before)
      expect(applied).toEqual(await read(draft.path, draft.schema))
      // Features are changed, and nothing else.
      const changed = draft.schema.columns.filter(
        ({ name }) => applied.columns[name] !== before.columns[name],
      )
      expect(changed).toEqual(
        draft.schema.columns.filter(({ kind, role }) => kind === 'number' && role === 'feature'),
      )
      expect(draft.schema).toEqual(table.schema)
      const description = await engine.rows(`DESCRIBE SELECT * FROM ${parquet(draft.path)}`)
      expect(description.map(({ column_name }) => column_name)).toEqual([
        '_row',
        ...table.schema.columns.map(({ name }) => name),
      ])
      const ids = await engine.columns(`SELECT CAST(_row AS DOUBLE) AS id FROM ${parquet(draft.path)}`, {
        id: 'number',
      })
      expect(ids.columns.id).toEqual(Float64Array.from({ length: before.rows }, (_, row) => row))
    }
  })

  it.each(ids)('learns nothing from rows that are not for training: %s', async (id) => {
    const table = await tableOf(id)
    const poison = (value: string) =>
      `CASE WHEN _row % 4 <> 0 THEN ${value} WHEN _row % 3 = 0 THEN NULL WHEN _row % 3 = 1 THEN 'inf'::DOUBLE ELSE -1e300::DOUBLE END`
    const poisoned = await tableOf(id, poison)
    for (const method of methods) {
      const { transform } = await scaled(table, { method })
      expect((await scaled(poisoned, { method })).transform).toEqual(transform)
    }
  })

  it('learns from every row where nothing was split', async () => {
    const table = await tableOf('wine')
    const columns = table.schema.columns.filter(({ role }) => role !== 'split')
    const { transform } = await scaled({ ...table, schema: { ...table.schema, columns } })
    expect(transform).not.toEqual((await scaled(table)).transform)
  })

  it('scales the columns that were chosen only, and makes doubles of whole numbers', async () => {
    const path = join(folder.path, 'whole.parquet')
    await engine.run(
      `COPY (SELECT range AS _row, range * 2 AS a, range + 5 AS b FROM range(5)) TO ${quotePath(path)} (FORMAT parquet)`,
    )
    const columns = ['a', 'b'].map((name) => ({
      id: name,
      name,
      storage: 'bigint' as const,
      kind: 'number' as const,
      role: 'feature' as const,
    }))
    const table = await valueOf(path, { columns, open: false })
    const { table: draft } = await scaled(table, { columns: ['a'], method: 'minmax' })
    expect(draft.schema.columns.map(({ storage }) => storage)).toEqual(['double', 'bigint'])
    expect(await engine.rows(`SELECT * FROM ${parquet(draft.path)} WHERE _row = 1`)).toEqual([
      { _row: 1, a: 0.25, b: 6 },
    ])
    expect(
      await engine.rows(`SELECT typeof(a) AS a, typeof(b) AS b FROM ${parquet(draft.path)} LIMIT 1`),
    ).toEqual([{ a: 'DOUBLE', b: 'BIGINT' }])
  })

  it('says which chosen column is not there, even where the columns were not known before', async () => {
    const table = await tableOf('wine')
    const open = { ...table, schema: { ...table.schema, open: true } }
    await expect(scaled(open, { columns: ['alcohol', 'Ash'] })).rejects.toMatchObject({
      kind: 'user',
      code: 'column_missing',
      field: 'columns',
      message: expect.stringContaining('*ash*'),
    })
    await expect(scaled(open, { columns: ['cultivar'] })).rejects.toMatchObject({ code: 'column_kind' })
  })

  it('says which column has no value to learn from', async () => {
    const table = await tableOf('wine', (value) => `CASE WHEN _row % 4 = 0 THEN ${value} END`)
    await expect(scaled(table)).rejects.toMatchObject({
      kind: 'user',
      code: 'no_values',
      message: expect.stringContaining('"alcohol"'),
    })
  })
})

interface Fixture {
  fits: {
    dataset: DatasetId
    columns: string[]
    fitted: Record<(typeof methods)[number], Omit<FittedScale, 'name'>[]>
  }[]
}

describe('scikit-learn', async () => {
  const path = join(import.meta.dirname, '../../../tests/fixtures/scikit-learn/scaling.json')
  const { fits } = JSON.parse(await readFile(path, 'utf8')) as Fixture

  it.each(fits.map((fit) => [fit.dataset, fit] as const))('learns the same of %s', async (id, fit) => {
    const table = await tableOf(id)
    for (const method of methods) {
      const { transform } = parseAll(await scaled(table, { method }))
      expect(transform.columns.map(({ name }) => name)).toEqual(fit.columns)
      // Whatever the form of the expressions: what they make of 0 and 1 tells centre and scale.
      const zero = new Float64Array(1)
      const one = Float64Array.of(1)
      const at = (value: Float64Array, name: string) =>
        compileTransform({ version: 1, columns: transform.columns.filter((column) => column.name === name) })(
          {
            rows: 1,
            columns: { [name]: value },
          },
        ).columns[name]![0] as number
      fit.columns.forEach((name, index) => {
        const { center, scale: width } = fit.fitted[method][index]!
        for (const [value, x] of [
          [zero, 0],
          [one, 1],
        ] as const) {
          const wanted = (x - center) / width
          expect(Math.abs(at(value, name) - wanted), name).toBeLessThanOrEqual(1e-12 * Math.abs(wanted))
        }
      })
    }
  })
})

const parseAll = ({ transform }: Awaited<ReturnType<typeof scaled>>) => ({
  transform: parseTransform(transform.transform),
})
