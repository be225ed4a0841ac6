import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { findKnown } from './adopt.ts'
import type { ActivityDeps } from './deps.ts'
import { ownedOf } from './refit-values.ts'
import { environmentOf, keyOf, recordOutputs } from './reuse.ts'
import { findSource } from './sources.ts'

/**
 * Takes from the cache whatever a run can take from it before anything is computed, from the sources on: one activity for
 * all of it, where one a node would spend most of its time being sent. Returns the ids of the nodes that are done.
 */
export async function reuseNodes(deps: ActivityDeps, runId: string, signal: AbortSignal): Promise<string[]> {
  const [run] = await deps.db.select().from(runs).where(eq(runs.id, runId))
  if (!run || run.fresh) return []
  const done = new Map<string, Record<string, PortValue>>()
  // Whoever hangs on a signal asks the node itself for it.
  const signalled = new Set(run.plan.nodes.flatMap(({ when = [] }) => when.map(({ node }) => node)))
  let backend = ''
  for (const node of run.plan.nodes) {
    if (node.ownedBy !== undefined || node.effect || signalled.has(node.id)) continue
    if (node.when || node.merges || node.waits || node.fresh || node.pinnedTo !== undefined) continue
    if (!nodeLife.sourcesOf(node).every((source) => done.has(source.node))) continue
    const environment = await environmentOf(deps, node, signal)
    const outputs = await reuseNode(deps, nodeLife.workOf(run, node, done), environment)
    if (!outputs) continue
    done.set(node.id, outputs)
    backend ||= environment
  }
  if (backend !== '') await deps.db.update(runs).set({ backend }).where(eq(runs.id, runId))
  if (done.size > 0) await notifyRun(deps.sql, runId)
  return [...done.keys()]
}

/** Records what the cache holds for a node and returns it; null where it holds nothing. */
async function reuseNode(
  deps: ActivityDeps,
  work: nodeLife.Work,
  environment: string,
): Promise<Record<string, PortValue> | null> {
  const { run, node } = work
  // A source that can't be found says so in its own activity.
  const source = await findSource(deps, { runId: run.id, node }).catch(() => null)
  if (!source?.isKept) return null
  const key = keyOf(work, environment, source.freshness)
  const known = await findKnown(deps, work, key.cacheKey, environment)
  if (!known) return null
  const { outputs, runId: cachedFromRunId } = known
  const input = { runId: run.id, nodeId: node.id, iteration: '' }
  const attempt = await nodeLife.beginAttempt(deps.db, input)
  // Null where an earlier attempt of this activity got as far.
  if (attempt !== null)
    await recordOutputs(deps, { input, attempt, work, key, outputs, cachedFromRunId, keep: false })
  return ownedOf(outputs).own
}
