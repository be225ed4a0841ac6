import type { TableSchema } from '../../nodes/kit/columns.ts'
import { boolean, coalesce, column, type Expression, text } from '../expressions/expression.ts'
import { splitColumnOf } from './training-rows.ts'

/**
 * The rows that stay where training rows are dropped that don't meet a condition: rows of other parts always do, as an
 * endpoint answers every row. In a table that has not been split all rows are training rows.
 */
export function keepTrainingRows(schema: TableSchema, condition: Expression): Expression {
  const met = coalesce(condition, boolean(false))
  const split = splitColumnOf(schema)
  if (!split) return met
  const other: Expression = { op: 'notEqual', args: [column(split.name, 'text'), text('train')] }
  return { op: 'or', args: [coalesce(other, boolean(true)), met] }
}

/** All of some conditions; true where there is none. */
export function allOf(conditions: readonly Expression[]): Expression {
  const [first, ...rest] = conditions
  if (first === undefined) return boolean(true)
  return rest.length === 0 ? first : { op: 'and', args: conditions }
}
