import type { Column } from '../../nodes/kit/columns.ts'
import { MAX_CATEGORIES } from '../tables/categories.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { refuseTooMany, type ValueCodes } from './fit-encode.ts'
import { refuseNoRows } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

export type GroupStatistic = 'mean' | 'median' | 'min' | 'max' | 'std' | 'sum' | 'count'

const sqlOf: Readonly<Record<GroupStatistic, string>> = {
  mean: 'fsum(x) / count(x)',
  median: 'quantile_cont(x, 0.5)',
  min: 'min(x)',
  max: 'max(x)',
  std: 'stddev_samp(x)',
  sum: 'CASE WHEN count(x) > 0 THEN fsum(x) END',
  count: 'CAST(count(x) AS DOUBLE)',
}

/**
 * Figures of a number over the training rows of each group, as pandas' `groupby(…, dropna=False)`: missing groups are one;
 * the standard deviation has n − 1 below the line; missing and infinite values are left out. `otherwise`, for groups that
 * no training row has, and for a figure that a group lacks, is the figure over all training rows, and 0 for a sum or count.
 *
 * Throws DataError `no_training_rows`, `too_many_categories`.
 */
export function fitAggregates(
  engine: Engine,
  relation: TrainingRelation,
  { by, column, statistics }: { by: Column; column: Column; statistics: readonly GroupStatistic[] },
): Promise<Map<GroupStatistic, ValueCodes>> {
  return engine.singleThreaded(async () => {
    const value = `CAST(${quoteName(column.name)} AS DOUBLE)`
    const known = `(SELECT CAST(${quoteName(by.name)} AS VARCHAR) AS value, CASE WHEN isfinite(${value}) THEN ${value} END AS x FROM ${relation.sql})`
    const figures = statistics.map((statistic, at) => `${sqlOf[statistic]} AS f${at}`).join(', ')
    const types = Object.fromEntries(statistics.map((_, at) => [`f${at}`, 'number'] as const))
    const groups = await engine.columns(
      `SELECT value, ${figures} FROM ${known} GROUP BY value ORDER BY value LIMIT ${MAX_CATEGORIES + 2}`,
      { value: 'text', ...types },
    )
    refuseNoRows(groups.rows)
    refuseTooMany(groups.rows, by)
    const all = await engine.columns(`SELECT ${figures} FROM ${known}`, types)
    return new Map(
      statistics.map((statistic, at): [GroupStatistic, ValueCodes] => {
        const numbers = groups.columns[`f${at}`] as Float64Array
        const values = (groups.columns.value as (string | null)[]).map(
          (group, row) => [group, numbers[row]!] as const,
        )
        const otherwise =
          statistic === 'sum' || statistic === 'count' ? 0 : (all.columns[`f${at}`] as Float64Array)[0]!
        return [
          statistic,
          { values: new Map(values.filter(([, figure]) => Number.isFinite(figure))), otherwise },
        ]
      }),
    )
  })
}
