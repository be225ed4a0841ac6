import { parseExpression, typeOf } from '../expressions/check.ts'
import { compileColumns } from '../expressions/compile-js.ts'
import { compileSql } from '../expressions/compile-sql.ts'
import { choose, columnsIn, type Expression, number } from '../expressions/expression.ts'
import { EARLIEST, LATEST } from '../expressions/text.ts'
import { DataError } from '../errors.ts'
import type { ColumnBatch, ValueType } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName, quoteText } from '../tables/sql.ts'

/**
 * A fitted change of columns, as data. Every input column passes through; those listed are replaced, or added at the
 * end. All expressions read the columns as they came in, whatever the order of the list.
 */
export interface Transform {
  version: 1
  columns: readonly TransformColumn[]
  /** Values that training rows have in columns which it encodes: an endpoint warns of others. */
  known?: readonly KnownValues[]
}

/** The values of a column, as text, that something was learnt of. */
export interface KnownValues {
  column: string
  values: readonly string[]
}

export interface TransformColumn {
  name: string
  expression: Expression
  /**
   * How a table stores the value. Absent: DOUBLE, VARCHAR or BOOLEAN by the type of the expression. `datetime`: a
   * TIMESTAMP, from milliseconds since 1970; a batch keeps the number. `same`: as the column is stored that the
   * expression, which is nothing but a column, hands on.
   */
  as?: 'datetime' | 'same'
}

/** A number as milliseconds since 1970: whole, and missing where it lies outside of the years 1 to 9999. */
export const asMilliseconds = (value: Expression): Expression => {
  const whole: Expression = { op: 'floor', args: [value] }
  const from: Expression = { op: 'greaterOrEqual', args: [whole, number(EARLIEST)] }
  const to: Expression = { op: 'lessOrEqual', args: [whole, number(LATEST)] }
  return choose({ op: 'and', args: [from, to] }, whole, { op: 'missing', type: 'number' })
}

/** A transform from JSON, checked. Throws DataError `bad_transform` or `bad_expression`. */
export function parseTransform(json: unknown): Transform {
  const given = json as { version?: unknown; columns?: unknown } | null
  if (typeof given !== 'object' || given === null || given.version !== 1 || !Array.isArray(given.columns)) {
    throw new DataError(
      'bad_transform',
      'The fitted transform can’t be read: it was written by another version of Millrace. Run the pipeline again.',
    )
  }
  const names = new Set<string>()
  for (const column of given.columns as unknown[]) {
    const { name, expression, as } = column as TransformColumn
    if (typeof name !== 'string' || names.has(name)) {
      throw new DataError('bad_transform', 'The fitted transform names a column twice or not at all.')
    }
    names.add(name)
    parseExpression(expression)
    const stored =
      as === undefined ||
      (as === 'same' && expression.op === 'column') ||
      (as === 'datetime' && typeOf(expression) === 'number')
    if (!stored)
      throw new DataError('bad_transform', 'The fitted transform stores a column in an unknown way.')
  }
  if (!isKnown((given as { known?: unknown }).known ?? []))
    throw new DataError('bad_transform', 'The fitted transform does not say which values it knows.')
  return given as Transform
}

const isKnown = (known: unknown): boolean =>
  Array.isArray(known) &&
  known.every(
    (each: Partial<KnownValues> | null) => typeof each?.column === 'string' && Array.isArray(each.values),
  )

/** Types of the columns that a transform writes. */
export const typesWritten = (transform: Transform): Record<string, ValueType> =>
  Object.fromEntries(transform.columns.map(({ name, expression }) => [name, typeOf(expression)]))

/** Names of the columns that a transform reads. */
export function columnsRead(transform: Transform): Set<string> {
  const names = new Set<string>()
  for (const { expression } of transform.columns) columnsIn(expression, names)
  return names
}

/** SQL of a transform's column, as a table stores it. */
function storedSql({ expression, as }: TransformColumn): string {
  if (as === 'same' && expression.op === 'column') return quoteName(expression.name)
  const sql = compileSql(expression)
  return as === 'datetime' ? `make_timestamp_ms(CAST(${sql} AS BIGINT))` : sql
}

/**
 * A Parquet table with a transform applied, as a new Parquet table; `columns` are those of the input that it keeps,
 * without `_row`. Rows keep their order and their `_row`; with `where` only those stay for which it is true.
 */
export async function applySql(
  engine: Engine,
  transform: Transform,
  {
    path,
    columns,
    outPath,
    where,
  }: { path: string; columns: readonly string[]; outPath: string; where?: Expression },
): Promise<void> {
  const changed = new Map(transform.columns.map((column) => [column.name, storedSql(column)]))
  const names = new Set([...columns, ...changed.keys()])
  const selected = [...names].map((name) => {
    const sql = changed.get(name)
    return sql === undefined ? quoteName(name) : `${sql} AS ${quoteName(name)}`
  })
  const rows = where === undefined ? '' : ` WHERE ${compileSql(where)}`
  await engine.run(
    `COPY (SELECT ${['_row', ...selected].join(', ')} FROM ${parquet(path)}${rows}) TO ${quoteText(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

/**
 * A transform as a JavaScript function over batches. The columns of its result that are not replaced are the input's
 * own. It throws DataError `missing_column` or `wrong_type`.
 */
export function compileTransform(transform: Transform): (batch: ColumnBatch) => ColumnBatch {
  const compiled = transform.columns.map(({ name, expression }) => ({
    name,
    compute: compileColumns(expression),
  }))
  return (batch) => {
    const columns: ColumnBatch['columns'] = Object.assign(Object.create(null), batch.columns)
    for (const { name, compute } of compiled) columns[name] = compute(batch)
    return { rows: batch.rows, columns }
  }
}
