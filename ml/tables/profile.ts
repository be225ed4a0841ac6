import type { Column, ColumnKind, TableSchema } from '../../nodes/kit/columns.ts'
import { type ContentDigests, contentDigests } from './digest.ts'
import type { Engine, SqlRow } from './engine.ts'
import type { NumberStatistics } from './number-statistics.ts'
import { distinctOf, profileNumbers, type ProfiledTable, selectEach } from './profile-numbers.ts'
import { jsonRows, type RowPage } from './read-rows.ts'
import { parquet, quoteName } from './sql.ts'

export type { NumberStatistics }

export interface ColumnProfile {
  name: string
  kind: ColumnKind
  /** Rows without a value; NaN is none. */
  missing: number
  /** Different values; approximate (HyperLogLog) past a hundred thousand rows, but exact where a number has few. */
  distinct: number
  /** Of the finite values of a number column; absent where there is none. */
  number?: NumberStatistics
  /** Most frequent values, most frequent first. */
  top?: { value: string; count: number }[]
  /** Bytes of the encoded images of a column. */
  bytes?: { min: number; max: number; mean: number }
  /** Of all numbers of the vectors of a column. */
  values?: { min: number; max: number; mean: number }
  /** First and last moment of a datetime column, ISO 8601. */
  range?: { from: string; to: string }
  /** What the column says, row by row (see digest.ts); profiles that earlier versions stored have none. */
  digest?: string
}

/** What the page shows at a port: column statistics and the first rows. */
export interface TableProfile {
  rows: number
  columns: ColumnProfile[]
  preview: RowPage
}

export interface ProfileRequest {
  path: string
  schema: TableSchema
  /** Profiles of tables that this one may have been made from: columns that say the same are not measured again. */
  known?: readonly TableProfile[]
}

type Figures = Omit<ColumnProfile, 'name' | 'kind'>

const PREVIEW_ROWS = 200
const TOP = 10

const isNumeric = (column: Column): boolean => column.storage === 'double' || column.storage === 'bigint'
const isDate = (column: Column): boolean => column.storage === 'date' || column.storage === 'timestamp'

/**
 * Statistics of every column, the first rows, and the digests of a table of any size. The same table gives the same
 * figures bit for bit.
 */
export async function profileTable(
  engine: Engine,
  { path, schema, known = [] }: ProfileRequest,
): Promise<{ profile: TableProfile; content: ContentDigests }> {
  const content = await contentDigests(engine, path, schema)
  const { rows } = content
  const relation = parquet(path)
  const preview = await jsonRows(engine, { relation, schema, tail: `ORDER BY _row LIMIT ${PREVIEW_ROWS}` })
  const byDigest = new Map(
    known.flatMap(({ columns }) => columns.map((column) => [column.digest, column] as const)),
  )
  const found = new Map<Column, Figures>()
  const numbers: { column: Column; sample: unknown[] }[] = []
  const others: Column[] = []
  for (const [index, column] of schema.columns.entries()) {
    const same = byDigest.get(content.columns[index])
    if (same) found.set(column, same)
    else if (isNumeric(column)) numbers.push({ column, sample: preview.rows.map((row) => row[index + 1]) })
    else others.push(column)
  }
  for (const [column, profile] of await profileNumbers(engine, { relation, rows }, numbers))
    found.set(column, profile)
  for (const [column, profile] of await profileOthers(engine, { relation, rows }, others))
    found.set(column, profile)
  const columns = schema.columns.map((column, index) => ({
    ...found.get(column)!,
    name: column.name,
    kind: column.kind,
    digest: content.columns[index]!,
  }))
  return { profile: { rows, columns, preview }, content }
}

const isBlob = ({ storage }: Column): boolean => storage === 'blob'

/** SQL of the least, greatest and mean: of the bytes of images, of all numbers of vectors. */
function spreadOf(column: Column): Record<string, string> {
  const name = quoteName(column.name)
  const parts = isBlob(column)
    ? {
        min: `min(octet_length(${name}))`,
        max: `max(octet_length(${name}))`,
        mean: `avg(octet_length(${name}))`,
      }
    : {
        min: `min(list_min(${name}))`,
        max: `max(list_max(${name}))`,
        mean: `sum(list_sum(${name})) / nullif(sum(len(${name})), 0)`,
      }
  if (!isBlob(column) && column.storage !== 'list') return {}
  return Object.fromEntries(Object.entries(parts).map(([part, sql]) => [part, `CAST(${sql} AS DOUBLE)`]))
}

function spreadIn(column: Column, { min, max, mean }: SqlRow): Pick<ColumnProfile, 'bytes' | 'values'> {
  if (typeof min !== 'number' || typeof max !== 'number' || typeof mean !== 'number') return {}
  return isBlob(column) ? { bytes: { min, max, mean } } : { values: { min, max, mean } }
}

async function profileOthers(
  engine: Engine,
  { relation, rows }: ProfiledTable,
  items: readonly Column[],
): Promise<Map<Column, Figures>> {
  const found = new Map<Column, Figures>()
  await selectEach(
    engine,
    { relation, items },
    {
      sql: (column) => ({
        present: `CAST(count(${quoteName(column.name)}) AS DOUBLE)`,
        distinct: distinctOf(column, rows),
        ...(isDate(column) && {
          from: `replace(CAST(min(${quoteName(column.name)}) AS VARCHAR), ' ', 'T')`,
          to: `replace(CAST(max(${quoteName(column.name)}) AS VARCHAR), ' ', 'T')`,
        }),
        ...spreadOf(column),
      }),
      take(column, { present, distinct, from, to, ...spread }) {
        found.set(column, {
          missing: rows - Number(present),
          distinct: Number(distinct),
          ...(typeof from === 'string' && typeof to === 'string' && { range: { from, to } }),
          ...spreadIn(column, spread),
        })
      },
    },
  )
  for (const [column, figures] of found)
    if (!isDate(column) && !isBlob(column) && column.storage !== 'list')
      figures.top = await mostFrequent(engine, relation, column)
  return found
}

async function mostFrequent(
  engine: Engine,
  relation: string,
  column: Column,
): Promise<{ value: string; count: number }[]> {
  const text = `CAST(${quoteName(column.name)} AS VARCHAR)`
  const value = `CASE WHEN length(${text}) > 200 THEN left(${text}, 200) || '…' ELSE ${text} END`
  const rows = await engine.rows(
    `SELECT ${value} AS value, CAST(count(*) AS DOUBLE) AS count FROM ${relation}
     WHERE ${quoteName(column.name)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${TOP}`,
  )
  return rows.map((row) => ({ value: String(row.value), count: Number(row.count) }))
}
