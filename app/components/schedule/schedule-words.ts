import type { LeftOutTimes, OverlapPolicy, WebhookDelivery } from '../../../drizzle/schema/schedules.ts'
import { type ScheduleTiming, timeZoneOf } from '../../../nodes/schedules/timing.ts'
import type { ScheduleView } from '../../../server/views.ts'
import { currentLocale, say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

export const overlapTitles: Readonly<Record<OverlapPolicy, string>> = {
  skip: msg('Skip this time'),
  bufferOne: msg('Wait for it, then run once'),
  bufferAll: msg('Wait, and run every time in turn'),
  cancelOther: msg('Cancel it and run'),
  allowAll: msg('Run beside it'),
}

/** How late a time may be made up for, to choose from. */
export const catchUpTitles: Readonly<Record<string, string>> = {
  '60': msg('A minute'),
  '3600': msg('An hour'),
  '86400': msg('A day'),
  '604800': msg('A week'),
  '31536000': msg('A year'),
}

/** Whether seconds tell times of a schedule apart. */
const hasSeconds = (timing: ScheduleTiming): boolean =>
  timing.kind === 'interval'
    ? timing.everySeconds % 60 !== 0
    : timing.kind === 'calendar' && timing.times.some((time) => time.length > 5)

/** A time at which a schedule is due, by the clock of its own zone: `Wed, 26 Nov, 09:00`. */
export const formatDue = (time: Date, timing: ScheduleTiming): string =>
  time.toLocaleString(currentLocale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds(timing) && { second: '2-digit' }),
    ...('timeZone' in timing && { timeZone: timeZoneOf(timing) }),
  })

/** What stands where the next time would; undefined where there is one. */
export function restingWords({ paused, note, nextTimes, timing, endsAt }: ScheduleView): string | undefined {
  if (paused) return note === '' ? say('Paused') : say('Paused: {{note}}', { note })
  if (endsAt !== null && new Date(endsAt) < new Date()) return say('It has ended')
  if (timing.kind === 'data') return say('On new data')
  return nextTimes.length === 0 ? say('Never again') : undefined
}

/** `Paused on the page, today 14:02`: where and when it was turned off or on. */
export const notedWords = (by: 'page' | 'api' | 'cli', when: string): string => {
  const places = {
    page: say('on the page, {{when}}', { when }),
    api: say('through the API, {{when}}', { when }),
    cli: say('on the command line, {{when}}', { when }),
  }
  return places[by]
}

/** Why nothing was run at a time. */
export const leftOutWords = ({ reason, run }: LeftOutTimes): string =>
  reason === 'missed'
    ? say('Left out: Millrace was not running')
    : say('Left out: run {{number}} had not ended', { number: run ?? 0 })

export const deliveryWords = ({ state, attempts }: WebhookDelivery): string => {
  switch (state) {
    case 'delivered':
      return say('Told of the last failure')
    case 'retrying':
      return say('Could not be told yet, after {{count}} attempts; tried again', { count: attempts })
    case 'failed':
      return say('Could not be told of the last failure')
  }
}

/** A moment as a field of type `datetime-local` has it, in the reader's zone; empty for none. */
export function toLocalField(iso: string | null): string {
  if (iso === null) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** ISO of such a field; null for none. */
export const fromLocalField = (text: string): string | null =>
  text === '' || Number.isNaN(new Date(text).getTime()) ? null : new Date(text).toISOString()
