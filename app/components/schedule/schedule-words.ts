import type { OverlapPolicy } from '../../../drizzle/schema/schedules.ts'
import type { ScheduleTiming } from '../../../nodes/schedules/timing.ts'
import { currentLocale } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

export const overlapTitles: Readonly<Record<OverlapPolicy, string>> = {
  skip: msg('Skip this time'),
  bufferOne: msg('Wait for it, then run once'),
  bufferAll: msg('Wait, and run every time in turn'),
  cancelOther: msg('Cancel it and run'),
  allowAll: msg('Run beside it'),
}

/** A time at which a schedule is due, by the clock of its own zone: `Wed, 26 Nov, 09:00`. */
export const formatDue = (time: Date, timing: ScheduleTiming): string =>
  time.toLocaleString(currentLocale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timing.kind === 'interval' && timing.everySeconds % 60 !== 0 && { second: '2-digit' }),
    ...(timing.kind === 'cron' && { timeZone: timing.timeZone }),
  })
