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
  /** 0, 25, 50, 75 and 100 %, by linear interpolation; approximate (t-digest) past two million rows. */
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
/** Columns in one statement. */
const BATCH = 50
/** Values held at once for exact quantiles: about 16 MB. Tables with more rows than this get approximate ones. */
const QUANTILE_VALUES = 2_000_000

const isNumeric = (column: Column): boolean => column.storage === 'double' || column.storage === 'bigint'
const isDate = (column: Column): boolean => column.storage === 'date' || column.storage === 'timestamp'

const finite = (column: Column): string => {
  const value = `CAST(${quoteName(column.name)} AS DOUBLE)`
  return `CASE WHEN isfinite(${value}) THEN ${value} END`
}

const text = (column: Column): string => `CAST(${quoteName(column.name)} AS VARCHAR)`

/** Sums of values of any size: scaled by a power of two, which changes no digit, so that none overflows. */
const SCALE = 2 ** 64

/** Aggregates of one column that are known after one pass, as aliases `<prefix>_…`. */
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
      `CAST(count(${value}) AS DOUBLE) AS ${prefix}_count`,
      `min(${value}) AS ${prefix}_min`,
      `max(${value}) AS ${prefix}_max`,
      `fsum(${value} / ${quoteNumber(SCALE)}) AS ${prefix}_sum`,
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

/** A column of numbers on the way: what one pass found out, and what the next passes fill in. */
interface Measured {
  column: Column
  count: number
  statistics: NumberStatistics
}

function measured(column: Column, row: SqlRow, prefix: string): Measured | undefined {
  const figure = (name: string) => row[`${prefix}_${name}`] as number | null
  const [min, max] = [figure('min'), figure('max')]
  if (min === null || max === null) return undefined
  const count = figure('count') ?? 0
  const mean = Math.min(max, Math.max(min, ((figure('sum') ?? 0) / count) * SCALE))
  const histogram = { edges: edgesOf(min, max), counts: [] }
  return { column, count, statistics: { min, max, mean, std: 0, quantiles: [min, max], histogram } }
}

/** Equal bins; a constant column gets one. */
function edgesOf(min: number, max: number): number[] {
  if (min === max) return [min, max]
  return Array.from({ length: BINS + 1 }, (_, edge) => min * (1 - edge / BINS) + max * (edge / BINS))
}

/** The bin of a value. Halves first: the difference of two large numbers may overflow. */
function binOf(column: Column, { min, max, histogram }: NumberStatistics): string {
  const bins = histogram.edges.length - 1
  const [start, span] = [min / 2, max / 2 - min / 2]
  const place = `floor((${finite(column)} / 2e0 - ${quoteNumber(start)}) / ${quoteNumber(span)} * ${bins}e0)`
  // A span so small that halving it leaves nothing has all values in one bin.
  return span > 0 ? `CAST(least(${place}, ${bins - 1}e0) AS INTEGER)` : '0'
}

/** Standard deviations and histograms: a second pass, around the mean and between the extremes that are known now. */
async function measureSpread(engine: Engine, relation: string, columns: readonly Measured[]): Promise<void> {
  const spans = columns.map(({ statistics: { min, max, mean } }) =>
    Math.max(max / 2 - mean / 2, mean / 2 - min / 2),
  )
  const parts = columns.flatMap(({ column, statistics }, index) => {
    const value = finite(column)
    const deviation = `((${value} / 2e0 - ${quoteNumber(statistics.mean / 2)}) / ${quoteNumber(spans[index] || 1)})`
    return [
      `fsum(${deviation} * ${deviation}) AS q${index}`,
      `CAST(histogram(CASE WHEN ${value} IS NOT NULL THEN ${binOf(column, statistics)} END) AS VARCHAR) AS h${index}`,
    ]
  })
  const row = await engine.row(`SELECT ${parts.join(', ')} FROM ${relation}`)
  for (const [index, { count, statistics }] of columns.entries()) {
    const { histogram } = statistics
    statistics.std = 2 * spans[index]! * Math.sqrt(Number(row[`q${index}`] ?? 0) / count)
    const counts = Array.from<number>({ length: histogram.edges.length - 1 }).fill(0)
    // DuckDB writes a map of whole numbers as {0=5, 3=1}.
    for (const [, bin, found] of String(row[`h${index}`] ?? '').matchAll(/(-?\d+)=(\d+)/g)) {
      const place = Math.max(0, Math.min(counts.length - 1, Number(bin)))
      counts[place] = (counts[place] ?? 0) + Number(found)
    }
    histogram.counts = counts
  }
}

/** Quartiles; exact ones hold all values of a column, so few columns go at once. */
async function measureQuantiles(
  engine: Engine,
  relation: string,
  { columns, rows }: { columns: readonly Measured[]; rows: number },
): Promise<void> {
  const method = rows <= QUANTILE_VALUES ? 'quantile_cont' : 'approx_quantile'
  const at = [0.25, 0.5, 0.75]
  for (const some of batchesOf(columns, Math.floor(QUANTILE_VALUES / Math.max(rows, 1)))) {
    const parts = some.flatMap(({ column }, index) =>
      at.map(
        (share, q) =>
          `${method}(${finite(column)}, [${at.join(', ')}])[${q + 1}] AS q${index}_${share * 100}`,
      ),
    )
    const row = await engine.row(`SELECT ${parts.join(', ')} FROM ${relation}`)
    for (const [index, { statistics }] of some.entries()) {
      const inner = at.map((share) => Number(row[`q${index}_${share * 100}`]))
      statistics.quantiles = [statistics.min, ...inner, statistics.max]
    }
  }
}

/** Parts of a list, of at least one item and at most `BATCH`. */
function batchesOf<T>(items: readonly T[], size: number): T[][] {
  const step = Math.max(1, Math.min(BATCH, size))
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) =>
    items.slice(at * step, (at + 1) * step),
  )
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
 * Statistics of every column and the first rows of a table of any size. Runs on one thread, so that the same table
 * gives the same figures bit for bit.
 */
export async function profileTable(engine: Engine, path: string, schema: TableSchema): Promise<TableProfile> {
  const relation = parquet(path)
  const { n } = await engine.row(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${relation}`)
  const rows = Number(n)
  const preview = await jsonRows(engine, { relation, schema, tail: `ORDER BY _row LIMIT ${PREVIEW_ROWS}` })
  return engine.singleThreaded(async () => {
    const columns: ColumnProfile[] = []
    for (const some of batchesOf(schema.columns, BATCH)) {
      columns.push(...(await profileColumns(engine, relation, { columns: some, rows })))
    }
    return { rows, columns, preview }
  })
}

async function profileColumns(
  engine: Engine,
  relation: string,
  { columns, rows }: { columns: readonly Column[]; rows: number },
): Promise<ColumnProfile[]> {
  const parts = columns.flatMap((column, index) =>
    aggregates(column, `c${index}`, rows > EXACT_DISTINCT_UP_TO),
  )
  const figures = await engine.row(`SELECT ${parts.join(', ')} FROM ${relation}`)
  const numbers: Measured[] = []
  const profiles: ColumnProfile[] = []
  for (const [index, column] of columns.entries()) {
    const prefix = `c${index}`
    const profile: ColumnProfile = {
      name: column.name,
      kind: column.kind,
      missing: Number(figures[`${prefix}_missing`]),
      distinct: Number(figures[`${prefix}_distinct`]),
    }
    if (isNumeric(column)) {
      const number = measured(column, figures, prefix)
      if (number) {
        profile.number = number.statistics
        numbers.push(number)
      }
    } else if (isDate(column)) {
      const [from, to] = [figures[`${prefix}_from`], figures[`${prefix}_to`]]
      if (typeof from === 'string' && typeof to === 'string') profile.range = { from, to }
    } else profile.top = await mostFrequent(engine, relation, column)
    profiles.push(profile)
  }
  if (numbers.length > 0) {
    await measureSpread(engine, relation, numbers)
    await measureQuantiles(engine, relation, { columns: numbers, rows })
  }
  return profiles
}
