import { and, eq, gte, lte, sql as raw } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { runs, schedules } from '../../drizzle/schema.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { timesBetween } from '../../nodes/schedules/timing.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { BackfillPreview } from '../views.ts'
import type { backfillRange } from './fields.ts'
import { remember, rememberedWith } from './memory.ts'
import { requireSchedule } from './schedules.ts'

/** Runs of times that have passed: one a time, each knowing the time it is for. */

interface Deps {
  db: Database
  workflows: WorkflowClient
}

type Range = z.output<typeof backfillRange>

const MOST = 500
/** Side by side: the compute children share the work out anyway. */
const AT_ONCE = 16

/** The times of a range that have passed and have no run yet; how many have one. */
async function findTimes(db: Database, id: string, { from, to: wanted }: Omit<Range, 'overlap'>) {
  const { schedule } = await requireSchedule(db, id)
  const { timing } = schedule
  if (timing.kind === 'data')
    throw new UserError('no_times', 'A schedule that waits for new data has no past times to run.')
  const now = new Date()
  const to = wanted > now ? now : wanted
  if (to < from)
    throw new UserError('range', 'The range begins after it ends, or has not passed yet.', { field: 'from' })
  const due = timesBetween(timing, { from, to }, MOST + 1, schedule)
  if (due.length > MOST)
    throw new UserError('too_many', `These are more than ${MOST} times. Take a shorter range.`, {
      field: 'from',
    })
  const done = await db
    .select({ at: runs.scheduledAt })
    .from(runs)
    .where(and(eq(runs.scheduleId, id), gte(runs.scheduledAt, from), lte(runs.scheduledAt, to)))
  const known = new Set(done.map(({ at }) => at?.getTime()))
  const times = due.filter((time) => !known.has(time.getTime()))
  return { times, known: due.length - times.length, memory: schedule.memory }
}

/** What a backfill of this range would run. */
export async function previewBackfill(db: Database, id: string, range: Range): Promise<BackfillPreview> {
  const { times, known } = await findTimes(db, id, range)
  return { times: times.map((time) => time.toISOString()), known }
}

/** None is under way. */
const hasNoBackfill = raw`(${schedules.memory} -> 'backfill' is null or ${schedules.memory} -> 'backfill' ? 'endedAt')`

/**
 * Runs a schedule for the times of a range that have passed and have no run, paused or not. The workflow that does it
 * outlives every process.
 * @throws UserError `conflict` while another backfill of the schedule is under way.
 */
export async function startBackfill(
  { db, workflows }: Deps,
  id: string,
  range: Range,
): Promise<{ count: number; known: number }> {
  const { times, known, memory } = await findTimes(db, id, range)
  const [first] = times
  const last = times.at(-1)
  if (!first || !last) return { count: 0, known }
  const backfillId = crypto.randomUUID().slice(0, 8)
  const backfill = {
    id: backfillId,
    from: first.toISOString(),
    to: last.toISOString(),
    count: times.length,
    startedAt: new Date().toISOString(),
  }
  // In one statement: of two that ask at once one is first.
  const claimed = await db
    .update(schedules)
    .set({ memory: rememberedWith({ backfill }) })
    .where(and(eq(schedules.id, id), hasNoBackfill))
    .returning({ id: schedules.id })
  if (claimed.length === 0)
    throw new UserError(
      'conflict',
      'Past times of this schedule are being run already. Wait for them, or stop them.',
    )
  try {
    await workflows.schedules.startBackfill({
      scheduleId: id,
      backfillId,
      times: times.map((time) => time.toISOString()),
      atOnce: range.overlap === 'allowAll' ? AT_ONCE : 1,
    })
  } catch (cause) {
    await remember(db, id, { backfill: memory.backfill })
    throw new OperationalError(
      'temporal_unreachable',
      'The past times could not be run: Temporal did not answer. Try again in a moment.',
      { cause },
    )
  }
  return { count: times.length, known }
}

/** Cancels the runs of a backfill that are under way and leaves out the rest; one that has ended is left as it is. */
export async function stopBackfill({ db, workflows }: Deps, id: string): Promise<void> {
  const { backfill } = (await requireSchedule(db, id)).schedule.memory
  if (backfill && backfill.endedAt === undefined)
    await workflows.schedules.stopBackfill({ scheduleId: id, backfillId: backfill.id })
}

/** Says that a backfill has ended; one that came after it is left alone. */
export async function endBackfill(
  db: Database,
  { scheduleId, backfillId }: { scheduleId: string; backfillId: string },
): Promise<void> {
  const [schedule] = await db.select().from(schedules).where(eq(schedules.id, scheduleId))
  const backfill = schedule?.memory.backfill
  if (backfill?.id === backfillId && backfill.endedAt === undefined)
    await remember(db, scheduleId, { backfill: { ...backfill, endedAt: new Date().toISOString() } })
}

/** Ends the backfills whose workflow is gone: Temporal's data was lost. What they had not run can be run again. */
export async function endLostBackfills(db: Database, busy: ReadonlySet<string>): Promise<void> {
  const all = await db
    .select({ id: schedules.id, memory: schedules.memory })
    .from(schedules)
    .where(raw`${schedules.memory} ? 'backfill'`)
  const open = all.filter(({ id, memory: { backfill } }) => {
    const young = backfill && Date.now() - Date.parse(backfill.startedAt) < 60_000
    return backfill && backfill.endedAt === undefined && !young && !busy.has(id)
  })
  for (const { id, memory } of open)
    await endBackfill(db, { scheduleId: id, backfillId: memory.backfill?.id ?? '' })
}
