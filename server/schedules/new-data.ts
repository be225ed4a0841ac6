import { and, desc, eq, inArray, isNull, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { datasetVersions, runs, schedules } from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { newestFilesOf } from '../datasets/datasets.ts'
import { findVersion } from '../runs/start-run.ts'
import { remember, type Transaction } from './memory.ts'

/** Schedules that run whenever a data set has a new version. */

type Row = typeof schedules.$inferSelect
type Wanted = Pick<Row, 'pipelineId' | 'pipelineVersion' | 'inputs' | 'timing'>

/** Names of the data sets that a schedule waits for: those given, else those whose newest version its drawing reads. */
async function namesOf(
  db: Database,
  { pipelineId, pipelineVersion, inputs, timing }: Wanted,
): Promise<string[]> {
  if (timing.kind !== 'data') return []
  if (timing.datasets.length > 0) return timing.datasets
  const { document } = await findVersion(db, { pipelineId, version: pipelineVersion ?? undefined })
  const ids = [...newestFilesOf(document, inputs).values()]
  if (ids.length === 0) return []
  const rows = await db
    .selectDistinct({ name: datasetVersions.name })
    .from(datasetVersions)
    .where(inArray(datasetVersions.id, ids))
  return rows.map(({ name }) => name)
}

/** The newest version of each name and when it came; 0 where there is none. */
async function newestOf(db: Database | Transaction, names: readonly string[]) {
  const rows = await db
    .selectDistinctOn([datasetVersions.name])
    .from(datasetVersions)
    .where(and(inArray(datasetVersions.name, [...names]), isNull(datasetVersions.deletedAt)))
    .orderBy(datasetVersions.name, desc(datasetVersions.version))
  const found = new Map(rows.map((row) => [row.name, row]))
  return names.map((name) => ({
    name,
    version: found.get(name)?.version ?? 0,
    at: found.get(name)?.createdAt,
  }))
}

/**
 * The data that there is now, which a new schedule need not run for.
 * @throws UserError `no_data` where it would wait for nothing.
 */
export async function dataSeenBy(db: Database, schedule: Wanted): Promise<Record<string, number>> {
  const names = await namesOf(db, schedule)
  if (names.length === 0)
    throw new UserError(
      'no_data',
      'No *File* of the drawing reads the newest version of its name, so new data would change nothing. Choose that in a *File*, or name the data sets to wait for.',
      { field: 'timing' },
    )
  return Object.fromEntries((await newestOf(db, names)).map(({ name, version }) => [name, version]))
}

/** After so long it is seen whether the run before has ended. */
const LOOK_AGAIN_MS = 2_000

interface Deps {
  db: Database
  workflows: WorkflowClient
}

/**
 * Runs the schedules that have new data, each once for all that came, after it has settled. Gives back for how many
 * milliseconds the first of the others has to settle yet; undefined where none has.
 */
export async function lookForNewData({ db, workflows }: Deps): Promise<number | undefined> {
  const waiting = await db
    .select({ id: schedules.id })
    .from(schedules)
    .where(
      and(
        raw`${schedules.timing} ->> 'kind' = 'data'`,
        eq(schedules.paused, false),
        isNull(schedules.deletedAt),
      ),
    )
  const left = []
  for (const { id } of waiting) left.push(await lookAt({ db, workflows }, id))
  const waits = left.filter((ms) => ms !== undefined)
  return waits.length === 0 ? undefined : Math.min(...waits)
}

const lookAt = ({ db, workflows }: Deps, id: string): Promise<number | undefined> =>
  db.transaction(async (tx) => {
    // Another worker may be looking at it.
    const [schedule] = await tx
      .select()
      .from(schedules)
      .where(eq(schedules.id, id))
      .for('update', { skipLocked: true })
    if (schedule?.timing.kind !== 'data' || !isWithin(schedule)) return undefined
    const { memory, timing } = schedule
    // A pipeline that was deleted meanwhile, or a version that can't be read, has no data to wait for.
    const newest = await newestOf(tx, await namesOf(db, schedule).catch(() => []))
    const seen = memory.data ?? {}
    const fresh = newest.filter(
      ({ name, version }) => Object.hasOwn(seen, name) && version > (seen[name] ?? 0),
    )
    const came = [
      ...fresh.flatMap(({ at }) => (at ? [at.getTime()] : [])),
      ...(memory.toldAt === undefined ? [] : [Date.parse(memory.toldAt)]),
    ]
    const data = Object.fromEntries(newest.map(({ name, version }) => [name, version]))
    if (came.length === 0) {
      // The drawing reads others than before.
      if (newest.some(({ name }) => !Object.hasOwn(seen, name))) await remember(tx, id, { data })
      return undefined
    }
    const left = Math.max(...came) + timing.settleSeconds * 1_000 - Date.now()
    if (left > 0) return left
    // What would be skipped is looked at again later, so that nothing new is left lying.
    if (schedule.overlap === 'skip' && (await hasOpenRun(tx, id))) return LOOK_AGAIN_MS
    await workflows.schedules.trigger(schedule)
    await remember(tx, id, { data, toldAt: undefined })
    return undefined
  })

const isWithin = ({ paused, startsAt, endsAt }: Row, now = new Date()): boolean =>
  !paused && (!startsAt || startsAt <= now) && (!endsAt || now <= endsAt)

async function hasOpenRun(db: Transaction, scheduleId: string): Promise<boolean> {
  const [open] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.scheduleId, scheduleId), inArray(runs.state, openRunStates)))
    .limit(1)
  return open !== undefined
}
