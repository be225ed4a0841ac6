import { and, eq } from 'drizzle-orm'
import type { Database, Sql } from '../../drizzle/client.ts'
import { nodeRuns } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { notifyRun } from './notify.ts'
import { getRunSummary } from './runs.ts'

interface NodeOfRun {
  runId: string
  nodeId: string
}

const itself = ({ runId, nodeId }: NodeOfRun) =>
  and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, nodeId), eq(nodeRuns.iteration, ''))

/**
 * Asks a training to end after the epoch in hand and to keep the best weights; the run goes on with them.
 * @throws UserError `not_found`, or `not_stoppable` where the node does not train in epochs just now.
 */
export async function stopNode({ db, sql }: { db: Database; sql: Sql }, node: NodeOfRun): Promise<void> {
  await getRunSummary(db, node.runId)
  const [row] = await db.select().from(nodeRuns).where(itself(node))
  if (!row) throw new UserError('not_found', 'There is no such node in this run.')
  if (row.state !== 'running' || row.progress?.epochs === undefined)
    throw new UserError(
      'not_stoppable',
      'There is nothing to stop early: this node is not training in epochs just now. Cancel the run instead.',
    )
  await db
    .update(nodeRuns)
    .set({ request: 'stop' })
    .where(and(itself(node), eq(nodeRuns.state, 'running')))
  await notifyRun(sql, node.runId)
}

/** Whether a person has asked for an early end. */
export async function isStopRequested(db: Database, node: NodeOfRun): Promise<boolean> {
  const [row] = await db.select({ request: nodeRuns.request }).from(nodeRuns).where(itself(node))
  return row?.request === 'stop'
}
