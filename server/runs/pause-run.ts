import { and, eq, inArray, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { runs } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { getRunSummary } from './runs.ts'

interface Deps {
  db: Database
  workflows: WorkflowClient
}

/**
 * Pauses a run: what is under way finishes, nothing new starts.
 * @throws UserError `run_ended` where it has ended.
 */
export async function pauseRun({ db, workflows }: Deps, runId: string): Promise<void> {
  await getRunSummary(db, runId)
  const isHeard = await workflows.pauseRun(runId)
  const paused = await db
    .update(runs)
    .set({ state: 'paused' })
    .where(and(eq(runs.id, runId), inArray(runs.state, ['queued', 'running', 'paused'])))
    .returning({ id: runs.id })
  if (paused.length === 0) throw new UserError('run_ended', 'The run has ended; there is nothing to pause.')
  // It may have begun in between.
  if (!isHeard) await workflows.pauseRun(runId)
}

/** Lets a paused run go on; one that is not paused is left as it is. */
export async function resumeRun({ db, workflows }: Deps, runId: string): Promise<void> {
  await getRunSummary(db, runId)
  const isHeard = await workflows.resumeRun(runId)
  await db
    .update(runs)
    .set({ state: raw`case when ${runs.startedAt} is null then 'queued' else 'running' end` })
    .where(and(eq(runs.id, runId), eq(runs.state, 'paused')))
  if (!isHeard) await workflows.resumeRun(runId)
}
