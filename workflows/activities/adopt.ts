import { and, eq, inArray } from 'drizzle-orm'
import { nodeRuns } from '../../drizzle/schema.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { hasOutputs, type Work } from '../../server/runs/node-runs.ts'
import type { ActivityDeps } from './deps.ts'
import { findReusable, keyOf, type Reusable } from './reuse.ts'
import { findSource, type Source } from './sources.ts'

/** What is known of a node's result before it is computed: from the run that is retried, else from the cache. */
export async function findKnown(
  deps: ActivityDeps,
  work: Work,
  key: string,
  environment: string,
  source?: Source,
): Promise<Reusable | null> {
  return (await findAdopted(deps, work, key, environment, source)) ?? (await findReusable(deps, work, key))
}

/**
 * What the run that is retried recorded for the same node under the same key, be it an effect, fresh, or read anew by
 * every run: what finished there is not done twice.
 */
export async function findAdopted(
  deps: ActivityDeps,
  work: Work,
  key: string,
  environment: string,
  source?: Source,
): Promise<Reusable | null> {
  const { run, node } = work
  const { retryOfRunId } = run
  if (retryOfRunId === null) return null
  const owned = run.plan.nodes.filter(({ ownedBy }) => ownedBy === node.id).map(({ id }) => id)
  const rows = await deps.db
    .select()
    .from(nodeRuns)
    .where(
      and(
        eq(nodeRuns.runId, retryOfRunId),
        inArray(nodeRuns.nodeId, [node.id, ...owned]),
        eq(nodeRuns.iteration, ''),
      ),
    )
  const row = rows.find(({ nodeId }) => nodeId === node.id)
  if (!row?.outputs || !hasOutputs(row.state)) return null
  // What is read anew by every run was read by that one.
  const there =
    !source || source.isKept
      ? key
      : keyOf(work, environment, (await findSource(deps, { runId: retryOfRunId, node })).freshness).cacheKey
  if (row.cacheKey !== there) return null
  const outputs: Record<string, PortValue> = { ...row.outputs }
  for (const id of owned)
    for (const [port, value] of Object.entries(rows.find(({ nodeId }) => nodeId === id)?.outputs ?? {}))
      outputs[`${id}.${port}`] = value
  const blobs = Object.values(outputs).flatMap((value) => [value.blob, ...value.blobs])
  const stored = await Promise.all(blobs.map((blob) => deps.store.has(blob)))
  return stored.every(Boolean) ? { runId: row.cachedFromRunId ?? retryOfRunId, outputs } : null
}
