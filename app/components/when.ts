import { currentLocale, say } from '../i18n/current.ts'

/** Times in words, in the reader's own zone. */

const clock = (date: Date, seconds = false): string =>
  date.toLocaleTimeString(currentLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds && { second: '2-digit' }),
  })

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

const DAY = 86_400_000

const daysBetween = (date: Date, now: Date): number => Math.round((startOfDay(now) - startOfDay(date)) / DAY)

/** For a narrow column: `14:02` today, `Mon` within a week, `12 Mar`, `12 Mar 2024`. */
export function formatWhenShort(iso: string, now = new Date()): string {
  const date = new Date(iso)
  const days = daysBetween(date, now)
  if (days === 0) return clock(date)
  if (days > 0 && days < 7) return date.toLocaleDateString(currentLocale(), { weekday: 'short' })
  const sameYear = date.getFullYear() === now.getFullYear()
  return date.toLocaleDateString(currentLocale(), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}

/** In a sentence: `today 14:02`, `yesterday 14:02`, `Mon 14:02`, `12 Mar 14:02`. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso)
  const days = daysBetween(date, now)
  if (days === 0) return say('today {{time}}', { time: clock(date) })
  if (days === 1) return say('yesterday {{time}}', { time: clock(date) })
  return `${formatWhenShort(iso, now)} ${clock(date)}`
}

/** `14:02` today, with seconds where it is not the full minute; else as in a sentence: `yesterday 14:02`. */
export function formatTime(iso: string, now = new Date()): string {
  const date = new Date(iso)
  return daysBetween(date, now) === 0 ? clock(date, date.getSeconds() !== 0) : formatWhen(iso, now)
}

/** The whole of it, for a tooltip. */
export const formatMoment = (iso: string): string =>
  new Date(iso).toLocaleString(currentLocale(), { dateStyle: 'full', timeStyle: 'medium' })

/** Milliseconds from one moment to another, or to now where it has not ended. */
export const elapsedMs = (from: string, to: string | null, now = Date.now()): number =>
  (to === null ? now : Date.parse(to)) - Date.parse(from)
