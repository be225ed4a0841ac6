import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ColumnBatch, type ColumnData, valueAt } from '../../ml/tables/column-batch.ts'
import { type Engine, openEngine } from '../../ml/tables/engine.ts'
import { selectColumns } from '../../ml/tables/select-columns.ts'
import { parquet, quoteName, quotePath } from '../../ml/tables/sql.ts'
import { compileStep, isModelStep, parseStep } from '../../ml/transforms/step.ts'
import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import type { OutputDrafts, RunContext } from '../../nodes/kit/runner.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import { loadRunner } from '../../nodes/runners.ts'
import { openFolderStore } from '../../server/storage/folder-store.ts'
import { createTestFolder } from './test-folder.ts'

type TableDraft = OutputDrafts['table']
export type Drafts = { table: TableDraft } & Record<string, unknown>

/** A value of a table in a test. */
export type Cell = number | string | boolean | null

/** Runs single nodes on tables made for a test: the real runners, engine and store, and nothing around them. */
export interface NodeBench extends Disposable {
  engine: Engine
  /** Lines that the last run logged. */
  logs: string[]
  /** A table out of a SQL relation that has `_row`. */
  table(relation: string, columns: readonly Column[]): Promise<TableValue>
  /** A table out of rows of values, numbered from 0. */
  rows(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Promise<TableValue>
  /** Runs a node on its tables by port; parameters as a document has them. */
  run(type: string, inputs: Record<string, TableValue>, params?: Record<string, unknown>): Promise<Drafts>
  /** As `run`, with a runner of one's own and its parameters as they are. */
  runWith(
    runner: (call: never) => Promise<unknown>,
    inputs: Record<string, TableValue>,
    params: unknown,
  ): Promise<Drafts>
  /** The Parquet file of a table. */
  pathOf(table: TableValue | TableDraft): Promise<string>
  /** The values of a table's columns, in the order of the rows. */
  read(table: TableValue | TableDraft): Promise<ColumnBatch>
  /** As `read`, one column as plain values. */
  values(table: TableValue | TableDraft, column: string): Promise<Cell[]>
  /** Row ids in order. */
  rowIds(table: TableValue | TableDraft): Promise<number[]>
  /** SQL types by column, `_row` first, in the file's order. */
  types(table: TableDraft): Promise<[name: string, type: string][]>
}

export async function createNodeBench(): Promise<NodeBench> {
  const folder = createTestFolder()
  const store = openFolderStore(join(folder.path, 'blobs'))
  const engine = await openEngine({ threads: 2, memoryMb: 256, tempDir: join(folder.path, 'engine') })
  const logs: string[] = []
  let count = 0
  const pathOf = async (table: TableValue | TableDraft) =>
    'path' in table ? table.path : store.pathOf(table.blob)

  const bench: NodeBench = {
    engine,
    logs,
    pathOf,
    async table(relation, columns) {
      const path = join(folder.path, `table-${++count}.parquet`)
      await engine.run(`COPY (SELECT * FROM ${relation}) TO ${quotePath(path)} (FORMAT parquet)`)
      const blob = await store.putFile(path, 'application/vnd.apache.parquet', { move: true })
      // A runner reads no more of a table than this.
      return { port: 'table', blob, schema: { columns, open: false } as TableSchema } as TableValue
    },
    rows(columns, rows) {
      const names = ['_row', ...columns.map(({ name }) => name)].map(quoteName).join(', ')
      const types = columns.map(({ storage }) => storage.toUpperCase())
      const cell = (value: Cell, at: number) =>
        value === null ? 'NULL' : `CAST('${String(value).replaceAll("'", "''")}' AS ${types[at]})`
      const lines = rows.map((row, index) => `(${[`${index}::BIGINT`, ...row.map(cell)].join(', ')})`)
      return bench.table(`(VALUES ${lines.join(', ')}) AS t(${names})`, columns)
    },
    async run(type, inputs, params = {}) {
      const [definition, runner] = [findDefinition(type), await loadRunner(type)]
      if (!definition || !runner) throw new Error(`No runner for ${type}`)
      return bench.runWith(runner, inputs, definition.params.parse(params))
    },
    async runWith(runner, inputs, params) {
      logs.length = 0
      const ctx = {
        seed: 1,
        signal: new AbortController().signal,
        store,
        tempDir: mkdtempSync(join(folder.path, 'run-')),
        limits: { threads: 2, memoryMb: 256 },
        progress: () => {},
        log: (_: string, message: string) => void logs.push(message),
      } as unknown as RunContext
      return (await runner({ inputs, params, ctx } as never)) as Drafts
    },
    async read(table) {
      const { sql, types } = selectColumns(await pathOf(table), table.schema.columns)
      return engine.columns(sql, types)
    },
    async values(table, column) {
      const { columns, rows } = await bench.read(table)
      return Array.from({ length: rows }, (_, row) => valueAt(columns[column] as ColumnData, row))
    },
    async rowIds(table) {
      const sql = `SELECT CAST(_row AS DOUBLE) AS id FROM ${parquet(await pathOf(table))} ORDER BY _row`
      return [...((await engine.columns(sql, { id: 'number' })).columns.id as Float64Array)]
    },
    async types({ path }) {
      const found = await engine.rows(`DESCRIBE SELECT * FROM ${parquet(path)}`)
      return found.map(({ column_name, column_type }) => [
        String(column_name),
        // Lists of either precision are read alike.
        String(column_type).replace('FLOAT[]', 'DOUBLE[]'),
      ])
    },
    [Symbol.dispose]() {
      engine.close()
      folder[Symbol.dispose]()
    },
  }
  return bench
}

/**
 * What the transform of a node makes of its input in JavaScript, as serving does, and what the node wrote by SQL, as
 * plain values by column, for the rows that are left. Zero has no sign, and NaN and null are both missing.
 */
export async function bothWays(bench: NodeBench, input: TableValue, draft: TableDraft) {
  const whole = parseStep(JSON.parse(JSON.stringify(draft.transform ?? { version: 1, columns: [] })))
  if (isModelStep(whole)) throw new Error('The answers of a model are compared elsewhere.')
  const names = draft.schema.columns.map(({ name }) => name)
  const computed = compileStep(whole)(await bench.read(input))
  const written = await bench.read(draft)
  const all = await bench.rowIds(input)
  const at = new Map(all.map((id, index) => [id, index]))
  const kept = (await bench.rowIds(draft)).map((id) => at.get(id) ?? -1)
  const plain = (value: ColumnData[number] | undefined) => {
    if (value instanceof Uint8Array || value instanceof Float32Array) return [...value].join(' ')
    return value === 0 ? 0 : Number.isNaN(value) ? null : (value ?? null)
  }
  const by = (batch: ColumnBatch, rows: readonly number[]) =>
    Object.fromEntries(names.map((name) => [name, rows.map((row) => plain(batch.columns[name]?.[row]))]))
  return { sql: by(written, [...kept.keys()]), js: by(computed, kept) }
}

const sqlTypes: Readonly<Record<Column['storage'], string>> = {
  double: 'DOUBLE',
  bigint: 'BIGINT',
  varchar: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  list: 'DOUBLE[]',
  blob: 'BLOB',
}

/** Columns and SQL types that a schema promises of its file, as `types` gives them. */
export const promisedTypes = (schema: TableSchema): [name: string, type: string][] => [
  ['_row', 'BIGINT'],
  ...schema.columns.map(({ name, storage }): [string, string] => [name, sqlTypes[storage]]),
]
