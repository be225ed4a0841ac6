import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import driver from 'postgres'
import { withEngine } from '../../../ml/tables/engine.ts'
import { COPY_NULL, importCopied, type CopiedColumn } from '../../../ml/tables/import-copied.ts'
import { OperationalError, UserError } from '../../kit/errors.ts'
import type { RunContext, Runner } from '../../kit/runner.ts'
import { sourceSchema } from '../../kit/table-schemas.ts'
import { copiedTypeOf, type PostgresType } from './column-types.ts'
import type { postgres } from './definition.ts'
import { explainPostgresError, notAQuery } from './explain.ts'
import { type Transaction, withReadOnly } from './session.ts'

interface CopiedQuery {
  columns: CopiedColumn[]
  /** Columns of richer types, which are text and never taken for more. */
  asText: Record<string, 'text'>
  longestRow: number
  warnings: string[]
}

/** Stands before the query; the line break after the query ends a comment in its last line. */
const before = 'COPY (SELECT * FROM (\n'
const copyOf = (query: string, limit: number) =>
  `${before}${query}\n) AS query LIMIT ${limit}) TO STDOUT (FORMAT csv, NULL '${COPY_NULL}', ENCODING 'UTF8')`

/**
 * The columns of the query, which the database parses alone: what is more than one statement, or closes a bracket that
 * it did not open, ends here.
 */
async function describeColumns(sql: Transaction, query: string) {
  const { columns } = await sql.unsafe(query).describe()
  if (columns.length === 0) throw notAQuery()
  const oids = [...new Set(columns.map(({ type }) => type))]
  const rows = await sql<(PostgresType & { oid: number; title: string })[]>`
    select t.oid, b.typname as name, b.typtype as class, b.typcategory as category,
      format_type(t.oid, null) as title
    from pg_type t
    join lateral (
      with recursive base as (
        select typname, typtype, typcategory, typbasetype from pg_type where oid = t.oid
        union all
        select p.typname, p.typtype, p.typcategory, p.typbasetype from base, pg_type p where p.oid = base.typbasetype
      )
      select * from base where typtype <> 'd'
    ) b on true
    where t.oid = any(string_to_array(${oids.join(',')}, ',')::oid[])`
  const types = new Map(rows.map((row) => [Number(row.oid), row]))
  const warnings: string[] = []
  const asTexts: Record<string, 'text'> = {}
  const copied = columns.map(({ name, type: oid }): CopiedColumn => {
    const found = types.get(oid)
    if (!found) return { name, type: 'text' }
    const { type, asText } = copiedTypeOf(found)
    if (asText) {
      warnings.push(`Column "${name}" holds values of type ${found.title}, which are kept as text.`)
      asTexts[name] = 'text'
    }
    return { name, type }
  })
  return { columns: copied, asText: asTexts, warnings }
}

/**
 * Starts a copy. The driver hands out the stream and may, in the same breath, end it with an error (a row that divides
 * by zero): someone must be listening by then, or the process ends.
 */
function startCopy(sql: Transaction, statement: string): Promise<Readable> {
  const query = sql.unsafe(statement) as unknown as {
    resolve: (stream: Readable) => void
    readable(): Promise<Readable>
  }
  const { resolve } = query
  query.resolve = (stream) => {
    stream.on('error', () => {})
    resolve(stream)
  }
  return query.readable()
}

/** Counts rows on their way: Postgres sends one a packet. */
function countRows(ctx: Pick<RunContext, 'progress'>) {
  let [rows, longestRow, toldAt] = [0, 0, 0]
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      rows++
      longestRow = Math.max(longestRow, chunk.length)
      if (rows - toldAt >= 50_000) {
        toldAt = rows
        ctx.progress({ message: `Reading, ${rows.toLocaleString('en')} rows` })
      }
      done(null, chunk)
    },
  })
  return { stream, longestRow: () => longestRow }
}

async function copyQuery(
  sql: Transaction,
  { query, limit, path }: { query: string; limit: number; path: string },
  ctx: Pick<RunContext, 'progress'>,
): Promise<CopiedQuery> {
  const described = await describeColumns(sql, query)
  const counter = countRows(ctx)
  try {
    await pipeline(await startCopy(sql, copyOf(query, limit)), counter.stream, createWriteStream(path))
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new OperationalError('disk_full', 'The disk is full. Free some space; the step is tried again.', {
        cause: error,
      })
    // Taken alone it was sound; in brackets only a query is.
    if (code === '42601') throw notAQuery(error)
    throw error
  }
  return { ...described, longestRow: counter.longestRow() }
}

export const run: Runner<typeof postgres> = async ({ params, ctx }) => {
  const { connection } = ctx
  if (!connection)
    throw new UserError(
      'connection_missing',
      'No connection is chosen. Pick one in Settings, or make a new one there.',
      { field: 'connection' },
    )
  const { timeLimit: timeLimitSeconds, maxRows, target, types } = params
  // A semicolon at the end is a habit of many.
  const query = params.query.replace(/[\s;]+$/, '')
  const csv = join(ctx.tempDir, 'rows.csv')
  ctx.progress({ message: 'Asking the database' })
  const copied = await withReadOnly(driver, { ...connection, timeLimitSeconds }, (sql) =>
    copyQuery(sql, { query, limit: maxRows + 1, path: csv }, ctx),
  ).catch((error: unknown) => {
    const { address } = connection
    // In the bare query and in the copy alike, a place counts from the start of the statement that was sent.
    const offset = isOfCopy(error) ? before.length : 0
    throw explainPostgresError(error, { address, query, offset, timeLimitSeconds })
  })
  ctx.progress({ message: 'Writing the table' })
  const path = join(ctx.tempDir, 'query.parquet')
  const read = await withEngine(ctx, (engine) =>
    importCopied(engine, csv, {
      ...copied,
      maxRows,
      options: { types: { ...copied.asText, ...types }, target },
      outPath: path,
    }),
  )
  for (const warning of [...copied.warnings, ...read.warnings]) ctx.log('warn', warning)
  ctx.log('info', `${read.rows} rows, ${read.schema.columns.length} columns`)
  return { table: { path, schema: sourceSchema(read.schema.columns, target).schema } }
}

/** Whether the statement that failed was the copy; the driver keeps the text with the error. */
const isOfCopy = (error: unknown): boolean =>
  error instanceof Error && 'query' in error && String(error.query).startsWith(before)
