import { parseDatetime } from './datetime.ts'

/** Texts that stand for a missing number, date or yes/no. */
export const missingTexts = [
  '',
  'NA',
  'N/A',
  'n/a',
  'NaN',
  'nan',
  'NULL',
  'null',
  'None',
  '#N/A',
  '?',
  '-',
] as const

/** Texts that stand for a missing category or text: fewer, since `None` and `-` may be meant. */
export const missingLabels = ['', 'NA', 'NaN', 'NULL', 'null'] as const

const missing: ReadonlySet<string> = new Set(missingTexts)
export const isMissingText = (text: string): boolean => missing.has(text)

/** The texts that are numbers, as a pattern both JavaScript and DuckDB (RE2) read alike. */
export const numberPattern = (decimal: '.' | ','): string =>
  decimal === '.'
    ? '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|Inf|INF|infinity|Infinity)'
    : '[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|Inf|INF|infinity|Infinity)'

/** ISO 8601 dates, with or without a time and an offset. */
export const datetimePattern =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?( ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?))?)?'

const numbers = {
  '.': new RegExp(`^(${numberPattern('.')})$`),
  ',': new RegExp(`^(${numberPattern(',')})$`),
}
export const looksLikeNumber = (text: string, decimal: '.' | ','): boolean => numbers[decimal].test(text)
export const looksLikeDatetime = (text: string): boolean => parseDatetime(text) !== null
