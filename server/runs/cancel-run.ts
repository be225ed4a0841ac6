import type { Database } from '../../drizzle/client.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { finishRun, isRunOpen } from './finish-run.ts'
import { getRunSummary } from './runs.ts'

/**
 * Asks a run to stop: its compute is ended, what finished stays. A run that has ended is left as it is; one without a
 * workflow, which was not started yet or was lost with Temporal's data, ends at once.
 */
export async function cancelRun(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  runId: string,
): Promise<void> {
  await getRunSummary(db, runId)
  if (!(await isRunOpen(db, runId)) || (await workflows.cancelRun(runId))) return
  await finishRun(db, runId, 'cancelled')
  // It may have begun in between.
  await workflows.cancelRun(runId)
}
