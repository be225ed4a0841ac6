import { parseDatetime as parseMoment } from '../tables/datetime.ts'
import { numberPattern } from '../tables/values.ts'
import type { DatePart } from './expression.ts'

/** How numbers and moments are read from text and written as text, in JavaScript; a missing number is NaN. */

export type Decimal = '.' | ','

/** First and last whole millisecond of the years 1 to 9999. */
export const EARLIEST = -62_135_596_800_000
export const LATEST = 253_402_300_799_999

/** A text that is a number, with spaces around it or without; group 1 is the number. */
export const spelledNumber = (decimal: Decimal): string => `^ *(${numberPattern(decimal)}) *$`

/** A date, or a date and time, in ISO 8601, as `spelledNumber`; hours run from 0 to 23. */
export const spelledMoment =
  '^ *([0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?( ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?))?)?) *$'

/** Between thousands: an apostrophe, a space of any width. */
const MARKS = "'’ \u00a0\u202f"

const grouped = (mark: string): [pattern: string, replacement: string][] => {
  const pair: [string, string] = [`([0-9])[${mark}${MARKS}]([0-9]{3})`, String.raw`\1\2`]
  // A digit between two marks belongs to the first match only.
  return [pair, pair]
}
const date = (replacement: string): [pattern: string, replacement: string][] => [
  ['^ *([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}),?', replacement],
  ['^([0-9]{4})-0?([0-9]{2})-0?([0-9]{2})', String.raw`\1-\2-\3`],
]

/**
 * Ways of writing, each as regular expressions with what is put in the place of every match, one after the other: marks
 * between thousands left out beside a decimal point or comma; dates with the day or the month first as ISO 8601.
 */
export const respellings = {
  'grouped.': grouped(','),
  'grouped,': grouped('.'),
  dmy: date(String.raw`\3-0\2-0\1`),
  mdy: date(String.raw`\3-0\1-0\2`),
} as const
export type Spelling = keyof typeof respellings

const compiled = new Map(
  Object.entries(respellings).map(([from, steps]) => [
    from,
    steps.map(([pattern, put]) => [new RegExp(pattern, 'g'), put.replaceAll('\\', '$')] as const),
  ]),
)

export const respell = (text: string, from: Spelling): string =>
  (compiled.get(from) ?? []).reduce((spelled, [pattern, put]) => spelled.replaceAll(pattern, put), text)

const numbers = { '.': new RegExp(spelledNumber('.')), ',': new RegExp(spelledNumber(',')) }
const moments = new RegExp(spelledMoment)

export function parseNumber(text: string, decimal: Decimal): number {
  const spelled = numbers[decimal].exec(text)?.[1]
  if (spelled === undefined) return Number.NaN
  if (/i/i.test(spelled)) return spelled.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(decimal === ',' ? spelled.replace(',', '.') : spelled)
}

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value)
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (power < -4 || power >= 16) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

const inRange = (milliseconds: number): number =>
  milliseconds >= EARLIEST && milliseconds <= LATEST ? milliseconds : Number.NaN

export function parseDatetime(text: string): number {
  const spelled = moments.exec(text)?.[1]
  return spelled === undefined ? Number.NaN : inRange(parseMoment(spelled) ?? Number.NaN)
}

export function formatDatetime(milliseconds: number): string | null {
  const whole = inRange(Math.floor(milliseconds))
  return Number.isNaN(whole) ? null : new Date(whole).toISOString().slice(0, 19)
}

const DAY = 86_400_000
/** 1 is Monday. */
const weekdayOf = (date: Date): number => date.getUTCDay() || 7
const dayOfYearOf = (date: Date): number => {
  const first = new Date(date)
  first.setUTCMonth(0, 1)
  return Math.round((date.getTime() - first.getTime()) / DAY) + 1
}

const parts: Readonly<Record<DatePart, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  dayOfYear: dayOfYearOf,
  // A week belongs to the year that its Thursday lies in.
  week: (date) => Math.ceil(dayOfYearOf(new Date(date.getTime() + (4 - weekdayOf(date)) * DAY)) / 7),
  weekday: weekdayOf,
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
}

export function datePartOf(milliseconds: number, part: DatePart): number {
  const whole = inRange(Math.floor(milliseconds))
  return Number.isNaN(whole) ? whole : parts[part](new Date(whole))
}
