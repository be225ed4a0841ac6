import { type ScheduleTiming, timeZoneOf } from './timing.ts'

/** What a text value of a schedule may hold for the time that its run is for. */
export const timePlaceholders = ['{{scheduledTime}}', '{{scheduledDate}}'] as const

/** ISO 8601 by the clock of a zone, with its offset: `2026-03-01T09:00:00+01:00`. */
function isoInZone(time: Date, timeZone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    })
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  )
  // `GMT+01:00`, and only `GMT` where there is none.
  const offset = (parts.timeZoneName ?? '').replace('GMT', '') || '+00:00'
  const year = (parts.year ?? '').padStart(4, '0')
  return `${year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${offset}`
}

/**
 * The values with `{{scheduledTime}}` and `{{scheduledDate}}` in texts replaced by the time and the date that a run is
 * for, as ISO 8601 in the time zone of the schedule (UTC where its timing has none).
 */
export function withScheduledTime<T extends string | number | boolean>(
  values: Readonly<Record<string, T>>,
  scheduledAt: Date,
  timing: ScheduleTiming,
): Record<string, T | string> {
  const time = isoInZone(scheduledAt, timeZoneOf(timing))
  const fill = (text: string) =>
    text
      .replaceAll(/\{\{\s*scheduledTime\s*\}\}/g, time)
      .replaceAll(/\{\{\s*scheduledDate\s*\}\}/g, time.slice(0, 10))
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? fill(value) : value]),
  )
}
