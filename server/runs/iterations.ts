import { and, asc, eq, ne } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns } from '../../drizzle/schema.ts'
import type { IterationView } from '../views.ts'

const MOST = 2_000

/** Folds, trials and other repetitions of a run's nodes, in the order in which they began. */
export async function listIterations(db: Database, runId: string): Promise<IterationView[]> {
  const rows = await db
    .select({
      nodeId: nodeRuns.nodeId,
      iteration: nodeRuns.iteration,
      state: nodeRuns.state,
      attempt: nodeRuns.attempt,
      startedAt: nodeRuns.startedAt,
      finishedAt: nodeRuns.finishedAt,
    })
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, runId), ne(nodeRuns.iteration, '')))
    .orderBy(asc(nodeRuns.startedAt), asc(nodeRuns.iteration))
    .limit(MOST)
  return rows.map(({ startedAt, finishedAt, ...row }) => ({
    ...row,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  }))
}
