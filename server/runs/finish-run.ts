import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, runs } from '../../drizzle/schema.ts'
import { openNodeStates } from '../../drizzle/schema/runs.ts'
import type { ErrorReport } from '../../nodes/kit/errors.ts'
import { closeRun, endNode, isFinishedRun } from './node-runs.ts'

/** Of a node whose last attempt never said how it ended. */
const lostNode = ({
  error,
  attempt,
}: Pick<typeof nodeRuns.$inferSelect, 'error' | 'attempt'>): ErrorReport => {
  const why = error?.message ?? 'The worker stopped while it worked on this node.'
  const message = attempt > 1 ? `${why} It was tried ${attempt} times.` : why
  return { kind: 'operational', code: error?.code ?? 'worker_lost', message }
}

/**
 * Closes a run: nodes that never began are cancelled, those that were begun too often have failed, and a failed run
 * takes its error from the first node that failed by itself. Where something else ended it, `why` says what, and nodes
 * that were under way are cancelled.
 */
export async function finishRun(
  db: Database,
  runId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
  why: ErrorReport | null = null,
): Promise<void> {
  const isOpen = and(eq(nodeRuns.runId, runId), inArray(nodeRuns.state, openNodeStates))
  // A loop may leave thousands of items.
  await db
    .update(nodeRuns)
    .set({ state: 'cancelled', finishedAt: new Date() })
    .where(and(isOpen, ne(nodeRuns.iteration, '')))
  for (const node of await db.select().from(nodeRuns).where(isOpen)) {
    const isLost = !why && state !== 'cancelled' && node.state === 'running'
    await endNode(
      db,
      node,
      null,
      isLost ? { state: 'failed', error: lostNode(node) } : { state: 'cancelled', error: null },
    )
  }
  const failed =
    state === 'failed' && !why
      ? await db
          .select()
          .from(nodeRuns)
          .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.state, 'failed'), eq(nodeRuns.iteration, '')))
          .orderBy(nodeRuns.finishedAt)
          .limit(1)
      : []
  const first = failed[0]
  const error = first?.error ? { ...first.error, nodeId: first.nodeId } : why
  await closeRun(db, runId, state, error)
}

/** True for a run that has not ended. */
export async function isRunOpen(db: Database, runId: string): Promise<boolean> {
  const [run] = await db.select({ state: runs.state }).from(runs).where(eq(runs.id, runId))
  return run !== undefined && !isFinishedRun(run.state)
}
