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

/** SQL of the moment, in UTC, that an ISO 8601 text means; NULL for any other text. */
export const asDatetime = (text: string) =>
  `CASE WHEN regexp_full_match(${text}, '${datetimePattern}') THEN TRY_CAST(${fullTime(text)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`

/** As DuckDB reads it: no space before the offset, a capital Z, and seconds, which "10:30" and "10:30Z" lack. */
const fullTime = (text: string) =>
  `regexp_replace(regexp_replace(upper(${text}), ' ?(Z|[+-][0-9:]+)$', '\\1'), '^(.{10}[T ][0-9]{2}:[0-9]{2})((Z|[+-].*)?)$', '\\1:00\\2')`

/** Condition for a value that is there; of a free text as judged for a number. */
export function presentIn(name: string, type: RawType): string {
  const column = quoteName(name)
  if (type === 'free' || type === 'string') {
    return `${column} IS NOT NULL AND ${trimmed(name)} NOT IN (${missingInNumbers})`
  }
  return type === 'number' ? `${column} IS NOT NULL AND NOT isnan(${column})` : `${column} IS NOT NULL`
}

/** What a single text looks like; see `classOf`. */
export const textClasses = [
  'missing',
  'number',
  'code',
  'wide',
  'boolean',
  'date',
  'datetime',
  'other',
] as const
export type TextClass = (typeof textClasses)[number]

/**
 * SQL of the class of a text, as an index into `textClasses`. A `code` is a number with leading zeros (00123), which
 * a number would shorten; `wide` is a whole number beyond 2^53, which a double rounds. Kinds not among `tried` are
 * passed over, since each test costs.
 */
export function classOf(
  name: string,
  { tried, decimal }: { tried: ReadonlySet<'number' | 'boolean' | 'datetime'>; decimal: '.' | ',' },
): string {
  const text = trimmed(name)
  const at = (name: TextClass) => textClasses.indexOf(name)
  const digits = `TRY_CAST(${text} AS HUGEINT)`
  const inexact = `length(${text}) >= 16 AND CASE WHEN length(${text}) >= 16 THEN regexp_full_match(${text}, '[+-]?[0-9]+') AND (${digits} IS NULL OR abs(${digits}) > 9007199254740992) END`
  const code = `CASE WHEN ${text} LIKE '0_%' OR ${text} LIKE '-0_%' OR ${text} LIKE '+0_%' THEN regexp_full_match(${text}, '[+-]?0[0-9]+') ELSE false END`
  const cases = [
    // "NaN" reads as a number, but is one of the texts for missing.
    ...(tried.has('number')
      ? [
          `WHEN NOT isnan(${asNumber(text, decimal)}) THEN CASE WHEN ${code} THEN ${at('code')} WHEN ${inexact} THEN ${at('wide')} ELSE ${at('number')} END`,
        ]
      : []),
    `WHEN ${text} IN (${missingInNumbers}) THEN ${at('missing')}`,
    ...(tried.has('boolean') ? [`WHEN lower(${text}) IN ('true', 'false') THEN ${at('boolean')}`] : []),
    ...(tried.has('datetime')
      ? [
          `WHEN (${asDatetime(text)}) IS NOT NULL THEN CASE WHEN length(${text}) = 10 THEN ${at('date')} ELSE ${at('datetime')} END`,
        ]
      : []),
  ]
  return `CASE WHEN ${quoteName(name)} IS NULL THEN ${at('missing')} ${cases.join(' ')} ELSE ${at('other')} END`
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
export const millisecondsOf = (sql: string): string =>
  // Microseconds are no exact double from 2255 on, and `epoch_ms` alone rounds towards zero.
  `CAST(epoch_ms(date_trunc('millisecond', ${sql})) AS DOUBLE)`

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
  return `(${presentIn(name, type)} AND (${valueOf(column, options)}) IS NULL)`
}
