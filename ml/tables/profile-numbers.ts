import type { Column } from '../../nodes/kit/columns.ts'
import { canonical } from './digest.ts'
import type { Engine, SqlRow } from './engine.ts'
import {
  edgesOf,
  type NumberStatistics,
  QUARTILES,
  SCALE,
  spreadOf,
  statisticsOf,
} from './number-statistics.ts'
import { quoteName, quoteNumber } from './sql.ts'

const EXACT_DISTINCT_UP_TO = 100_000
/** Values held at once for exact quantiles: about 16 MB. Tables with more rows than this get approximate ones. */
const QUANTILE_VALUES = 2_000_000
/** Columns in one statement. */
const BATCH = 50
/** Up to this many different values among the first rows, a column is counted value by value. */
const FEW = 64

export interface NumberProfile {
  missing: number
  distinct: number
  number?: NumberStatistics
}

export interface ProfiledTable {
  relation: string
  rows: number
}

/** A column of numbers, and what stands in its first rows. */
export interface NumberColumn {
  column: Column
  sample: readonly unknown[]
}

const numberOf = (column: Column): string =>
  column.storage === 'double' ? canonical(column) : `CAST(${canonical(column)} AS DOUBLE)`

const finite = (column: Column): string =>
  `CASE WHEN isfinite(${numberOf(column)}) THEN ${numberOf(column)} END`

/** SQL for the number of different values; approximate (HyperLogLog) past a hundred thousand rows. */
export function distinctOf(column: Column, rows: number): string {
  // Images and vectors are told apart by their hashes, since the values themselves may not fit in memory.
  const isLarge = column.storage === 'blob' || column.storage === 'list'
  const value = isLarge ? `hash(${quoteName(column.name)})` : canonical(column)
  const count = rows > EXACT_DISTINCT_UP_TO ? `approx_count_distinct(${value})` : `count(DISTINCT ${value})`
  const present = isLarge ? ` FILTER (${quoteName(column.name)} IS NOT NULL)` : ''
  return `CAST(${count}${present} AS DOUBLE)`
}

/** Parts of a list, of at least one item and at most `size`. */
function batchesOf<T>(items: readonly T[], size = BATCH): T[][] {
  const step = Math.max(1, Math.min(BATCH, Math.floor(size)))
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) =>
    items.slice(at * step, (at + 1) * step),
  )
}

/** Runs one statement per batch of columns and hands each column its own part of the row, by the names given. */
export async function selectEach<T>(
  engine: Engine,
  { relation, items, size }: { relation: string; items: readonly T[]; size?: number },
  each: { sql: (item: T) => Readonly<Record<string, string>>; take: (item: T, found: SqlRow) => void },
): Promise<void> {
  for (const some of batchesOf(items, size)) {
    const parts = some.map(each.sql)
    const selected = parts.flatMap((part, index) =>
      Object.entries(part).map(([name, sql]) => `${sql} AS ${name}${index}`),
    )
    const row = await engine.row(`SELECT ${selected.join(', ')} FROM ${relation}`)
    for (const [index, item] of some.entries()) {
      const names = Object.keys(parts[index] ?? {})
      each.take(item, Object.fromEntries(names.map((name) => [name, row[`${name}${index}`] ?? null])))
    }
  }
}

/**
 * Profiles columns of numbers. One that has few different values, such as a one-hot column or bins, is counted value
 * by value in one pass; the others take several.
 */
export async function profileNumbers(
  engine: Engine,
  table: ProfiledTable,
  columns: readonly NumberColumn[],
): Promise<Map<Column, NumberProfile>> {
  const found = await countFew(engine, table, columns)
  const many = columns.flatMap(({ column }) => (found.has(column) ? [] : [column]))
  for (const [column, profile] of await measureMany(engine, table, many)) found.set(column, profile)
  return found
}

/**
 * The columns that have few values, counted. Which values to look for is guessed from the first rows and the extremes
 * (the file's own statistics, so they cost nothing); a column in which any other stands is left out.
 */
async function countFew(
  engine: Engine,
  { relation, rows }: ProfiledTable,
  columns: readonly NumberColumn[],
): Promise<Map<Column, NumberProfile>> {
  const candidates: { column: Column; values: number[] }[] = []
  await selectEach(
    engine,
    { relation, items: columns },
    {
      sql: ({ column }) => ({
        min: `CAST(min(${quoteName(column.name)}) AS DOUBLE)`,
        max: `CAST(max(${quoteName(column.name)}) AS DOUBLE)`,
      }),
      take({ column, sample }, { min, max }) {
        const guessed = [...sample, min, max].filter((value) => typeof value === 'number')
        const values = [...new Set(guessed.map((value) => value + 0))].sort((a, b) => a - b)
        const usable = column.storage === 'double' ? Number.isFinite : Number.isSafeInteger
        if (values.length <= FEW && values.every(usable)) candidates.push({ column, values })
      },
    },
  )
  const found = new Map<Column, NumberProfile>()
  await selectEach(
    engine,
    { relation, items: candidates },
    {
      sql: ({ column, values }) => ({
        present: `CAST(count(${numberOf(column)}) AS DOUBLE)`,
        // In order of the values, and at the end how many there are of others, if there are.
        counts: `array_to_string(map_values(histogram_exact(${numberOf(column)}, [${values.map(quoteNumber).join(', ')}]::DOUBLE[])), ',')`,
      }),
      take({ column, values }, { present, counts }) {
        const times = String(counts ?? '')
          .split(',')
          .map(Number)
        const counted = values.flatMap((value, index) =>
          times[index] ? [[value, times[index]] as const] : [],
        )
        if (counted.reduce((sum, [, count]) => sum + count, 0) !== present) return
        const number = statisticsOf(counted)
        found.set(column, { missing: rows - present, distinct: counted.length, ...(number && { number }) })
      },
    },
  )
  return found
}

/** A column on the way: what one pass found out, and what the next passes fill in. */
interface Measured {
  /** SQL of its finite values. */
  value: string
  count: number
  statistics: NumberStatistics
}

async function measureMany(
  engine: Engine,
  { relation, rows }: ProfiledTable,
  items: readonly Column[],
): Promise<Map<Column, NumberProfile>> {
  const found = new Map<Column, NumberProfile>()
  const measured: Measured[] = []
  await selectEach(
    engine,
    { relation, items },
    {
      sql: (column) => ({
        present: `CAST(count(${canonical(column)}) AS DOUBLE)`,
        distinct: distinctOf(column, rows),
        given: `CAST(count(${quoteName(column.name)}) AS DOUBLE)`,
        count: `CAST(count(${finite(column)}) AS DOUBLE)`,
        min: `min(${finite(column)})`,
        max: `max(${finite(column)})`,
      }),
      take(column, { present, distinct, given, count, min, max }) {
        const profile: NumberProfile = { missing: rows - Number(present), distinct: Number(distinct) }
        found.set(column, profile)
        if (typeof min !== 'number' || typeof max !== 'number') return
        const histogram = { edges: edgesOf(min, max), counts: [] }
        profile.number = { min, max, mean: min, std: 0, quantiles: [min, max], histogram }
        // Nothing to look out for, where every value is a finite number.
        const value = given === count ? `CAST(${quoteName(column.name)} AS DOUBLE)` : finite(column)
        measured.push({ value, count: Number(count), statistics: profile.number })
      },
    },
  )
  // Sums of doubles depend on the order in which they are added up.
  await engine.singleThreaded(() => measureSums(engine, relation, measured))
  await measureHistograms(engine, relation, measured)
  if (rows <= QUANTILE_VALUES)
    await measureQuantiles(engine, relation, { measured, size: QUANTILE_VALUES / Math.max(rows, 1) })
  else await engine.singleThreaded(() => measureQuantiles(engine, relation, { measured }))
  return found
}

async function measureSums(engine: Engine, relation: string, items: readonly Measured[]): Promise<void> {
  await selectEach(
    engine,
    { relation, items },
    {
      sql: ({ value }) => ({ sum: `fsum(${value} / ${quoteNumber(SCALE)})` }),
      take({ count, statistics }, { sum }) {
        const { min, max } = statistics
        statistics.mean = Math.min(max, Math.max(min, (Number(sum) / count) * SCALE))
      },
    },
  )
  await selectEach(
    engine,
    { relation, items },
    {
      sql({ value, statistics }) {
        const unit = quoteNumber(spreadOf(statistics) || 1)
        const deviation = `((${value} / 2e0 - ${quoteNumber(statistics.mean / 2)}) / ${unit})`
        return { squares: `fsum(${deviation} * ${deviation})` }
      },
      take({ count, statistics }, { squares }) {
        statistics.std = 2 * spreadOf(statistics) * Math.sqrt(Number(squares) / count)
      },
    },
  )
}

/** The bin of a value; that of the largest is one too many. Halves first: a difference of large numbers may overflow. */
function binOf(value: string, { min, max, histogram }: NumberStatistics): string {
  const [start, span] = [min / 2, max / 2 - min / 2]
  // A span so small that halving it leaves nothing has all values in one bin.
  if (span === 0) return `CASE WHEN ${value} IS NOT NULL THEN 0 END`
  const place = `(${value} / 2e0 - ${quoteNumber(start)}) / ${quoteNumber(span)} * ${histogram.edges.length - 1}e0`
  return `CAST(floor(${place}) AS INTEGER)`
}

async function measureHistograms(
  engine: Engine,
  relation: string,
  items: readonly Measured[],
): Promise<void> {
  await selectEach(
    engine,
    { relation, items },
    {
      sql: ({ value, statistics }) => ({
        bins: `CAST(histogram(${binOf(value, statistics)}) AS VARCHAR)`,
      }),
      take({ statistics: { histogram } }, { bins }) {
        const counts = Array.from<number>({ length: histogram.edges.length - 1 }).fill(0)
        // DuckDB writes a map of whole numbers as {0=5, 3=1}.
        for (const [, bin, found] of String(bins ?? '').matchAll(/(-?\d+)=(\d+)/g)) {
          const place = Math.max(0, Math.min(counts.length - 1, Number(bin)))
          counts[place] = (counts[place] ?? 0) + Number(found)
        }
        histogram.counts = counts
      },
    },
  )
}

/** Quartiles, at most `size` columns at once: exact ones hold all values of a column. Without it, approximate ones. */
async function measureQuantiles(
  engine: Engine,
  relation: string,
  { measured, size }: { measured: readonly Measured[]; size?: number },
): Promise<void> {
  const method = size === undefined ? 'approx_quantile' : 'quantile_cont'
  await selectEach(
    engine,
    { relation, items: measured, size: size ?? BATCH },
    {
      sql: ({ value }) =>
        Object.fromEntries(
          QUARTILES.map((_, at) => [`q${at}_`, `${method}(${value}, [${QUARTILES.join(', ')}])[${at + 1}]`]),
        ),
      take({ statistics }, found) {
        statistics.quantiles = [
          statistics.min,
          ...QUARTILES.map((_, at) => Number(found[`q${at}_`])),
          statistics.max,
        ]
      },
    },
  )
}
