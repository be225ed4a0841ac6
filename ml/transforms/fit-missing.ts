import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { boolean, coalesce, type Expression, isMissing, number, text } from '../expressions/expression.ts'
import { valueTypeOf } from '../tables/column-batch.ts'
import type { Engine, SqlValue } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { readColumn } from './cast.ts'
import { fitMoments, fitQuantiles, fitRanges, refuseNoRows, valueOf } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'
import type { Transform } from './transform.ts'

export type FillMethod = 'mean' | 'median' | 'mode'

/** What stands in for a missing value: learnt from the training rows, or given. */
export type Fill = { column: Column } & ({ method: FillMethod } | { value: number | string | boolean })

/** A yes/no column that says where another had no value. */
export interface Indicator {
  name: string
  column: Column
}

const constant = (value: number | string | boolean): Expression =>
  typeof value === 'number' ? number(value) : typeof value === 'string' ? text(value) : boolean(value)

/**
 * Fits what stands in for missing values, on training rows only, as scikit-learn's SimpleImputer: the mean, the median
 * (of an even number the mean of the middle two) or the most frequent value, of equally frequent ones the least, by
 * code point for texts. Indicators read the columns as they came in.
 *
 * Throws DataError `no_values` for a column without a value in the training rows, `infinite_values`, `too_large`,
 * `no_training_rows`.
 */
export async function fitMissing(
  engine: Engine,
  relation: TrainingRelation,
  { fills, indicators }: { fills: readonly Fill[]; indicators: readonly Indicator[] },
): Promise<{ values: Map<string, number | string | boolean>; transform: Transform }> {
  const values = new Map<string, number | string | boolean>()
  await engine.singleThreaded(async () => {
    for (const fill of fills) {
      const value = 'value' in fill ? fill.value : await fitValue(engine, relation, fill)
      values.set(fill.column.name, value)
    }
  })
  const filled = fills.map(({ column }) => ({
    name: column.name,
    expression: coalesce(readColumn(column), constant(values.get(column.name)!)),
  }))
  const marked = indicators.map(({ name, column }) => ({ name, expression: isMissing(readColumn(column)) }))
  return { values, transform: { version: 1, columns: [...filled, ...marked] } }
}

async function fitValue(
  engine: Engine,
  relation: TrainingRelation,
  { column, method }: { column: Column; method: FillMethod },
): Promise<number | string | boolean> {
  if (method === 'mode') return fitMode(engine, relation, column)
  const ranges = await fitRanges(engine, relation, { columns: [column.name], purpose: 'fill its gaps with' })
  const [value] =
    method === 'mean'
      ? (await fitMoments(engine, relation, ranges)).map(({ mean }) => mean)
      : await fitQuantiles(engine, relation, { column: column.name, shares: [0.5] })
  if (value !== undefined && Number.isFinite(value)) return value
  throw new DataError(
    'too_large',
    `The values of column "${column.name}" are too large for their ${method}. Leave it out of the columns, or bring it to another unit first.`,
    { field: 'columns' },
  )
}

async function fitMode(
  engine: Engine,
  relation: TrainingRelation,
  column: Column,
): Promise<number | string | boolean> {
  const { n } = await engine.row(`SELECT count(*) AS n FROM ${relation.sql}`)
  refuseNoRows(Number(n))
  // Adding 0 makes one value of 0 and -0.
  const value = valueTypeOf(column) === 'number' ? `${valueOf(column.name)} + 0e0` : quoteName(column.name)
  const [most] = await engine.rows(
    `SELECT value FROM (SELECT ${value} AS value FROM ${relation.sql}) WHERE value IS NOT NULL
     GROUP BY value ORDER BY count(*) DESC, value LIMIT 1`,
  )
  const found: SqlValue | undefined = most?.value
  if (typeof found === 'string' || typeof found === 'boolean') return found
  if (typeof found === 'number' && Number.isFinite(found)) return found
  throw new DataError(
    'no_values',
    `Column "${column.name}" has no ${found === undefined ? '' : 'finite '}values in the training rows, so there is nothing to fill its gaps with. Leave it out of the columns.`,
    { field: 'columns' },
  )
}
