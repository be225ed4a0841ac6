import type { ScheduleView } from '../server/views.ts'
import { ApiError } from './client.ts'

/** What the command line takes about when a schedule is due. */
export interface TimingOptions {
  cron?: string
  every?: string
  at?: string
  on?: string
  months?: string
  timeZone?: string
  onData?: string | true
  settle?: string
}

const refuse = (message: string): never => {
  throw new ApiError(0, 'bad_request', message)
}

/** `30m` → 1800; a number alone is seconds. */
export function readSeconds(option: string, text: string): number {
  const [, count, unit] = /^(\d+)([smhd]?)$/.exec(text) ?? []
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit || 's']
  if (count === undefined || seconds === undefined)
    return refuse(`${option} takes a number and s, m, h or d, as in 30m; not “${text}”.`)
  return Number(count) * seconds
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const parts = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')

/** Names by their first three letters, numbers, and ranges of either. */
function readSpan(option: string, part: string, names: readonly string[], first: number): number[] {
  const read = (text: string): number => {
    const at = names.indexOf(text.slice(0, 3))
    if (at !== -1) return at + first
    return /^\d+$/.test(text) ? Number(text) : refuse(`${option} can't be “${part}”.`)
  }
  const [from = '', to] = part.split('-')
  const [low, high] = [read(from), read(to ?? from)]
  return high < low || high - low > 31
    ? refuse(`${option} can't be “${part}”.`)
    : Array.from({ length: high - low + 1 }, (_, index) => low + index)
}

/** `mon-fri`, `1,15,last`, `mon,1-7`: names are days of the week, numbers days of the month. */
function readDays(on: string | undefined): { weekdays: number[]; monthDays: number[]; lastDay: boolean } {
  const all = parts(on)
  const named = all.filter((part) => part !== 'last' && /^[a-z]/.test(part))
  const numbered = all.filter((part) => /^\d/.test(part))
  const wrong = all.find((part) => part !== 'last' && !/^[a-z\d]/.test(part))
  if (wrong !== undefined) return refuse(`--on can't be “${wrong}”.`)
  return {
    weekdays: named.flatMap((part) => readSpan('--on', part, weekdays, 0)),
    monthDays: numbered.flatMap((part) => readSpan('--on', part, [], 1)),
    lastDay: all.includes('last'),
  }
}

/** The timing that the options stand for; undefined where they say nothing of it. */
export function readTiming(options: TimingOptions): ScheduleView['timing'] | undefined {
  const { cron, every, at, onData } = options
  const given = [cron, every, at, onData].filter((one) => one !== undefined).length
  const zone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  if (given > 1) return refuse('Give one of --at, --cron, --every and --on-data.')
  if (cron !== undefined) return { kind: 'cron', cron, timeZone: zone }
  if (every !== undefined) return { kind: 'interval', everySeconds: readSeconds('--every', every) }
  if (at !== undefined)
    return {
      kind: 'calendar',
      times: parts(at),
      ...readDays(options.on),
      months: parts(options.months).flatMap((part) => readSpan('--months', part, months, 1)),
      timeZone: zone,
    }
  if (onData !== undefined)
    return {
      kind: 'data',
      datasets: onData === true ? [] : onData.split(',').map((name) => name.trim()),
      settleSeconds: readSeconds('--settle', options.settle ?? '30'),
    }
  if (options.on !== undefined || options.months !== undefined)
    return refuse('--on and --months go with --at: say at what time of the day.')
  return undefined
}
