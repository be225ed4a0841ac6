import { and, inArray, isNull, lt } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { toWorkflow } from './start-run.ts'

/** Longer than the process that recorded a run may still be trying to start it. */
const FORGOTTEN_AFTER_MS = 60_000

/** Of a run whose workflow has not begun, be it that it was paused already. */
export const hasNotBegun = and(isNull(runs.startedAt), inArray(runs.state, openRunStates))

/**
 * Starts the runs that were recorded but whose workflow never was: their process died in between. One that is only
 * waiting for a worker has its workflow already and is left as it is, as is a schedule's: its own workflow starts it.
 */
export async function startForgottenRuns({
  db,
  workflows,
}: {
  db: Database
  workflows: Pick<WorkflowClient, 'startRun'>
}): Promise<void> {
  const recordedBefore = new Date(Date.now() - FORGOTTEN_AFTER_MS)
  const forgotten = await db
    .select({ id: runs.id, plan: runs.plan })
    .from(runs)
    .where(and(hasNotBegun, isNull(runs.scheduleId), lt(runs.createdAt, recordedBefore)))
    .orderBy(runs.createdAt)
  for (const { id, plan } of forgotten) await workflows.startRun(toWorkflow(id, plan))
}
