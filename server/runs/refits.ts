import { and, eq, isNull, ne, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, runs } from '../../drizzle/schema.ts'
import type { NodeState } from '../../drizzle/schema/runs.ts'
import type { Refit, TrialSettings } from '../../nodes/kit/refits.ts'
import type { Progress } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { appendEvents } from './append-events.ts'
import { endNode, type NodeKey } from './node-runs.ts'

/** Folds and trials of a node in a run: rows beside the node's own, told apart by their iteration. */

type Row = typeof nodeRuns.$inferSelect
type NodeOfRun = Pick<NodeKey, 'runId' | 'nodeId'>

const ofNode = ({ runId, nodeId }: NodeOfRun) => and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, nodeId))

const itself = (key: NodeOfRun) => and(ofNode(key), eq(nodeRuns.iteration, ''))

export const isKind = (kind: string) => (row: Pick<Row, 'iteration'>) => row.iteration.startsWith(`${kind}:`)

const numberOf = ({ iteration }: Row): number => Number(iteration.slice(iteration.indexOf(':') + 1))

/** Folds and trials by number. */
export async function listRefits(db: Database, key: NodeOfRun): Promise<Row[]> {
  const rows = await db
    .select()
    .from(nodeRuns)
    .where(and(ofNode(key), ne(nodeRuns.iteration, '')))
  return rows.sort((a, b) => numberOf(a) - numberOf(b))
}

/** Makes room for folds or trials; those that are there already stay as they are. */
export async function addRefits(
  db: Database,
  key: NodeOfRun,
  refits: readonly { iteration: string; settings?: TrialSettings }[],
): Promise<void> {
  if (refits.length === 0) return
  await db
    .insert(nodeRuns)
    .values(refits.map(({ iteration, settings = null }) => ({ ...key, iteration, settings })))
    .onConflictDoNothing()
}

/** The node is under way, though its own attempt is still to come. */
export async function openNode(db: Database, key: NodeOfRun): Promise<void> {
  const { runId, nodeId } = key
  await db.transaction(async (tx) => {
    const opened = await tx
      .update(nodeRuns)
      .set({ state: 'running', startedAt: new Date() })
      .where(and(itself(key), eq(nodeRuns.state, 'queued'), isNull(nodeRuns.startedAt)))
      .returning({ nodeId: nodeRuns.nodeId })
    if (opened.length > 0)
      await appendEvents(tx, runId, [{ nodeId, kind: 'state', data: { state: 'running' } }])
  })
}

export async function setProgress(db: Database, key: NodeOfRun, progress: Progress): Promise<void> {
  await db
    .update(nodeRuns)
    .set({ progress })
    .where(and(itself(key), eq(nodeRuns.state, 'running')))
}

/** Ends the nodes that a search owns along with it; `title` is that of the node at fault, itself by default. */
export async function skipOwned(db: Database, key: NodeOfRun, title?: string): Promise<void> {
  const [run] = await db.select({ plan: runs.plan }).from(runs).where(eq(runs.id, key.runId))
  const nodes = run?.plan.nodes ?? []
  const owned = nodes.filter(({ ownedBy }) => ownedBy === key.nodeId)
  const because = title ?? nodes.find(({ id }) => id === key.nodeId)?.title ?? key.nodeId
  const message = `Skipped, because “${because}” did not finish.`
  for (const { id } of owned) {
    const error = { kind: 'user', code: 'skipped', message } as const
    await endNode(db, { runId: key.runId, nodeId: id, iteration: '' }, null, { state: 'skipped', error })
  }
}

/** Gives the nodes that a search owns what the best trial made of them. */
export async function recordOwned(
  tx: Pick<Database, 'update' | 'insert' | 'execute'>,
  runId: string,
  owned: Readonly<Record<string, Record<string, PortValue>>>,
  cachedFromRunId: string | null,
): Promise<void> {
  const state: NodeState = cachedFromRunId ? 'cached' : 'succeeded'
  for (const [nodeId, outputs] of Object.entries(owned)) {
    const now = raw`now()`
    await tx
      .update(nodeRuns)
      .set({ state, outputs, cachedFromRunId, error: null, startedAt: now, finishedAt: now })
      .where(itself({ runId, nodeId }))
  }
  const events = Object.keys(owned).map((nodeId) => ({ nodeId, kind: 'state' as const, data: { state } }))
  await appendEvents(tx, runId, events)
}

/** A finished row as its node's runner sees it. */
export const toRefit = (row: Row): Refit => ({
  iteration: row.iteration,
  settings: row.settings ?? {},
  state: row.outputs ? 'succeeded' : 'failed',
  outputs: row.outputs ?? {},
  error: row.error?.message ?? null,
  durationMs:
    row.startedAt && row.finishedAt && !row.cachedFromRunId
      ? row.finishedAt.getTime() - row.startedAt.getTime()
      : 0,
})
