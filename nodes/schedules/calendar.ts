import { z } from 'zod'

/** Days picked in a calendar, at times of the day: what people mean where cron is too terse. */

const timeOfDay = z
  .string()
  .trim()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'Write a time of the day like 9:00, 17:30 or 23:59:30.')
  .transform((text) => (text.indexOf(':') === 1 ? `0${text}` : text))

const day = z
  .number()
  .int('Take days from 1 to 31.')
  .min(1, 'Take days from 1 to 31.')
  .max(31, 'Take days from 1 to 31.')

/** Each once, in order. */
const inOrder = <T extends string | number>(all: readonly T[]): T[] =>
  [...new Set(all)].toSorted((a, b) => (a < b ? -1 : 1))

export const calendarFields = {
  kind: z.literal('calendar'),
  /** Times of the day, `HH:MM` or `HH:MM:SS`. */
  times: z.array(timeOfDay).min(1, 'Give a time of the day.').max(48).transform(inOrder),
  /** Days of the week, Sunday is 0; every day where there are none. With `monthDays`, only days that are both. */
  weekdays: z.array(z.number().int().min(0).max(6)).default([]).transform(inOrder),
  /** Days of the month from 1; every day where there are none. A month that has no such day is left out. */
  monthDays: z.array(day).default([]).transform(inOrder),
  /** The last day of the month too, be it the 28th or the 31st. */
  lastDay: z.boolean().default(false),
  /** Months from 1; every month where there are none. */
  months: z.array(z.number().int().min(1).max(12)).default([]).transform(inOrder),
}

export interface CalendarTiming {
  kind: 'calendar'
  times: string[]
  weekdays: number[]
  monthDays: number[]
  lastDay: boolean
  months: number[]
  timeZone: string
}

const list = (numbers: readonly (number | string)[]): string =>
  numbers.length === 0 ? '*' : numbers.join(',')

const timeFields = (time: string): string => {
  const [hour, minute, second = '0'] = time.split(':').map(Number)
  return `${second} ${minute} ${hour}`
}

/** One expression a time of the day for croner: second, minute, hour, day, month, weekday, where both days must fit. */
export function calendarPatterns({ times, weekdays, monthDays, lastDay, months }: CalendarTiming): string[] {
  const days = list([...monthDays, ...(lastDay ? ['L'] : [])])
  return times.map((time) => `${timeFields(time)} ${days} ${list(months)} ${list(weekdays)}`)
}

// Temporal knows the years 2000 to 2100.
const commonYears = [
  ...Array.from({ length: 20 }, (_, index) => `${2021 + index * 4}-${2023 + index * 4}`).slice(1, 19),
  '2097-2100',
]

/** The last day of every month where an expression can only name days: which months end with which day, when. */
const monthEnds: readonly { day: number; months: readonly number[]; years: string }[] = [
  { day: 31, months: [1, 3, 5, 7, 8, 10, 12], years: '*' },
  { day: 30, months: [4, 6, 9, 11], years: '*' },
  { day: 29, months: [2], years: '*' },
  { day: 28, months: [2], years: commonYears.join(',') },
]

/** The same for Temporal, which has no *last day*: second, minute, hour, day, month, weekday, year. */
export function calendarCrons({ times, weekdays, monthDays, lastDay, months }: CalendarTiming): string[] {
  const named = { days: list(monthDays), months: list(months), years: '*' }
  const ends = monthEnds
    .map(({ day, years, ...end }) => ({
      days: String(day),
      months: end.months.filter((month) => months.length === 0 || months.includes(month)),
      years,
    }))
    .filter((end) => end.months.length > 0)
    .map((end) => ({ ...end, months: list(end.months) }))
  const groups = lastDay ? [...(monthDays.length > 0 ? [named] : []), ...ends] : [named]
  return times.flatMap((time) =>
    groups.map(
      (group) => `${timeFields(time)} ${group.days} ${group.months} ${list(weekdays)} ${group.years}`,
    ),
  )
}

/** `1, 2, 3, 15` → `1–3, 15`. */
function spans(numbers: readonly number[], say: (number: number) => string): string[] {
  const found: { from: number; to: number }[] = []
  for (const number of numbers) {
    const last = found.at(-1)
    if (last && number === last.to + 1) last.to = number
    else found.push({ from: number, to: number })
  }
  return found.flatMap(({ from, to }) => {
    if (to - from < 2) return from === to ? [say(from)] : [say(from), say(to)]
    return [`${say(from)}–${say(to)}`]
  })
}

function ordinal(day: number): string {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' } as const
  return `${day}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(day)]}`
}

const namesOf = (language: string, numbers: readonly number[], part: 'weekday' | 'month'): string[] => {
  const words = new Intl.DateTimeFormat(language, { [part]: 'long', timeZone: 'UTC' })
  // The fourth of January 1970 was a Sunday.
  return numbers.map((number) =>
    words.format(part === 'weekday' ? Date.UTC(1970, 0, 4 + number) : Date.UTC(1970, number - 1, 1)),
  )
}

/** `At 09:00 and 17:30, on the 1st and the last day of the month (Europe/Berlin)`. */
export function calendarWords(timing: CalendarTiming, language: 'en' | 'zh'): string {
  const { times, weekdays, monthDays, lastDay, months, timeZone } = timing
  const both = new Intl.ListFormat(language === 'zh' ? 'zh' : 'en-GB')
  const clock = both.format(times)
  // Monday first.
  const week = weekdays.map((day) => (day + 6) % 7).toSorted((a, b) => a - b)
  const weekSpans = spans(week, (day) => namesOf(language, [day + 1], 'weekday')[0] ?? '')
  const weekNames = both.format(weekSpans)
  const monthNames = both.format(namesOf(language, months, 'month'))
  const byDay = monthDays.length > 0 || lastDay
  if (language === 'zh') {
    const days = both.format([
      ...spans(monthDays, String).map((span) => `${span}日`),
      ...(lastDay ? ['最后一天'] : []),
    ])
    const inMonths = months.length > 0 ? monthNames : '每月'
    const dates = byDay
      ? `${inMonths}${days}`
      : months.length > 0
        ? `${monthNames}${weekdays.length > 0 ? '' : '每天'}`
        : ''
    const onWeek = weekdays.length === 0 ? '' : byDay ? `中的${weekNames}` : `每${weekNames}`
    return `${dates || onWeek ? `${dates}${onWeek}` : '每天'} ${clock} (${timeZone})`
  }
  const days = both.format([
    ...spans(monthDays, ordinal).map((span) => `the ${span}`),
    ...(lastDay ? ['the last day'] : []),
  ])
  const ofMonths = months.length > 0 ? `of ${monthNames}` : 'of the month'
  const dates = byDay
    ? `on ${days} ${ofMonths}${weekdays.length > 0 ? ` if it is a ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(weekSpans)}` : ''}`
    : `${weekdays.length > 0 ? `on ${weekNames}` : 'every day'}${months.length > 0 ? ` in ${monthNames}` : ''}`
  return `At ${clock}, ${dates} (${timeZone})`
}
