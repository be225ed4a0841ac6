import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { isPicture } from '../images/pixels.ts'
import { pictureOf, thumbnailOf } from '../images/thumbnail.ts'
import { type CellType, type ColumnBatch, type ColumnData, valueAt } from './column-batch.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteText } from './sql.ts'

/** A value as JSON can hold it: infinities as text, dates in ISO 8601, pictures as data URLs, null where missing. */
export type JsonScalar = string | number | boolean | null

export interface RowPage {
  /** `_row` first. */
  columns: string[]
  rows: JsonScalar[][]
}

export interface RowFilter {
  column: string
  /** `contains` ignores case. */
  operator: 'equals' | 'contains' | 'atLeast' | 'atMost' | 'missing' | 'present'
  value?: string | number | boolean
}

export interface RowQuery {
  offset: number
  /** At most 1,000. */
  limit: number
  sort?: { column: string; descending: boolean }
  filter?: readonly RowFilter[]
}

const MAX_TEXT = 500
const MAX_PAGE = 1000
/** Columns read by one statement. */
const WIDTH = 200

/** Numbers of a list that are shown. */
const MAX_LISTED = 32

/** SQL and type of a column as JSON shows it. */
function shown(column: Column): { sql: string; type: CellType } {
  const name = quoteName(column.name)
  if (column.kind === 'image' && column.storage === 'blob') return { sql: name, type: 'bytes' }
  if (isPicture(column.shape)) return { sql: `TRY_CAST(${name} AS FLOAT[])`, type: 'vector' }
  switch (column.storage) {
    case 'double':
    case 'bigint':
      return { sql: `CAST(${name} AS DOUBLE)`, type: 'number' }
    case 'boolean':
      return { sql: name, type: 'boolean' }
    case 'date':
    case 'timestamp':
      return { sql: `replace(CAST(${name} AS VARCHAR), ' ', 'T')`, type: 'text' }
    case 'list':
      return {
        sql: `CAST(${name}[:${MAX_LISTED}] AS VARCHAR) || CASE WHEN len(${name}) > ${MAX_LISTED} THEN ' …' ELSE '' END`,
        type: 'text',
      }
    case 'varchar':
    case 'blob': {
      const text = `CAST(${name} AS VARCHAR)`
      return {
        sql: `CASE WHEN length(${text}) > ${MAX_TEXT} THEN left(${text}, ${MAX_TEXT}) || '…' ELSE ${text} END`,
        type: 'text',
      }
    }
  }
}

interface Part {
  sql: string
  type: CellType
  key: string
}

function readParts(
  engine: Engine,
  { relation, tail, parts }: { relation: string; tail: string; parts: readonly Part[] },
): Promise<ColumnBatch> {
  const types = Object.fromEntries(parts.map(({ key, type }) => [key, type]))
  const selected = ['CAST(_row AS DOUBLE) AS r', ...parts.map(({ sql, key }) => `${sql} AS ${key}`)]
  return engine.columns(`SELECT ${selected.join(', ')} FROM ${relation} ${tail}`, { r: 'number', ...types })
}

/** Rows of a relation with `_row`, as JSON holds them; long texts are cut. */
export async function jsonRows(
  engine: Engine,
  { relation, schema, tail }: { relation: string; schema: TableSchema; tail: string },
): Promise<RowPage> {
  const parts = schema.columns.map((column, index) => ({ ...shown(column), key: `c${index}` }))
  const batch = await readParts(engine, { relation, tail, parts: parts.slice(0, WIDTH) })
  // A wide table in one statement would take its buffers' size times thousands of columns.
  for (let start = WIDTH; start < parts.length; start += WIDTH) {
    const more = await readParts(engine, { relation, tail, parts: parts.slice(start, start + WIDTH) })
    Object.assign(batch.columns, more.columns)
  }
  const keys = ['r', ...parts.map(({ key }) => key)]
  for (const [index, { key }] of parts.entries())
    batch.columns[key] = await asPictures(batch.columns[key]!, schema.columns[index]!)
  const rows = Array.from({ length: batch.rows }, (_, row) =>
    keys.map((key): JsonScalar => {
      const value = valueAt(batch.columns[key]!, row)
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
    }),
  )
  return { columns: ['_row', ...schema.columns.map(({ name }) => name)], rows }
}

/** Images and pictures as data URLs; any other data as they are. */
async function asPictures(data: ColumnData, { shape }: Column): Promise<ColumnData> {
  if (data instanceof Float64Array) return data
  const made: (string | null)[] = []
  for (const value of data) {
    if (value instanceof Uint8Array) made.push(await thumbnailOf(value))
    else if (value instanceof Float32Array) made.push(isPicture(shape) ? await pictureOf(value, shape) : null)
    else if (value !== null) return data
    else made.push(null)
  }
  return made
}

/**
 * A page of a table, and how many rows the filter lets through. Rows come by `_row` unless sorted; missing values
 * come last. Throws DataError `missing_column`.
 */
export async function readRows(
  engine: Engine,
  { path, schema }: { path: string; schema: TableSchema },
  query: RowQuery,
): Promise<RowPage & { total: number }> {
  const conditions = (query.filter ?? []).map((filter) =>
    conditionOf(columnNamed(schema, filter.column), filter),
  )
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const { sort } = query
  const order = sort
    ? `ORDER BY ${quoteName(columnNamed(schema, sort.column).name)} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, _row`
    : 'ORDER BY _row'
  const limit = Math.max(0, Math.min(MAX_PAGE, Math.floor(query.limit)))
  const offset = Math.max(0, Math.floor(query.offset))
  const source = `${parquet(path)} ${where}`
  const { total } = await engine.row(`SELECT count(*) AS total FROM ${source}`)
  // The ids first: sorting whole rows to reach a page far down would take memory for all of them.
  const found = await engine.columns(
    `SELECT CAST(_row AS DOUBLE) AS r FROM ${source} ${order} LIMIT ${limit} OFFSET ${offset}`,
    { r: 'number' },
  )
  const ids = [...(found.columns.r as Float64Array)]
  const relation = `(SELECT * FROM ${parquet(path)} WHERE _row IN (${ids.length > 0 ? ids.join(', ') : 'NULL'}))`
  const page = await jsonRows(engine, { relation, schema, tail: 'ORDER BY _row' })
  const byId = new Map(page.rows.map((row) => [row[0], row]))
  return { columns: page.columns, rows: ids.map((id) => byId.get(id)!), total: Number(total) }
}

function columnNamed(schema: TableSchema, name: string): Column {
  const column = schema.columns.find((candidate) => candidate.name === name)
  if (column) return column
  if (name === '_row') return { id: name, name, storage: 'bigint', kind: 'number', role: 'id' }
  throw new DataError('missing_column', `The table has no column "${name}".`, { field: 'column' })
}

function conditionOf(column: Column, { operator, value = '' }: RowFilter): string {
  const name = quoteName(column.name)
  const numeric = column.storage === 'double' || column.storage === 'bigint'
  const left = numeric
    ? `CAST(${name} AS DOUBLE)`
    : column.storage === 'boolean'
      ? name
      : `CAST(${name} AS VARCHAR)`
  const right = numeric
    ? `TRY_CAST(${quoteText(String(value))} AS DOUBLE)`
    : column.storage === 'boolean'
      ? `TRY_CAST(${quoteText(String(value))} AS BOOLEAN)`
      : quoteText(String(value))
  switch (operator) {
    case 'equals':
      return `${left} = ${right}`
    case 'atLeast':
      return `${left} >= ${right}`
    case 'atMost':
      return `${left} <= ${right}`
    case 'contains':
      return `contains(lower(CAST(${name} AS VARCHAR)), lower(${quoteText(String(value))}))`
    case 'missing':
      return `${name} IS NULL`
    case 'present':
      return `${name} IS NOT NULL`
  }
}
