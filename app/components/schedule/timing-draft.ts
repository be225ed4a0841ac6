import { scheduleTiming, type ScheduleTiming } from '../../../nodes/schedules/timing.ts'
import { parseNumber } from '../../canvas/components/inspector/fields/number-field.tsx'
import { msg } from '../../i18n/msg.ts'

/** What the form of a schedule holds while someone types: every kind of timing, finished or not. */
export interface TimingDraft {
  kind: ScheduleTiming['kind']
  cron: string
  timeZone: string
  every: string
  unit: IntervalUnit
  /** With commas between: `9:00, 17:30`. */
  times: string
  weekdays: readonly number[]
  /** With commas between: `1, 15, last`. */
  monthDays: string
  months: readonly number[]
  datasets: readonly string[]
  settle: string
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
    kind: 'calendar',
    cron: '0 9 * * *',
    timeZone: ownTimeZone(),
    every: '1',
    unit: 'hours',
    times: '9:00',
    weekdays: [],
    monthDays: '',
    months: [],
    datasets: [],
    settle: '30',
  }
  switch (timing?.kind) {
    case undefined:
      return blank
    case 'cron':
      return { ...blank, ...timing }
    case 'calendar': {
      const { times, monthDays, lastDay, ...rest } = timing
      const days = [...monthDays.map(String), ...(lastDay ? ['last'] : [])]
      return { ...blank, ...rest, times: times.join(', '), monthDays: days.join(', ') }
    }
    case 'interval': {
      const { everySeconds } = timing
      const units = ['days', 'hours', 'minutes'] as const
      const unit = units.find((one) => everySeconds % unitSeconds[one] === 0) ?? 'minutes'
      return { ...blank, kind: 'interval', every: String(everySeconds / unitSeconds[unit]), unit }
    }
    case 'data':
      return { ...blank, kind: 'data', datasets: timing.datasets, settle: String(timing.settleSeconds) }
  }
}

export type TimingField = 'cron' | 'timeZone' | 'everySeconds' | 'times' | 'monthDays' | 'settleSeconds'

type Reading = { timing: ScheduleTiming } | { problem: string; field: TimingField }

const parts = (text: string): string[] =>
  text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const fields: readonly TimingField[] = ['timeZone', 'everySeconds', 'times', 'monthDays', 'settleSeconds']

/** Days of the month and whether the last is among them; undefined where something is no day. */
function readMonthDays(text: string): { monthDays: number[]; lastDay: boolean } | undefined {
  const monthDays: number[] = []
  let lastDay = false
  for (const part of parts(text)) {
    const [, from, to] = /^(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?$/.exec(part) ?? []
    if (from !== undefined) for (let day = Number(from); day <= Number(to ?? from); day++) monthDays.push(day)
    else if (/^(last|最后一天|最后)$/i.test(part)) lastDay = true
    else return undefined
  }
  return { monthDays, lastDay }
}

/** The timing that a form stands for, or what is wrong with which field. */
export function readDraft(draft: TimingDraft): Reading {
  const { kind } = draft
  const count = parseNumber(kind === 'interval' ? draft.every : draft.settle)
  if (kind === 'interval' && count === null) return { problem: msg('Type a number.'), field: 'everySeconds' }
  if (kind === 'data' && count === null) return { problem: msg('Type a number.'), field: 'settleSeconds' }
  const days = readMonthDays(draft.monthDays)
  if (kind === 'calendar' && days === undefined)
    return { problem: msg('Write days like 1, 15 or last.'), field: 'monthDays' }
  const { cron, timeZone, weekdays, months } = draft
  const written = {
    cron: { cron, timeZone },
    calendar: { times: parts(draft.times), weekdays, months, timeZone, ...days },
    // A third of a minute is 20 seconds, whatever its decimals say.
    interval: { everySeconds: Number(((count ?? 0) * unitSeconds[draft.unit]).toFixed(3)) },
    data: { datasets: draft.datasets, settleSeconds: count },
  }
  const parsed = scheduleTiming.safeParse({ kind, ...written[kind] })
  if (parsed.success) return { timing: parsed.data }
  const [issue] = parsed.error.issues
  const field = fields.find((one) => one === issue?.path[0])
  return { problem: issue?.message ?? '', field: field ?? 'cron' }
}
