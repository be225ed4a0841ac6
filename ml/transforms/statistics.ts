import { DataError } from '../errors.ts'
import type { Engine, SqlRow } from '../tables/engine.ts'
import { quoteName, quoteNumber } from '../tables/sql.ts'
import type { TrainingRelation } from './training-rows.ts'

/** Statistics of training rows. Run them on one thread, so that sums are the same bit for bit every time. */

/** What is known of a numeric column in one pass over the training rows. */
export interface Range {
  name: string
  count: number
  min: number
  max: number
}

/** SQL of a column's number: NULL where it is missing, NaN included. */
export const valueOf = (name: string): string =>
  `nullif(CAST(${quoteName(name)} AS DOUBLE), ${quoteNumber(Number.NaN)})`

export const numberIn = (row: SqlRow, key: string): number => Number(row[key] ?? Number.NaN)

/** One row of aggregates over the training rows, and their number as `rows`. */
export async function aggregate(
  engine: Engine,
  relation: TrainingRelation,
  aggregates: readonly string[],
): Promise<SqlRow> {
  return engine.row(`SELECT count(*) AS rows, ${aggregates.join(', ')} FROM ${relation.sql}`)
}

/**
 * Count, least and greatest value of numeric columns in the training rows; NaN for a column without any. Throws
 * DataError `no_training_rows`.
 */
export async function readRanges(
  engine: Engine,
  relation: TrainingRelation,
  names: readonly string[],
): Promise<Range[]> {
  const row = await aggregate(
    engine,
    relation,
    names.flatMap((name, index) => [
      `count(${valueOf(name)}) AS n${index}`,
      `min(${valueOf(name)}) AS a${index}`,
      `max(${valueOf(name)}) AS b${index}`,
    ]),
  )
  refuseNoRows(numberIn(row, 'rows'))
  return names.map((name, index) => ({
    name,
    count: numberIn(row, `n${index}`),
    min: numberIn(row, `a${index}`),
    max: numberIn(row, `b${index}`),
  }))
}

/**
 * As `readRanges`, of columns to learn from. `purpose` ends "so there is nothing to …" for a column without values.
 * Throws DataError `no_training_rows`, `no_values`, `infinite_values`.
 */
export async function fitRanges(
  engine: Engine,
  relation: TrainingRelation,
  { columns, purpose }: { columns: readonly string[]; purpose: string },
): Promise<Range[]> {
  const ranges = await readRanges(engine, relation, columns)
  for (const { name, count, min, max } of ranges) {
    if (count === 0) {
      throw new DataError(
        'no_values',
        `Column "${name}" has no values in the training rows, so there is nothing to ${purpose}. Leave it out of the columns.`,
        { field: 'columns' },
      )
    }
    if (!Number.isFinite(min) || !Number.isFinite(max)) {
      throw new DataError(
        'infinite_values',
        `Column "${name}" holds infinite values in the training rows, from which nothing can be learnt. Leave it out of the columns, or correct the data.`,
        { field: 'columns' },
      )
    }
  }
  return ranges
}

/** Throws DataError `no_training_rows`. */
export function refuseNoRows(rows: number): void {
  if (rows > 0) return
  throw new DataError(
    'no_training_rows',
    'There are no training rows to learn from. Lower the shares in Split.',
  )
}

/** Means and population standard deviations of numeric columns: sums with compensation, around the mean. */
export async function fitMoments(
  engine: Engine,
  relation: TrainingRelation,
  ranges: readonly Range[],
): Promise<{ mean: number; std: number }[]> {
  const sums = await aggregate(
    engine,
    relation,
    ranges.map(({ name }, index) => `fsum(${valueOf(name)}) AS s${index}`),
  )
  // The mean of equal values may be off by its rounding.
  const means = ranges.map(({ count, min, max }, index) =>
    min === max ? min : numberIn(sums, `s${index}`) / count,
  )
  const squares = await aggregate(
    engine,
    relation,
    ranges.map(({ name }, index) => {
      const deviation = `(${valueOf(name)} - ${quoteNumber(means[index]!)})`
      return `fsum(${deviation} * ${deviation}) AS q${index}`
    }),
  )
  return ranges.map(({ count }, index) => ({
    mean: means[index]!,
    std: Math.sqrt(numberIn(squares, `q${index}`) / count),
  }))
}

/** Quantiles of one numeric column by linear interpolation (type 7 of Hyndman & Fan, 1996); exact: it holds all values. */
export async function fitQuantiles(
  engine: Engine,
  relation: TrainingRelation,
  { column, shares }: { column: string; shares: readonly number[] },
): Promise<number[]> {
  const row = await aggregate(
    engine,
    relation,
    shares.map((share, index) => `quantile_cont(${valueOf(column)}, ${share}) AS q${index}`),
  )
  return shares.map((_, index) => numberIn(row, `q${index}`))
}
