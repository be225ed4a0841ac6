import { and, asc, eq, gte, isNull, or } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs, type schedules } from '../../drizzle/schema.ts'
import type { LeftOutTimes } from '../../drizzle/schema/schedules.ts'
import { timesBetween } from '../../nodes/schedules/timing.ts'
import { remember } from './memory.ts'

type Row = typeof schedules.$inferSelect

/** Temporal and the worker have started what is due by then. */
const GRACE_MS = 60_000
/** Of a long while at most so many times are looked at in one go. */
const MOST_TIMES = 2_000
const MOST_ENTRIES = 30

/** Notes the times at which a schedule was due and nothing was run, and why; compares what it has not compared yet. */
export async function noteLeftOutTimes(
  db: Database,
  schedule: Row,
  { now = Date.now(), graceMs = GRACE_MS }: { now?: number; graceMs?: number } = {},
): Promise<void> {
  const { id, timing, memory, overlap } = schedule
  if (schedule.paused || timing.kind === 'data') return
  const from = new Date(Date.parse(memory.checkedAt ?? schedule.updatedAt.toISOString()) + 1)
  const to = new Date(now - graceMs - schedule.jitterSeconds * 1_000)
  const times = to < from ? [] : timesBetween(timing, { from, to }, MOST_TIMES, schedule)
  if (times.length === 0) return
  const started = await db
    .select({ number: runs.number, scheduledAt: runs.scheduledAt, finishedAt: runs.finishedAt })
    .from(runs)
    .where(
      and(
        eq(runs.scheduleId, id),
        or(gte(runs.scheduledAt, from), isNull(runs.finishedAt), gte(runs.finishedAt, from)),
      ),
    )
    .orderBy(asc(runs.scheduledAt))
  // What waits for a run may still be run.
  const waits = overlap === 'bufferOne' || overlap === 'bufferAll'
  if (waits && started.some(({ finishedAt }) => finishedAt === null)) return
  const known = new Set(started.map(({ scheduledAt }) => scheduledAt?.getTime()))
  const leftOut = [...(memory.leftOut ?? [])]
  for (const time of times) {
    if (known.has(time.getTime())) continue
    const open = started.findLast(
      ({ scheduledAt, finishedAt }) =>
        scheduledAt && scheduledAt < time && (!finishedAt || finishedAt > time),
    )
    add(leftOut, time, open?.number)
  }
  const checked = times.length < MOST_TIMES ? to : (times.at(-1) ?? to)
  await remember(db, id, { checkedAt: checked.toISOString(), leftOut: leftOut.slice(-MOST_ENTRIES) })
}

/** Times in a row with the same reason are one entry. */
function add(leftOut: LeftOutTimes[], time: Date, run: number | undefined): void {
  const to = time.toISOString()
  const last = leftOut.at(-1)
  const reason = run === undefined ? 'missed' : 'overlap'
  if (last?.reason === reason && last.run === run)
    leftOut[leftOut.length - 1] = { ...last, to, count: last.count + 1 }
  else leftOut.push({ from: to, to, count: 1, reason, ...(run !== undefined && { run }) })
}
