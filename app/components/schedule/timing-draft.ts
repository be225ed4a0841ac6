import { scheduleTiming, type ScheduleTiming } from '../../../nodes/schedules/timing.ts'
import { parseNumber } from '../../canvas/components/inspector/fields/number-field.tsx'
import { msg } from '../../i18n/msg.ts'

/** What the form of a schedule holds while someone types: both kinds of timing, finished or not. */
export interface TimingDraft {
  kind: ScheduleTiming['kind']
  cron: string
  timeZone: string
  every: string
  unit: IntervalUnit
}

const unitSeconds = { minutes: 60, hours: 3_600, days: 86_400 } as const
export type IntervalUnit = keyof typeof unitSeconds

export const unitTitles: Readonly<Record<IntervalUnit, string>> = {
  minutes: msg('minutes'),
  hours: msg('hours'),
  days: msg('days'),
}

/** Cron expressions to begin with. */
export const cronPresets: readonly { cron: string; title: string }[] = [
  { cron: '0 9 * * *', title: msg('Every day at 9:00') },
  { cron: '0 9 * * 1-5', title: msg('Monday to Friday at 9:00') },
  { cron: '0 9 * * 1', title: msg('Every Monday at 9:00') },
  { cron: '0 9 1 * *', title: msg('On the first of the month at 9:00') },
  { cron: '0 * * * *', title: msg('Every full hour') },
]

const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The form of a timing; without one, every day at nine where the reader is. */
export function draftOf(timing?: ScheduleTiming): TimingDraft {
  const blank: TimingDraft = {
    kind: 'cron',
    cron: '0 9 * * *',
    timeZone: ownTimeZone(),
    every: '1',
    unit: 'hours',
  }
  if (timing === undefined) return blank
  if (timing.kind === 'cron') return { ...blank, ...timing }
  if (timing.kind !== 'interval') return blank
  const { everySeconds } = timing
  const units = ['days', 'hours', 'minutes'] as const
  const unit = units.find((one) => everySeconds % unitSeconds[one] === 0) ?? 'minutes'
  return { ...blank, kind: 'interval', every: String(everySeconds / unitSeconds[unit]), unit }
}

type Reading = { timing: ScheduleTiming } | { problem: string; field: 'cron' | 'timeZone' | 'everySeconds' }

/** The timing that a form stands for, or what is wrong with which field. */
export function readDraft({ kind, cron, timeZone, every, unit }: TimingDraft): Reading {
  const count = parseNumber(every)
  if (kind === 'interval' && count === null) return { problem: msg('Type a number.'), field: 'everySeconds' }
  // A third of a minute is 20 seconds, whatever its decimals say.
  const everySeconds = Number(((count ?? 0) * unitSeconds[unit]).toFixed(3))
  const parsed = scheduleTiming.safeParse(kind === 'cron' ? { kind, cron, timeZone } : { kind, everySeconds })
  if (parsed.success) return { timing: parsed.data }
  const [issue] = parsed.error.issues
  const field = issue?.path[0]
  return {
    problem: issue?.message ?? '',
    field: field === 'timeZone' || field === 'everySeconds' ? field : 'cron',
  }
}
