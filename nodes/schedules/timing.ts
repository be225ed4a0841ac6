import { Cron } from 'croner'
import cronstrue from 'cronstrue'
import 'cronstrue/locales/zh_CN.min.js'
import { z } from 'zod'
import { calendarCrons, calendarFields, calendarPatterns, calendarWords } from './calendar.ts'

/** When a schedule is due: checked, put in words and counted on; the same in the browser and on the server. */

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

const fieldNames = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const
const fieldRanges = ['0–59', '0–23', '1–31', '1–12 or JAN–DEC', '0–7 or SUN–SAT'] as const

const fieldsOf = (cron: string): string[] => cron.trim().split(/\s+/)

/** Of five fields, or of six, with the second first. */
const open = (cron: string, timezone: string) =>
  new Cron(cron, {
    timezone,
    mode: fieldsOf(cron).length === 6 ? '6-part' : '5-part',
    domAndDow: true,
    paused: true,
  })

const holds = (attempt: () => unknown): boolean => {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

/** What is wrong with a cron expression, in words; undefined where nothing is. */
function findCronProblem(cron: string): string | undefined {
  const fields = fieldsOf(cron)
  if (fields.length !== fieldNames.length)
    return `A cron expression has five fields, with spaces between: ${fieldNames.join(', ')}.`
  const wrong = fields.findIndex(
    (field, at) =>
      // No L, W, #, ?: not every reader of cron knows them.
      !/^(?:[\d*,/-]|\b[A-Za-z]{3}\b)+$/.test(field) ||
      !holds(() => open(fields.map((_, other) => (other === at ? field : '*')).join(' '), 'UTC')),
  )
  if (wrong !== -1)
    return `The ${fieldNames[wrong]} can't be “${fields[wrong]}”: it takes ${fieldRanges[wrong]}, * for every one, lists (1,3), ranges (1-5) and steps (*/2).`
  const dates = separateDays(cron).map((each) => open(each, 'UTC').nextRun())
  return dates.includes(null) ? 'There is no such day.' : undefined
}

export const isTimeZone = (name: string): boolean =>
  holds(() => new Intl.DateTimeFormat('en', { timeZone: name }))

/** Of IANA. */
const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'There is no such time zone. Take one like Europe/Berlin or UTC.' })

const cronTiming = z.object({
  kind: z.literal('cron'),
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: z
    .string()
    .max(200)
    .transform((cron) => fieldsOf(cron).join(' '))
    .superRefine((cron, ctx) => {
      const message = findCronProblem(cron)
      if (message !== undefined) ctx.addIssue({ code: 'custom', message })
    }),
  timeZone,
})

const calendarTiming = z.object({ ...calendarFields, timeZone }).superRefine((timing, ctx) => {
  if (
    ctx.issues.length === 0 &&
    timesOf(calendarPatterns(timing), timing.timeZone, 1, new Date()).length === 0
  )
    ctx.addIssue({ code: 'custom', path: ['monthDays'], message: 'There is no such day.' })
})

const intervalTiming = z.object({
  kind: z.literal('interval'),
  everySeconds: z
    .number()
    .int('Take whole seconds.')
    .min(5, 'Take 5 seconds at least.')
    .max(366 * DAY, 'Take a year at most.'),
})

/** Not by the clock: whenever a data set that it reads has a new version. */
const dataTiming = z.object({
  kind: z.literal('data'),
  /** Names of data sets; where there are none, those whose newest version a *File* of the drawing reads. */
  datasets: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  /** Runs once nothing more has come for so long: one run for files that come together. */
  settleSeconds: z.number().int('Take whole seconds.').min(0).max(DAY, 'Take a day at most.').default(30),
})

export const scheduleTiming = z.discriminatedUnion('kind', [
  cronTiming,
  calendarTiming,
  intervalTiming,
  dataTiming,
])
export type ScheduleTiming = z.infer<typeof scheduleTiming>

/**
 * A cron expression whose days are all meant together. In cron, a day of the month beside a day of the week means
 * either; Temporal reads it as both, so there it takes two expressions.
 */
export function separateDays(cron: string): string[] {
  const [minute, hour, day, month, weekday] = fieldsOf(cron)
  if (day?.startsWith('*') || weekday?.startsWith('*')) return [cron]
  return [`${minute} ${hour} ${day} ${month} *`, `${minute} ${hour} * ${month} ${weekday}`]
}

type Language = 'en' | 'zh'

const units = [
  { seconds: DAY, en: ['day', 'days'], zh: '天' },
  { seconds: HOUR, en: ['hour', 'hours'], zh: '小时' },
  { seconds: MINUTE, en: ['minute', 'minutes'], zh: '分钟' },
  { seconds: 1, en: ['second', 'seconds'], zh: '秒' },
] as const

function intervalWords(everySeconds: number, language: Language): string {
  const unit = units.find(({ seconds }) => everySeconds % seconds === 0) ?? units[3]
  const count = everySeconds / unit.seconds
  if (language === 'zh') return `每 ${count} ${unit.zh}`
  return count === 1 ? `Every ${unit.en[0]}` : `Every ${count} ${unit.en[1]}`
}

function dataWords(datasets: readonly string[], language: Language): string {
  if (datasets.length === 0) return language === 'zh' ? '有新数据时' : 'When new data comes'
  const names = new Intl.ListFormat(language === 'zh' ? 'zh' : 'en-GB', { type: 'disjunction' }).format(
    datasets,
  )
  return language === 'zh' ? `${names} 有新版本时` : `When ${names} has a new version`
}

/** `At 09:00, Monday through Friday (Europe/Berlin)`, `Every 2 hours`. Takes a checked timing. */
export function timingWords(timing: ScheduleTiming, language: Language = 'en'): string {
  if (timing.kind === 'interval') return intervalWords(timing.everySeconds, language)
  if (timing.kind === 'calendar') return calendarWords(timing, language)
  if (timing.kind === 'data') return dataWords(timing.datasets, language)
  const locale = language === 'zh' ? 'zh_CN' : 'en'
  const parts = separateDays(timing.cron).map((cron) =>
    cronstrue.toString(cron, { use24HourTimeFormat: true, locale }),
  )
  return `${parts.join('; ')} (${timing.timeZone})`
}

/** The zone whose clock a schedule goes by. */
export const timeZoneOf = (timing: ScheduleTiming): string => ('timeZone' in timing ? timing.timeZone : 'UTC')

/** The expressions by which Temporal counts: five fields, or seven from second to year; none for an interval. */
export function temporalCrons(timing: ScheduleTiming): string[] {
  if (timing.kind === 'cron') return separateDays(timing.cron)
  return timing.kind === 'calendar' ? calendarCrons(timing) : []
}

/** From when to when a schedule is on: both moments belong to it. */
export interface ScheduleBounds {
  startsAt?: Date | null | undefined
  endsAt?: Date | null | undefined
}

/** By how much clocks are put back, anywhere: the hour comes twice, two hours at Troll, half an hour on Lord Howe. */
const SHIFTS_MS = [30, 60, 120].map((minutes) => minutes * 60_000)
/** Times in a row that no clock shows. */
const MOST_IN_GAPS = 300

/**
 * The next times of a pattern, as Temporal counts them where clocks change: a time that the clock leaves out is left
 * out, and one that it shows twice comes twice.
 */
function timesOfPattern(pattern: string, zone: string, count: number, after: Date): Date[] {
  const cron = open(pattern, zone)
  const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
  const later = (time: Date, ms: number) => new Date(time.getTime() + ms)
  const again = (time: Date) =>
    SHIFTS_MS.map((ms) => later(time, ms)).filter((each) => clock.format(each) === clock.format(time))
  const times: Date[] = []
  let left = count
  let inGaps = 0
  let time = cron.nextRun(later(after, -Math.max(...SHIFTS_MS)))
  for (; time && left > 0 && inGaps < MOST_IN_GAPS; time = cron.nextRun(time)) {
    if (!cron.match(time)) {
      inGaps++
      continue
    }
    times.push(...[time, ...again(time)].filter((each) => each > after))
    if (time > after) left--
  }
  return times
}

function timesOf(patterns: readonly string[], zone: string, count: number, after: Date): Date[] {
  const times = patterns.flatMap((pattern) => timesOfPattern(pattern, zone, count, after))
  return [...new Map(times.map((time) => [time.getTime(), time])).values()]
    .toSorted((a, b) => a.getTime() - b.getTime())
    .slice(0, count)
}

/** The next times at which a schedule is due, after a moment; none for new data. Takes a checked timing. */
export function nextTimes(
  timing: ScheduleTiming,
  count: number,
  after = new Date(),
  { startsAt, endsAt }: ScheduleBounds = {},
): Date[] {
  const from = startsAt && startsAt > after ? new Date(startsAt.getTime() - 1) : after
  return unboundedTimes(timing, count, from).filter((time) => !endsAt || time <= endsAt)
}

function unboundedTimes(timing: ScheduleTiming, count: number, after: Date): Date[] {
  switch (timing.kind) {
    case 'cron':
      return timesOf(separateDays(timing.cron), timing.timeZone, count, after)
    case 'calendar':
      return timesOf(calendarPatterns(timing), timing.timeZone, count, after)
    case 'interval': {
      // As Temporal counts: in steps from the beginning of 1970, UTC.
      const stepMs = timing.everySeconds * 1_000
      const first = Math.floor(after.getTime() / stepMs) + 1
      return Array.from({ length: count }, (_, index) => new Date((first + index) * stepMs))
    }
    case 'data':
      return []
  }
}

/** So many times are counted on at once. */
const STEP = 16

/** The times at which a schedule was or is due from one moment to another, both included; the first `most` of them. */
export function timesBetween(
  timing: ScheduleTiming,
  { from, to }: { from: Date; to: Date },
  most: number,
  bounds: ScheduleBounds = {},
): Date[] {
  const times: Date[] = []
  for (let after = new Date(from.getTime() - 1); ; ) {
    const next = nextTimes(timing, STEP, after, bounds)
    times.push(...next.filter((time) => time <= to))
    const last = next.at(-1)
    if (last === undefined || next.length < STEP || last > to || times.length >= most)
      return times.slice(0, most)
    after = last
  }
}
