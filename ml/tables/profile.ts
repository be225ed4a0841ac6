import type { Column, ColumnKind, TableSchema } from '../../nodes/kit/columns.ts'
import type { Engine, SqlRow } from './engine.ts'
import { jsonRows, type RowPage } from './read-rows.ts'
import { parquet, quoteName, quoteNumber } from './sql.ts'

export interface NumberStatistics {
  min: number
  max: number
  mean: number
  /** Of the population. */
  std: number
  /** 0, 25, 50, 75 and 100 %, by linear interpolation. */
  quantiles: number[]
  /** Equal bins from min to max; one more edge than counts. */
  histogram: { edges: number[]; counts: number[] }
}

export interface ColumnProfile {
  name: string
  kind: ColumnKind
  /** Rows without a value. */
  missing: number
  /** Different values; approximate (HyperLogLog) past a hundred thousand rows. */
  distinct: number
  /** Of the finite values of a number column; absent where there is none. */
  number?: NumberStatistics
  /** Most frequent values, most frequent first. */
  top?: { value: string; count: number }[]
  /** First and last moment of a datetime column, ISO 8601. */
  range?: { from: string; to: string }
}

/** What the page shows at a port: column statistics and the first rows. */
export interface TableProfile {
  rows: number
  columns: ColumnProfile[]
  preview: RowPage
}

const PREVIEW_ROWS = 200
const BINS = 20
const TOP = 10
const EXACT_DISTINCT_UP_TO = 100_000

const isNumeric = (column: Column): boolean => column.storage === 'double' || column.storage === 'bigint'
const isDate = (column: Column): boolean => column.storage === 'date' || column.storage === 'timestamp'

const finite = (column: Column): string => {
  const value = `CAST(${quoteName(column.name)} AS DOUBLE)`
  return `CASE WHEN isfinite(${value}) THEN ${value} END`
}

const text = (column: Column): string => `CAST(${quoteName(column.name)} AS VARCHAR)`

/** Aggregates of one column, as aliases `<prefix>_…`. */
function aggregates(column: Column, prefix: string, isLarge: boolean): string[] {
  const name = quoteName(column.name)
  const basic = [
    `CAST(count(*) - count(${name}) AS DOUBLE) AS ${prefix}_missing`,
    `CAST(${isLarge ? `approx_count_distinct(${name})` : `count(DISTINCT ${name})`} AS DOUBLE) AS ${prefix}_distinct`,
  ]
  if (isNumeric(column)) {
    const value = finite(column)
    return [
      ...basic,
      `min(${value}) AS ${prefix}_min`,
      `max(${value}) AS ${prefix}_max`,
      `avg(${value}) AS ${prefix}_mean`,
      `stddev_pop(${value}) AS ${prefix}_std`,
      ...[0.25, 0.5, 0.75].map((share) => `quantile_cont(${value}, ${share}) AS ${prefix}_q${share * 100}`),
    ]
  }
  if (isDate(column))
    return [
      ...basic,
      `replace(CAST(min(${name}) AS VARCHAR), ' ', 'T') AS ${prefix}_from`,
      `replace(CAST(max(${name}) AS VARCHAR), ' ', 'T') AS ${prefix}_to`,
    ]
  return basic
}

function numberStatistics(row: SqlRow, prefix: string): NumberStatistics | undefined {
  const figure = (name: string) => row[`${prefix}_${name}`] as number | null
  const [min, max] = [figure('min'), figure('max')]
  if (min === null || max === null) return undefined
  const quantiles = [min, figure('q25') ?? min, figure('q50') ?? min, figure('q75') ?? max, max]
  return {
    min,
    max,
    mean: figure('mean') ?? min,
    std: figure('std') ?? 0,
    quantiles,
    histogram: { edges: edgesOf(min, max), counts: [] },
  }
}

/** Equal bins; a constant column gets one. */
function edgesOf(min: number, max: number): number[] {
  // Halves first: the difference of two large numbers may overflow.
  const step = max / BINS - min / BINS
  if (!(step > 0)) return [min, max]
  return Array.from({ length: BINS + 1 }, (_, edge) => (edge === BINS ? max : min + step * edge))
}

/** Fills the counts of all histograms in one pass. */
async function countBins(
  engine: Engine,
  relation: string,
  columns: readonly [Column, NumberStatistics][],
): Promise<void> {
  if (columns.length === 0) return
  const parts = columns.map(([column, { histogram, min }], index) => {
    const { edges } = histogram
    const bins = edges.length - 1
    const step = (edges[1] ?? min) - min
    const bin =
      bins === 1
        ? '0'
        : `CAST(least(floor((${finite(column)} - ${quoteNumber(min)}) / ${quoteNumber(step)}), ${bins - 1}) AS INTEGER)`
    return `CAST(histogram(CASE WHEN ${finite(column)} IS NOT NULL THEN ${bin} END) AS VARCHAR) AS h${index}`
  })
  const row = await engine.row(`SELECT ${parts.join(', ')} FROM ${relation}`)
  for (const [index, [, { histogram }]] of columns.entries()) {
    const bins = histogram.edges.length - 1
    histogram.counts = new Array<number>(bins).fill(0)
    // DuckDB writes a map of whole numbers as {0=5, 3=1}.
    for (const [, bin, count] of String(row[`h${index}`] ?? '').matchAll(/(-?\d+)=(\d+)/g)) {
      const place = Math.max(0, Math.min(bins - 1, Number(bin)))
      histogram.counts[place] = (histogram.counts[place] ?? 0) + Number(count)
    }
  }
}

async function mostFrequent(
  engine: Engine,
  relation: string,
  column: Column,
): Promise<{ value: string; count: number }[]> {
  const value = `CASE WHEN length(${text(column)}) > 200 THEN left(${text(column)}, 200) || '…' ELSE ${text(column)} END`
  const rows = await engine.rows(
    `SELECT ${value} AS value, CAST(count(*) AS DOUBLE) AS count FROM ${relation}
     WHERE ${quoteName(column.name)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${TOP}`,
  )
  return rows.map((row) => ({ value: String(row.value), count: Number(row.count) }))
}

/**
 * Statistics of every column and the first rows of a table. Runs on one thread, so that the same table gives the same
 * figures bit for bit.
 */
export async function profileTable(engine: Engine, path: string, schema: TableSchema): Promise<TableProfile> {
  const relation = parquet(path)
  const { n } = await engine.row(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${relation}`)
  const rows = Number(n)
  const preview = await jsonRows(engine, { relation, schema, tail: `ORDER BY _row LIMIT ${PREVIEW_ROWS}` })
  if (schema.columns.length === 0) return { rows, columns: [], preview }
  return engine.singleThreaded(async () => {
    const parts = schema.columns.flatMap((column, index) =>
      aggregates(column, `c${index}`, rows > EXACT_DISTINCT_UP_TO),
    )
    const figures = await engine.row(`SELECT ${parts.join(', ')} FROM ${relation}`)
    const histograms: [Column, NumberStatistics][] = []
    const columns: ColumnProfile[] = []
    for (const [index, column] of schema.columns.entries()) {
      const prefix = `c${index}`
      const profile: ColumnProfile = {
        name: column.name,
        kind: column.kind,
        missing: Number(figures[`${prefix}_missing`]),
        distinct: Number(figures[`${prefix}_distinct`]),
      }
      if (isNumeric(column)) {
        const statistics = numberStatistics(figures, prefix)
        if (statistics) {
          profile.number = statistics
          histograms.push([column, statistics])
        }
      } else if (isDate(column)) {
        const [from, to] = [figures[`${prefix}_from`], figures[`${prefix}_to`]]
        if (typeof from === 'string' && typeof to === 'string') profile.range = { from, to }
      } else profile.top = await mostFrequent(engine, relation, column)
      columns.push(profile)
    }
    await countBins(engine, relation, histograms)
    return { rows, columns, preview }
  })
}
