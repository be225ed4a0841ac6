import type { Engine } from './engine.ts'
import { quoteName } from './sql.ts'

/** Most categories of a column. */
export const MAX_CATEGORIES = 10_000

/**
 * The different values of a text or boolean column of a relation in code-unit order (by UTF-16 code unit), and how
 * often each stands there; null where there are more than `most`.
 */
export async function countCategories(
  engine: Engine,
  relation: string,
  column: string,
  most = MAX_CATEGORIES,
): Promise<Map<string, number> | null> {
  const name = quoteName(column)
  const { columns, rows } = await engine.columns(
    `SELECT CAST(${name} AS VARCHAR) AS value, CAST(count(*) AS DOUBLE) AS n FROM ${relation}
     WHERE ${name} IS NOT NULL GROUP BY ALL LIMIT ${most + 1}`,
    { value: 'text', n: 'number' },
  )
  if (rows > most) return null
  const [values, counts] = [columns.value as string[], columns.n as Float64Array]
  const entries = values.map((value, index) => [value, counts[index] ?? 0] as const)
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
