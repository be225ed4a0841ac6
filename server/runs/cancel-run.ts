import type { Database } from '../../drizzle/client.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { isRunOpen } from './finish-run.ts'
import { getRunSummary } from './runs.ts'

/** Asks a run to stop: its compute is ended, what finished stays. A run that has ended is left as it is. */
export async function cancelRun(
  { db, workflows }: { db: Database; workflows: WorkflowClient },
  runId: string,
): Promise<void> {
  await getRunSummary(db, runId)
  if (await isRunOpen(db, runId)) await workflows.cancelRun(runId)
}
