import type { Engine } from './engine.ts'
import { parquet, quoteName, quoteNumber, quoteText } from './sql.ts'

type WindowStatistic = 'mean' | 'sum' | 'min' | 'max' | 'std'

/** A new column out of earlier rows of the same group. The row itself and those after it are never looked at. */
type PastColumn = { name: string; column: string } & (
  | { what: 'lag'; rows: number }
  | { what: 'change' }
  | { what: 'window'; rows: number; statistic: WindowStatistic }
)

interface PastOptions {
  path: string
  /** Columns that stay, without `_row`. */
  columns: readonly string[]
  /** Rows go by this column, equal ones by `_row`. A row without a value has no past and is no other's past. */
  time: string
  group: string | undefined
  made: readonly PastColumn[]
  outPath: string
}

const aggregates: Readonly<Record<WindowStatistic, string>> = {
  mean: 'avg',
  sum: 'sum',
  min: 'min',
  max: 'max',
  std: 'stddev_samp',
}

const NAN = quoteNumber(Number.NaN)
const present = (sql: string): string => `nullif(CAST(${sql} AS DOUBLE), ${NAN})`

/**
 * A Parquet table with columns of past values added. Where a row of a window is absent
 * or has no finite value, there is no statistic; as pandas' `shift(1).rolling(n)`. The standard deviation has n − 1
 * below the line, and takes values beyond 1e150, whose squares overflow, for absent.
 */
export async function addPast(engine: Engine, options: PastOptions): Promise<void> {
  const { path, columns, time, group, made, outPath } = options
  const when = quoteName(time)
  const timeless = `(${when} IS NULL OR CAST(${when} AS VARCHAR) = 'nan')`
  const partition = [...(group === undefined ? [] : [quoteName(group)]), timeless].join(', ')
  const order = `PARTITION BY ${partition} ORDER BY ${when}, _row`
  const added = made.map((each) => {
    const sql = pastSql(each, order)
    return `CASE WHEN ${timeless} THEN NULL ELSE ${sql} END AS ${quoteName(each.name)}`
  })
  const selected = ['_row', ...columns.map(quoteName), ...added].join(', ')
  await engine.run(
    `COPY (SELECT ${selected} FROM ${parquet(path)} ORDER BY _row) TO ${quoteText(outPath)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

function pastSql(each: PastColumn, order: string): string {
  const value = present(quoteName(each.column))
  const lag = (rows: number) => `lag(${value}, ${rows}) OVER (${order})`
  if (each.what === 'lag') return lag(each.rows)
  if (each.what === 'change') return present(`(${lag(1)} - ${lag(2)})`)
  const { rows, statistic } = each
  const usable =
    statistic === 'std'
      ? `CASE WHEN abs(${value}) < 1e150 THEN ${value} END`
      : `CASE WHEN isfinite(${value}) THEN ${value} END`
  const frame = `OVER (${order} ROWS BETWEEN ${rows} PRECEDING AND 1 PRECEDING)`
  const aggregate = `CAST(${aggregates[statistic]}(${usable}) ${frame} AS DOUBLE)`
  return `CASE WHEN count(${usable}) ${frame} = ${rows} THEN ${aggregate} END`
}
