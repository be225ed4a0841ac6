import type { ColumnKind } from '../../nodes/kit/columns.ts'
import type { RawColumn, RawType } from './raw.ts'
import { quoteName, quoteNumber, quoteText } from './sql.ts'
import { datetimePattern, missingLabels, missingTexts } from './values.ts'

/** Kinds that a file's column may have. */
export type PlainKind = Extract<ColumnKind, 'number' | 'category' | 'boolean' | 'datetime' | 'text'>

export const isPlainKind = (kind: ColumnKind): kind is PlainKind =>
  kind === 'number' || kind === 'category' || kind === 'boolean' || kind === 'datetime' || kind === 'text'

const list = (texts: readonly string[]) => texts.map(quoteText).join(', ')
const missingInNumbers = list(missingTexts)
const missingInLabels = list(missingLabels)
const yes = list(['true', 'yes', 't', 'y', '1'])
const no = list(['false', 'no', 'f', 'n', '0'])

const trimmed = (name: string) => `trim(${quoteName(name)})`

const asNumber = (text: string, decimal: '.' | ',') =>
  decimal === '.'
    ? `CASE WHEN contains(${text}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`
    : `CASE WHEN contains(${text}, '_') OR contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`

const asDatetime = (text: string) =>
  `CASE WHEN regexp_full_match(${text}, '${datetimePattern}') THEN TRY_CAST(${fullTime(text)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`

/** As DuckDB reads it: no space before the offset, a capital Z, and seconds, which "10:30" and "10:30Z" lack. */
const fullTime = (text: string) =>
  `regexp_replace(regexp_replace(upper(${text}), ' ?(Z|[+-][0-9:]+)$', '\\1'), '^(.{10}[T ][0-9]{2}:[0-9]{2})((Z|[+-].*)?)$', '\\1:00\\2')`

/** Conditions on a text column: what its values could be read as. */
export function tests(name: string, type: RawType, decimal: '.' | ',') {
  const column = quoteName(name)
  if (type !== 'free' && type !== 'string') {
    const never = 'false'
    return {
      present: `${column} IS NOT NULL`,
      number: never,
      leadingZero: never,
      wide: never,
      plainBoolean: never,
      datetime: never,
      date: never,
    }
  }
  const text = trimmed(name)
  const present = `${column} IS NOT NULL AND ${text} NOT IN (${missingInNumbers})`
  const digits = `TRY_CAST(${text} AS HUGEINT)`
  return {
    present,
    number: `${present} AND (${asNumber(text, decimal)}) IS NOT NULL`,
    /** Codes such as 00123, which a number would shorten. */
    leadingZero: `regexp_full_match(${text}, '[+-]?0[0-9]+')`,
    /** Whole numbers beyond 2^53, which a double rounds. */
    wide: `length(${text}) >= 16 AND regexp_full_match(${text}, '[+-]?[0-9]+') AND (${digits} IS NULL OR ${digits} > 9007199254740992 OR ${digits} < -9007199254740992)`,
    plainBoolean: `${present} AND lower(${text}) IN ('true', 'false')`,
    datetime: `${present} AND (${asDatetime(text)}) IS NOT NULL`,
    date: `${present} AND length(${text}) = 10`,
  }
}

/** A column as the text of a category: NULL where it is missing. */
export function textOf(name: string, type: RawType): string {
  const column = quoteName(name)
  switch (type) {
    case 'free':
      return `CASE WHEN ${column} IN (${missingInLabels}) THEN NULL ELSE ${column} END`
    case 'string':
    case 'boolean':
      return `CAST(${column} AS VARCHAR)`
    case 'number':
      return numberText(column)
    case 'datetime':
      return `strftime(${column}, '%Y-%m-%dT%H:%M:%S')`
  }
}

/** A date or a timestamp as whole milliseconds since 1970, rounded down as `parseDatetime` does. */
export const millisecondsOf = (sql: string): string => `floor(CAST(epoch_us(${sql}) AS DOUBLE) / 1000e0)`

/** Whole numbers without a decimal point. */
export const numberText = (column: string): string =>
  `CASE WHEN isnan(${column}) THEN NULL WHEN ${column} = trunc(${column}) AND abs(${column}) < 1e15 THEN CAST(CAST(${column} AS BIGINT) AS VARCHAR) ELSE CAST(${column} AS VARCHAR) END`

/** SQL of a column's values as `kind`: NULL where missing, and where a text can't be read so (see `unreadable`). */
export function valueOf(
  { name, type }: RawColumn,
  { kind, decimal }: { kind: PlainKind; decimal: '.' | ',' },
): string {
  const column = quoteName(name)
  const isText = type === 'free' || type === 'string'
  const text = trimmed(name)
  const unlessMissing = (sql: string) =>
    `CASE WHEN ${text} IN (${missingInNumbers}) THEN NULL ELSE ${sql} END`
  switch (kind) {
    case 'category':
    case 'text':
      return textOf(name, type)
    case 'number':
      if (isText) return unlessMissing(asNumber(text, decimal))
      if (type === 'number') return `nullif(${column}, ${quoteNumber(Number.NaN)})`
      return type === 'boolean' ? `CAST(${column} AS DOUBLE)` : millisecondsOf(column)
    case 'boolean':
      if (isText) {
        return `CASE WHEN lower(${text}) IN (${yes}) THEN true WHEN lower(${text}) IN (${no}) THEN false END`
      }
      if (type === 'boolean') return column
      return type === 'number'
        ? `CASE ${column} WHEN 1 THEN true WHEN 0 THEN false END`
        : 'CAST(NULL AS BOOLEAN)'
    case 'datetime':
      if (isText) return unlessMissing(asDatetime(text))
      return type === 'datetime' ? column : 'CAST(NULL AS TIMESTAMP)'
  }
}

/** Condition for the values that can't be read as `kind`: neither missing nor convertible. */
export function unreadable(
  column: RawColumn,
  options: { kind: PlainKind; decimal: '.' | ',' },
): string | null {
  const { name, type } = column
  if (options.kind === 'category' || options.kind === 'text') return null
  if (type === options.kind) return null
  const isText = type === 'free' || type === 'string'
  const present = isText
    ? tests(name, type, options.decimal).present
    : type === 'number'
      ? `${quoteName(name)} IS NOT NULL AND NOT isnan(${quoteName(name)})`
      : `${quoteName(name)} IS NOT NULL`
  return `(${present} AND (${valueOf(column, options)}) IS NULL)`
}
