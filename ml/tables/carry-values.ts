import type { Column, TableSchema } from '../../nodes/kit/columns.ts'
import { splitColumnOf } from '../transforms/training-rows.ts'
import { valueOf } from '../transforms/statistics.ts'
import type { Engine } from './engine.ts'
import { parquet, quoteName, quotePath } from './sql.ts'

/** A column whose gaps are filled from the row before or after. */
export interface Carried {
  column: Column
  from: 'previous' | 'next'
  /** A yes/no column that says where there was a gap. */
  mark?: string | undefined
}

interface CarryOptions {
  path: string
  schema: TableSchema
  /** Rows go by this column, equal ones by `_row`. A row without a value is left as it is. */
  order: string
  /** Rows of one group are among themselves. */
  group: string | undefined
  carried: readonly Carried[]
  outPath: string
}

/**
 * A Parquet table with gaps filled by the nearest value before (or after) them, as pandas' `ffill` and `bfill` by group.
 * Training rows take values of training rows only; all others of any row. Numbers become DOUBLE. Marks follow at the end.
 */
export async function carryValues(engine: Engine, options: CarryOptions): Promise<void> {
  const { path, schema, order, group, carried, outPath } = options
  const when = quoteName(order)
  const timeless = `(${when} IS NULL OR CAST(${when} AS VARCHAR) = 'nan')`
  const split = splitColumnOf(schema)
  const training = split ? `coalesce(${quoteName(split.name)} = 'train', false)` : 'true'
  const parts = [...(group === undefined ? [] : [quoteName(group)]), timeless].join(', ')
  const read = ({ column }: Carried) =>
    column.kind === 'number' ? valueOf(column.name) : quoteName(column.name)
  const filled = carried.map((each) => {
    const down = each.from === 'next' ? ' DESC' : ''
    const frame = `OVER (PARTITION BY ${parts} ORDER BY ${when}${down}, _row${down} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
    const last = (value: string) => `last_value(${value} IGNORE NULLS) ${frame}`
    const value = read(each)
    const known = `CASE WHEN ${timeless} THEN ${value} WHEN ${training} THEN ${last(`CASE WHEN ${training} THEN ${value} END`)} ELSE ${last(value)} END`
    return `${known} AS ${quoteName(each.column.name)}`
  })
  const marks = carried.flatMap((each) =>
    each.mark === undefined ? [] : [`(${read(each)} IS NULL) AS ${quoteName(each.mark)}`],
  )
  const selected = [`* REPLACE (${filled.join(', ')})`, ...marks].join(', ')
  await engine.run(
    `COPY (SELECT ${selected} FROM ${parquet(path)} ORDER BY _row) TO ${quotePath(outPath)} (FORMAT parquet)`,
  )
}
