import { and, isNotNull, lt } from 'drizzle-orm'
import type { Database, Sql } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { DATA_CHANNEL } from '../runs/notify.ts'
import { hasNotBegun } from '../runs/forgotten-runs.ts'
import { toWorkflow } from '../runs/start-run.ts'
import { endLostBackfills } from './backfill.ts'
import { noteLeftOutTimes } from './left-out.ts'
import { lookForNewData } from './new-data.ts'
import { listWantedSchedules, reconcileSchedules } from './schedules.ts'
import { tellForgottenFailures } from './tell-of-run.ts'

interface Deps {
  db: Database
  workflows: WorkflowClient
}

/** Longer than a schedule's workflow takes from recording a run to starting it. */
const LOST_AFTER_MS = 60_000

/**
 * Starts the scheduled runs that were recorded but whose workflow is gone: Temporal lost its data in between. While
 * anything of their schedule is under way in Temporal they are left to it.
 */
export async function startLostRuns(
  { db, workflows }: { db: Pick<Database, 'select'>; workflows: WorkflowClient },
  busy: ReadonlySet<string>,
): Promise<void> {
  const recordedBefore = new Date(Date.now() - LOST_AFTER_MS)
  const queued = await db
    .select({ id: runs.id, plan: runs.plan, scheduleId: runs.scheduleId })
    .from(runs)
    .where(and(hasNotBegun, isNotNull(runs.scheduleId), lt(runs.createdAt, recordedBefore)))
    .orderBy(runs.createdAt)
  for (const { id, plan, scheduleId } of queued)
    if (scheduleId !== null && !busy.has(scheduleId)) await workflows.startRun(toWorkflow(id, plan))
}

/** Everything about schedules that may have gone wrong while something was away; changes nothing where nothing has. */
export async function setSchedulesRight(deps: Deps): Promise<void> {
  await reconcileSchedules(deps)
  const busy = await deps.workflows.schedules.listBusy()
  await startLostRuns(deps, busy)
  await endLostBackfills(deps.db, busy)
  // What fell due while this process was away is started first.
  if (process.uptime() > LOST_AFTER_MS / 1_000)
    for (const schedule of await listWantedSchedules(deps.db)) await noteLeftOutTimes(deps.db, schedule)
  await tellForgottenFailures(deps)
  await lookForNewData(deps)
}

/** Looks for new data whenever someone says that there is some, and once it has settled. */
export function watchNewData(
  { sql, ...deps }: Deps & { sql: Sql },
  log: (message: string) => void,
): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let again = false
  let over = false
  const look = async () => {
    again = looking
    if (looking) return
    looking = true
    try {
      const left = await lookForNewData(deps)
      clearTimeout(timer)
      if (left !== undefined && !over) timer = setTimeout(() => void look(), left + 50)
    } catch (error) {
      // The next look of the worker comes within half a minute.
      log(String(error))
    }
    looking = false
    if (again && !over) void look()
  }
  const listening = sql
    .listen(
      DATA_CHANNEL,
      () => void look(),
      () => void look(),
    )
    .catch(() => undefined)
  return {
    async [Symbol.asyncDispose]() {
      over = true
      clearTimeout(timer)
      await (await listening)?.unlisten().catch(() => {})
    },
  }
}
