import { compileSql } from '../expressions/compile-sql.ts'
import { type Expression, isMissing } from '../expressions/expression.ts'
import { typeOf } from '../expressions/check.ts'
import type { Engine } from '../tables/engine.ts'
import { parquet, quoteName } from '../tables/sql.ts'
import { missingTexts } from '../tables/values.ts'

/** Values that a cast makes missing although they were there. */
export interface Unreadable {
  count: number
  /** The first such value, as text, and the position of its row in the table, from 1. */
  example: string
  row: number
}

/**
 * The values of a column that `cast` can't read; the texts that stand for nothing, such as `NA`, are not among them.
 * Null where there is none.
 */
export async function findUnreadable(
  engine: Engine,
  path: string,
  { name, value, cast }: { name: string; value: Expression; cast: Expression },
): Promise<Unreadable | null> {
  const conditions: Expression[] = [{ op: 'not', args: [isMissing(value)] }, isMissing(cast)]
  if (typeOf(value) === 'text') {
    conditions.push({ op: 'not', args: [{ op: 'oneOf', args: [value], values: missingTexts }] })
  }
  const failed = compileSql({ op: 'and', args: conditions })
  const found = await engine.row(
    `SELECT count(*) AS n, CAST(min(_row) AS VARCHAR) AS at FROM ${parquet(path)} WHERE ${failed}`,
  )
  const count = Number(found.n)
  if (count === 0) return null
  const first = await engine.row(
    `SELECT CAST(${quoteName(name)} AS VARCHAR) AS value, (SELECT count(*) FROM ${parquet(path)} WHERE _row <= ${String(found.at)}) AS row
     FROM ${parquet(path)} WHERE _row = ${String(found.at)}`,
  )
  return { count, example: String(first.value), row: Number(first.row) }
}
