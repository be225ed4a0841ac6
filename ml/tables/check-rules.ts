import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { Engine, SqlValue } from './engine.ts'
import { parquet, quoteName, quoteNumber, quoteText } from './sql.ts'

/** What is asked of the rows of a table; each names its column, but for the count of the rows. */
export type RowRule =
  | { check: 'present'; column: Column }
  | { check: 'range'; column: Column; min?: number | undefined; max?: number | undefined }
  | { check: 'values'; column: Column; values: readonly string[] }
  | { check: 'pattern'; column: Column; pattern: string }
  | { check: 'unique'; column: Column }
  | { check: 'fresh'; column: Column }
  | { check: 'rows' }

export interface Checked {
  /** Rows that break the rule; of *unique*, those beyond the first of each value; of *fresh* and *rows* always 0. */
  broken: number
  /** Of *fresh*: the newest moment, in milliseconds since 1970, UTC; null where there is none. */
  newest?: number | null
  /** Up to five of the values that break it, in the order of the table. */
  examples: string[]
}

const EXAMPLES = 5

/** A value; NaN is missing. */
const present = ({ name, storage }: Column): string =>
  storage === 'double' ? `nullif(${quoteName(name)}, ${quoteNumber(Number.NaN)})` : quoteName(name)

const asText = (column: Column): string =>
  column.storage === 'double'
    ? `printf('%.15g', ${present(column)})`
    : `CAST(${quoteName(column.name)} AS VARCHAR)`

/** Whether a row breaks a rule, as SQL that is never NULL. */
function isBroken(rule: Exclude<RowRule, { check: 'unique' | 'fresh' | 'rows' }>): string {
  const value = present(rule.column)
  if (rule.check === 'present') return `${value} IS NULL`
  const holds: string[] = []
  if (rule.check === 'range') {
    if (rule.min !== undefined) holds.push(`${value} >= ${quoteNumber(rule.min)}`)
    if (rule.max !== undefined) holds.push(`${value} <= ${quoteNumber(rule.max)}`)
  }
  if (rule.check === 'values')
    holds.push(`${asText(rule.column)} IN (${rule.values.map(quoteText).join(', ')})`)
  if (rule.check === 'pattern')
    holds.push(`regexp_full_match(${asText(rule.column)}, ${quoteText(rule.pattern)})`)
  return `${value} IS NOT NULL AND NOT coalesce(${holds.join(' AND ')}, true)`
}

function select(rule: RowRule): string {
  switch (rule.check) {
    case 'rows':
      return '0'
    case 'fresh':
      return `epoch_ms(max(${quoteName(rule.column.name)})::TIMESTAMP)`
    case 'unique':
      return `count(${present(rule.column)}) - count(DISTINCT ${present(rule.column)})`
    case 'present':
    case 'range':
    case 'values':
    case 'pattern':
      return `count(*) FILTER (WHERE ${isBroken(rule)})`
  }
}

const twice = (column: Column, table: string): string =>
  `${present(column)} IN (SELECT ${present(column)} FROM ${table} GROUP BY 1 HAVING count(*) > 1)`

/** Patterns are read by RE2, which knows no look-around and no back references. */
async function checkPattern(engine: Engine, pattern: string): Promise<void> {
  try {
    await engine.row(`SELECT regexp_full_match('', ${quoteText(pattern)})`)
  } catch {
    const message = `The pattern “${pattern}” can't be read: look-around and back references are not known here. Write it without them.`
    throw new DataError('pattern_wrong', message)
  }
}

/**
 * Counts the rows of a table that break each rule, in one pass.
 * @throws DataError `pattern_wrong`
 */
export async function checkRules(
  engine: Engine,
  path: string,
  rules: readonly RowRule[],
): Promise<{ rows: number; checked: Checked[] }> {
  const table = parquet(path)
  for (const rule of rules) if (rule.check === 'pattern') await checkPattern(engine, rule.pattern)
  const columns = rules.map((rule, index) => `CAST(${select(rule)} AS DOUBLE) AS r${index}`)
  const found = await engine.row(
    `SELECT CAST(count(*) AS DOUBLE) AS n${columns.map((each) => `, ${each}`).join('')} FROM ${table}`,
  )
  const checked: Checked[] = []
  for (const [index, rule] of rules.entries()) {
    const value = found[`r${index}`] as SqlValue
    if (rule.check === 'fresh') {
      checked.push({ broken: 0, newest: value === null ? null : Number(value), examples: [] })
      continue
    }
    const broken = Number(value)
    const examples =
      broken === 0 || rule.check === 'rows' || rule.check === 'present'
        ? []
        : await engine.rows(
            `SELECT left(${asText(rule.column)}, 80) AS value, min(_row) AS first FROM ${table}
             WHERE ${rule.check === 'unique' ? twice(rule.column, table) : isBroken(rule)}
             GROUP BY 1 ORDER BY 2 LIMIT ${EXAMPLES}`,
          )
    checked.push({ broken, examples: examples.map((row) => String(row.value)) })
  }
  return { rows: Number(found.n), checked }
}
