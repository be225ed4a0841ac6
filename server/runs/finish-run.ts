import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, runs } from '../../drizzle/schema.ts'
import { openNodeStates } from '../../drizzle/schema/runs.ts'
import { endNode, isFinishedRun, setRunState } from './node-runs.ts'

/**
 * Closes a run: nodes that never ended are cancelled, and a failed run takes its error from the first node that failed
 * by itself.
 */
export async function finishRun(
  db: Database,
  runId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
): Promise<void> {
  const isOpen = and(eq(nodeRuns.runId, runId), inArray(nodeRuns.state, openNodeStates))
  // A loop may leave thousands of items.
  await db
    .update(nodeRuns)
    .set({ state: 'cancelled', finishedAt: new Date() })
    .where(and(isOpen, ne(nodeRuns.iteration, '')))
  const open = await db
    .select({ nodeId: nodeRuns.nodeId, iteration: nodeRuns.iteration })
    .from(nodeRuns)
    .where(isOpen)
  for (const node of open) await endNode(db, { runId, ...node }, null, { state: 'cancelled', error: null })
  const failed =
    state === 'failed'
      ? await db
          .select()
          .from(nodeRuns)
          .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.state, 'failed'), eq(nodeRuns.iteration, '')))
          .orderBy(nodeRuns.finishedAt)
          .limit(1)
      : []
  const first = failed[0]
  const error = first?.error ? { ...first.error, nodeId: first.nodeId } : null
  await setRunState(db, runId, state, error)
}

/** True for a run that has not ended. */
export async function isRunOpen(db: Database, runId: string): Promise<boolean> {
  const [run] = await db.select({ state: runs.state }).from(runs).where(eq(runs.id, runId))
  return run !== undefined && !isFinishedRun(run.state)
}
