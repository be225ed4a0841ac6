import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { DataError } from '../errors.ts'
import { checkQuery, QueryRefused } from './check-query.ts'
import type { EngineOptions } from './engine.ts'
import { atPlace, queryFault } from './query-faults.ts'
import { parquet, quoteName, quotePath, quoteText } from './sql.ts'

export interface QueryRequest {
  /** One SELECT statement in DuckDB's SQL. */
  query: string
  /** Parquet files by the name that the query reads them under. */
  tables: Readonly<Record<string, string>>
  /** A file that does not exist yet. */
  outPath: string
  /** Most time for the query. */
  timeoutMs: number
}

/** A column of the answer, by DuckDB's name of its type. */
export interface QueryColumn {
  name: string
  type: string
}

/** How a column of the answer is written; in `sql` the columns of the query are `c0`, `c1` … */
export interface WrittenColumn {
  name: string
  sql: string
}

/** Bytes that a query may spill to disk for each byte of memory. */
const SPILL = 8

/**
 * Runs a query that a person has written, and writes its answer to a Parquet file in the order in which the query
 * gives the rows; `write` says how its columns are stored.
 *
 * The query runs in a database of its own that can open nothing but its tables and the answer: no other file, no
 * network, no extension, and no setting can be changed from then on. It has one thread, so that rows without ORDER BY
 * and sums of doubles come out alike each time, and limits of memory, of disk and of time. Before that its syntax tree
 * is checked (`checkQuery`).
 *
 * Throws DataError, where possible with line and column: `query_wrong`, `query_refused`, `query_failed`,
 * `query_too_long`, `out_of_memory`, `disk_full`, and what `write` throws.
 */
export async function runQuery(
  options: Pick<EngineOptions, 'memoryMb' | 'tempDir'>,
  request: QueryRequest,
  write: (columns: QueryColumn[]) => WrittenColumn[],
): Promise<void> {
  const { query, outPath } = request
  const spillTo = join(options.tempDir, 'query')
  await mkdir(spillTo, { recursive: true })
  const memoryMb = Math.max(64, Math.floor(options.memoryMb))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${memoryMb}MB`,
    temp_directory: spillTo,
    max_temp_directory_size: `${memoryMb * SPILL}MB`,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    const rules = await setUp(connection, request)
    const tree = await parse(connection, query)
    checkAt(query, () => checkQuery(tree, rules))
    const columns = await describe(connection, query)
    const values = write(columns).map(({ name, sql }) => `${sql} AS ${quoteName(name)}`)
    const aliases = columns.map((_, at) => `c${at}`)
    const before = `COPY (SELECT ${values.join(', ')} FROM (\n`
    const after = `\n) AS answer(${aliases.join(', ')})) TO ${quotePath(outPath)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`
    const statement = await withoutEnd(connection, query, tree)
    await withTimeout(connection, request.timeoutMs, () =>
      connection.run(`${before}${statement}${after}`),
    ).catch((error: unknown) => {
      throw queryFault(query, error, Buffer.byteLength(before))
    })
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> =>
  (await connection.runAndReadAll(sql)).getRowObjects()

const namesIn = (rows: readonly Record<string, unknown>[], key: string): string[] =>
  rows.map((row) => String(row[key]).toLowerCase())

/** Puts the tables in, and locks the database. */
async function setUp(connection: DuckDBConnection, { tables, outPath }: QueryRequest) {
  await connection.run("SET TimeZone = 'UTC'; SET enable_progress_bar = false; SET errors_as_json = true")
  const unstable = await rowsOf(
    connection,
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
  )
  const columns = new Set<string>()
  for (const [name, path] of Object.entries(tables)) {
    await connection.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${parquet(path)}`)
    const found = await rowsOf(connection, `DESCRIBE ${quoteName(name)}`)
    for (const column of namesIn(found, 'column_name')) columns.add(column)
  }
  await lockDown(connection, [...Object.values(tables), outPath])
  return { tables: Object.keys(tables), columns, unstable: new Set(namesIn(unstable, 'function_name')) }
}

/** From here on the database opens nothing but these files and its own temporary ones, and no setting can be changed. */
export async function lockDown(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  await connection.run(
    `SET allowed_paths = [${paths.map(quoteText).join(', ')}]; SET enable_external_access = false; SET lock_configuration = true`,
  )
}

interface Parsed {
  error: boolean
  error_type?: string
  error_message?: string
  position?: string
  statements?: unknown[]
}

const serialise = async (connection: DuckDBConnection, query: string): Promise<Parsed> => {
  const [row] = await rowsOf(connection, `SELECT json_serialize_sql(${quoteText(query)}) AS tree`)
  return JSON.parse(String(row?.tree)) as Parsed
}

const ONE_SELECT = 'A query is one SELECT statement. It changes nothing, and sets nothing.'

/** The syntax tree of the only statement. */
async function parse(connection: DuckDBConnection, query: string): Promise<unknown> {
  // A statement ends at a NUL, wherever it is read.
  const nul = query.indexOf('\0')
  const parsed: Parsed =
    nul < 0
      ? await serialise(connection, query)
      : {
          error: true,
          error_type: 'parser',
          error_message: 'there is a NUL character',
          position: String(Buffer.byteLength(query.slice(0, nul))),
        }
  const refuse = (code: string, message: string, at?: string) => {
    const byte = at === undefined ? undefined : Number(at)
    return new DataError(code, atPlace(query, message, byte), { field: 'query' })
  }
  if (parsed.error && parsed.error_type !== 'parser') throw refuse('query_refused', ONE_SELECT)
  if (parsed.error)
    throw refuse('query_wrong', `The query can’t be read: ${parsed.error_message ?? ''}.`, parsed.position)
  const [statement, another] = parsed.statements ?? []
  if (statement === undefined) throw refuse('query_wrong', 'Write a query, for example SELECT * FROM input.')
  if (another !== undefined) throw refuse('query_refused', ONE_SELECT)
  return statement
}

function checkAt(query: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error
    throw new DataError(error.code, atPlace(query, error.message, error.position), { field: 'query' })
  }
}

/** The columns of the answer; what is wrong with the query shows here, with its place. */
async function describe(connection: DuckDBConnection, query: string): Promise<QueryColumn[]> {
  try {
    const prepared = await connection.prepare(query)
    const columns = Array.from({ length: prepared.columnCount }, (_, at) => ({
      name: prepared.columnName(at),
      type: prepared.columnType(at).toString(),
    }))
    prepared.destroySync()
    return columns
  } catch (error) {
    throw queryFault(query, error)
  }
}

/** The statement without semicolons at its end, since it is to stand in brackets. */
async function withoutEnd(connection: DuckDBConnection, query: string, tree: unknown): Promise<string> {
  const same = JSON.stringify(tree)
  let text = query
  for (;;) {
    const shorter = text.slice(0, Math.max(0, text.lastIndexOf(';')))
    const parsed = await serialise(connection, shorter)
    if (JSON.stringify(parsed.statements?.[0]) !== same) return text
    text = shorter
  }
}

async function withTimeout<T>(
  connection: DuckDBConnection,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => connection.interrupt(), timeoutMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}
