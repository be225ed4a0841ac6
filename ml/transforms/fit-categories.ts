import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import {
  choose,
  equal,
  type Expression,
  isMissing,
  type LookupEntry,
  number,
  text,
  toNumber,
} from '../expressions/expression.ts'
import { countCategories, MAX_CATEGORIES } from '../tables/categories.ts'
import type { Engine } from '../tables/engine.ts'
import { readColumn } from './cast.ts'
import { refuseNoRows } from './statistics.ts'
import type { TrainingRelation } from './training-rows.ts'

/**
 * The categories of a column that stand in training rows, in code-unit order. Throws DataError `no_training_rows`,
 * `too_many_categories` past ten thousand.
 */
export const fitCategories = async (
  engine: Engine,
  relation: TrainingRelation,
  { column }: { column: Column },
): Promise<string[]> => (await fitFrequent(engine, relation, { column, most: MAX_CATEGORIES })).seen

/** As `fitCategories`, and the `most` frequent of them; of equally frequent ones the first in code-unit order. */
export async function fitFrequent(
  engine: Engine,
  relation: TrainingRelation,
  { column, most }: { column: Column; most: number },
): Promise<{ seen: string[]; frequent: string[] }> {
  const { n } = await engine.row(`SELECT count(*) AS n FROM ${relation.sql}`)
  refuseNoRows(Number(n))
  const counts = await countCategories(engine, relation.sql, column.name)
  if (!counts) {
    throw new DataError(
      'too_many_categories',
      `Column "${column.name}" has more than ${MAX_CATEGORIES.toLocaleString('en')} different values in the training rows, too many to encode. Leave it out of the columns.`,
      { field: 'columns' },
    )
  }
  const seen = [...counts.keys()]
  if (seen.length <= most) return { seen, frequent: seen }
  // Sorting is stable: equally frequent ones stay in code-unit order.
  const frequent = new Set(
    seen.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, most),
  )
  return { seen, frequent: seen.filter((category) => frequent.has(category)) }
}

/** 1 where a column has a category, else 0, also where it has no value. */
export function isCategory(column: Column, category: string): Expression {
  const value = readColumn(column)
  const same =
    column.kind === 'boolean'
      ? equal(toNumber(value), number(category === 'true' ? 1 : 0))
      : equal(value, text(category))
  return choose(same, number(1), number(0))
}

/**
 * The position of a column's value among categories, from 0. Another value is `unseen` (NaN: missing), no value is
 * missing. False is 0 and true is 1, whichever of them were seen.
 */
export function ordinalOf(column: Column, categories: readonly string[], unseen: number): Expression {
  const value = readColumn(column)
  if (column.kind === 'boolean') return toNumber(value)
  const entries = categories.map((category, index): LookupEntry => [category, index])
  const position: Expression = { op: 'lookup', args: [value], entries, otherwise: number(unseen) }
  return Number.isNaN(unseen) ? position : choose(isMissing(value), number(Number.NaN), position)
}
