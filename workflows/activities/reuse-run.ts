import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import type { ActivityDeps } from './deps.ts'
import { environmentOf, findReusable, keyOf, recordOutputs } from './reuse.ts'
import { findSource } from './sources.ts'

/**
 * Takes from the cache whatever a run can take from it before anything is computed, from the sources on: one activity for
 * all of it, where one a node would spend most of its time being sent. Returns the ids of the nodes that are done.
 */
export async function reuseNodes(deps: ActivityDeps, runId: string, signal: AbortSignal): Promise<string[]> {
  const [run] = await deps.db.select().from(runs).where(eq(runs.id, runId))
  if (!run || run.fresh) return []
  const done = new Set<string>()
  let backend: string | null = null
  const environment = async (node: PlanNode): Promise<string> => {
    if (!node.numeric) return ''
    backend ??= await environmentOf(deps, node, signal)
    return backend
  }
  for (const node of run.plan.nodes) {
    const from = [...Object.values(node.inputs), ...(node.refit?.given ?? [])]
    if (node.ownedBy !== undefined || node.effect || !from.every((source) => done.has(source.node))) continue
    if (await reuseNode(deps, node, runId, environment)) done.add(node.id)
  }
  if (done.size > 0) {
    if (backend !== null) await deps.db.update(runs).set({ backend }).where(eq(runs.id, runId))
    await notifyRun(deps.sql, runId)
  }
  return [...done]
}

async function reuseNode(
  deps: ActivityDeps,
  node: PlanNode,
  runId: string,
  environment: (node: PlanNode) => Promise<string>,
): Promise<boolean> {
  const input = { runId, nodeId: node.id, iteration: '' }
  const work = await nodeLife.loadWork(deps.db, input)
  // A source that can't be found says so in its own activity.
  const source = await findSource(deps, { runId, node }).catch(() => null)
  if (!source?.isKept) return false
  const key = keyOf(work, await environment(node), source.freshness)
  const known = await findReusable(deps, work.run, key)
  if (!known) return false
  const attempt = await nodeLife.beginAttempt(deps.db, input)
  if (attempt === null) return true
  const { outputs, runId: cachedFromRunId } = known
  await recordOutputs(deps, { input, attempt, work, key, outputs, cachedFromRunId, keep: false })
  return true
}
