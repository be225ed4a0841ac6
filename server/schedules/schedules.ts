import { and, asc, eq, inArray, isNull, sql as raw } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { pipelines, runs, schedules } from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import type { ScheduleMemory } from '../../drizzle/schema/schedules.ts'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import { isInputValue } from '../../nodes/graph/pipeline-inputs.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { nextTimes, timingWords } from '../../nodes/schedules/timing.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import * as pipelineDomain from '../pipelines/pipelines.ts'
import { listLastScheduledRuns } from '../runs/runs.ts'
import { DATA_CHANNEL } from '../runs/notify.ts'
import type { RunSummary, ScheduleView } from '../views.ts'
import type { newSchedule, scheduleChanges } from './fields.ts'
import { remember, rememberedWith } from './memory.ts'
import { dataSeenBy } from './new-data.ts'

/** Postgres holds the truth about schedules; Temporal, which has them due, is told of every change and reconciled. */

type Row = typeof schedules.$inferSelect

interface Deps {
  db: Database
  workflows: WorkflowClient
}

const SHOWN_TIMES = 5

const selectSchedules = (db: Database) =>
  db
    .select({ schedule: schedules, pipelineName: pipelines.name })
    .from(schedules)
    .innerJoin(pipelines, eq(pipelines.id, schedules.pipelineId))

/** Neither deleted themselves nor of a deleted pipeline. */
const isKept = and(isNull(schedules.deletedAt), isNull(pipelines.deletedAt))

function toView(
  { schedule, pipelineName }: { schedule: Row; pipelineName: string },
  lastRun: RunSummary | undefined,
): ScheduleView {
  const { deletedAt: _, memory, createdAt, updatedAt, startsAt, endsAt, ...rest } = schedule
  const times = schedule.paused ? [] : nextTimes(schedule.timing, SHOWN_TIMES, new Date(), schedule)
  return {
    ...rest,
    pipelineName,
    words: timingWords(schedule.timing),
    nextTimes: times.map((time) => time.toISOString()),
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    noted: memory.noted ?? null,
    leftOut: memory.leftOut?.toReversed() ?? [],
    delivery: memory.delivery ?? null,
    backfill: memory.backfill ?? null,
    lastRun: lastRun ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** Oldest first, so that a list stays in its order. */
export async function listSchedules(
  db: Database,
  filter: { pipelineId?: string | undefined } = {},
): Promise<ScheduleView[]> {
  const ofPipeline = filter.pipelineId === undefined ? undefined : eq(schedules.pipelineId, filter.pipelineId)
  const rows = await selectSchedules(db)
    .where(and(isKept, ofPipeline))
    .orderBy(asc(schedules.createdAt))
    .limit(500)
  const lastRuns = await listLastScheduledRuns(
    db,
    rows.map(({ schedule }) => schedule.id),
  )
  return rows.map((row) => toView(row, lastRuns.get(row.schedule.id)))
}

/** Throws UserError `not_found` for a schedule that is not there or was deleted. */
export async function requireSchedule(db: Database, id: string) {
  const [row] = await selectSchedules(db).where(and(eq(schedules.id, id), isKept))
  if (!row) throw new UserError('not_found', 'There is no such schedule. It may have been deleted.')
  return row
}

export async function getSchedule(db: Database, id: string): Promise<ScheduleView> {
  const row = await requireSchedule(db, id)
  return toView(row, (await listLastScheduledRuns(db, [id])).get(id))
}

/** What Temporal should know: the reconciler's question. */
export const listWantedSchedules = async (db: Database): Promise<Row[]> =>
  (await selectSchedules(db).where(isKept)).map(({ schedule }) => schedule)

/** Throws UserError where the pipeline has no such version, or its drawing no such inputs. */
async function checkTarget(
  db: Database,
  { pipelineId, pipelineVersion, inputs }: Pick<Row, 'pipelineId' | 'pipelineVersion' | 'inputs'>,
): Promise<void> {
  const { document } = await pipelineDomain.getPipeline(db, pipelineId, pipelineVersion ?? undefined)
  for (const [name, value] of Object.entries(inputs)) {
    const declared = Object.hasOwn(document.inputs, name) ? document.inputs[name] : undefined
    if (!declared)
      throw new UserError('unknown_input', `The pipeline has no input “${name}”.`, { field: 'inputs' })
    if (!isInputValue(declared.type, value)) {
      const words = { number: 'a number', text: 'text', boolean: 'yes or no' }[declared.type]
      throw new UserError('input_type', `“${declared.title ?? name}” must be ${words}.`, { field: 'inputs' })
    }
  }
}

/** What Temporal can't be told now, the reconciler tells it. */
async function tell(call: Promise<void>): Promise<void> {
  try {
    await call
  } catch (error) {
    console.error(
      `Temporal could not be told of a schedule; it is tried again within a minute. ${String(error)}`,
    )
  }
}

/** Throws UserError where it would end before it begins. */
function checkBounds({ startsAt, endsAt }: Pick<Row, 'startsAt' | 'endsAt'>): void {
  if (startsAt && endsAt && endsAt <= startsAt)
    throw new UserError('dates', 'The last day comes before the first.', { field: 'endsAt' })
}

const dataFor = async (db: Database, schedule: Parameters<typeof dataSeenBy>[1]) =>
  schedule.timing.kind === 'data' ? await dataSeenBy(db, schedule) : undefined

export async function createSchedule(
  { db, workflows }: Deps,
  request: z.output<typeof newSchedule>,
): Promise<{ id: string }> {
  await checkTarget(db, request)
  checkBounds(request)
  const id = crypto.randomUUID()
  const data = await dataFor(db, request)
  const memory: ScheduleMemory = { checkedAt: new Date().toISOString(), ...(data && { data }) }
  await db.insert(schedules).values({ id, ...request, memory })
  await tell(workflows.schedules.put({ id, ...request }))
  return { id }
}

/** What is left out stays as it is. A note goes with turning it off or on. */
export async function updateSchedule(
  { db, workflows }: Deps,
  { id, by = 'api', ...changes }: { id: string } & Partial<z.output<typeof scheduleChanges>>,
): Promise<void> {
  const { schedule } = await requireSchedule(db, id)
  const turned = changes.paused !== undefined && changes.paused !== schedule.paused
  const given = Object.fromEntries(
    Object.entries({ ...changes, note: changes.note ?? (turned ? '' : undefined) }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const changed: Row = { ...schedule, ...given }
  if ('inputs' in given || 'pipelineVersion' in given) await checkTarget(db, changed)
  checkBounds(changed)
  const retimed = canonicalJson(changed.timing) !== canonicalJson(schedule.timing)
  const now = new Date()
  await db
    .update(schedules)
    .set({
      ...given,
      updatedAt: now,
      memory: rememberedWith({
        checkedAt: now.toISOString(),
        // Data that came while it was off is run for when it is on again.
        ...(retimed && { data: await dataFor(db, changed) }),
        ...((turned || changes.note !== undefined) && { noted: { by, at: now.toISOString() } }),
        ...('webhook' in given && { delivery: undefined }),
      }),
    })
    .where(eq(schedules.id, id))
  await tell(workflows.schedules.put(changed))
  if (turned) await sayThatThereIsData(db)
}

/** Has the workers look at what waits for data. */
const sayThatThereIsData = (db: Database) => db.execute(raw`select pg_notify(${DATA_CHANNEL}, '')`)

/**
 * Says that there is new data for a schedule where Millrace can't see it: in a database, behind an address. It runs
 * once nothing more has come for a while, unless it is off.
 * @throws UserError `not_waiting` for a schedule that goes by the clock.
 */
export async function tellOfNewData(db: Database, id: string): Promise<void> {
  const { schedule } = await requireSchedule(db, id)
  if (schedule.timing.kind !== 'data')
    throw new UserError('not_waiting', 'This schedule goes by the clock: it does not wait for new data.')
  await remember(db, id, { toldAt: new Date().toISOString() })
  await sayThatThereIsData(db)
}

/** Its runs stay, and one that is under way goes on. */
export async function deleteSchedule({ db, workflows }: Deps, id: string): Promise<void> {
  await requireSchedule(db, id)
  await db.update(schedules).set({ deletedAt: new Date() }).where(eq(schedules.id, id))
  await tell(workflows.schedules.remove(id))
}

/**
 * Has a schedule due now, under its overlap policy, paused or not; the run appears a moment later. Twice
 * within a second is once.
 * @throws UserError `conflict` where a run is under way that makes this one be skipped.
 */
export async function runScheduleNow({ db, workflows }: Deps, id: string): Promise<void> {
  const { schedule } = await requireSchedule(db, id)
  if (schedule.overlap === 'skip') {
    const [open] = await db
      .select({ number: runs.number })
      .from(runs)
      .where(and(eq(runs.scheduleId, id), inArray(runs.state, openRunStates)))
      .limit(1)
    if (open)
      throw new UserError(
        'conflict',
        `Run ${open.number} of this schedule has not ended, and the schedule skips what overlaps. Wait for it, or cancel it.`,
      )
  }
  try {
    await workflows.schedules.put(schedule)
    await workflows.schedules.trigger(schedule)
  } catch (cause) {
    throw new OperationalError(
      'temporal_unreachable',
      'The run could not be started: Temporal did not answer. Try again in a moment.',
      { cause },
    )
  }
}

/** Makes Temporal's schedules agree with Postgres; changes nothing where they do. */
export const reconcileSchedules = ({ db, workflows }: Deps): Promise<void> =>
  workflows.schedules.reconcile(() => listWantedSchedules(db))

/** Puts a pipeline in the bin, or takes it out again; its schedules stop and go on with it. */
export async function setPipelineRemoved(deps: Deps, id: string, removed: boolean): Promise<void> {
  await pipelineDomain.setPipelineRemoved(deps.db, id, removed)
  await tell(reconcileSchedules(deps))
}
