import { cacheKeyOf, cacheKeyParts, type CacheKeyParts } from '../../nodes/graph/cache-key.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { forgetCached } from '../../server/maintenance/expire.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { registerModels } from '../../server/models/models.ts'
import { recordOwned } from '../../server/runs/refits.ts'
import type { ActivityDeps } from './deps.ts'
import { digestsOf, ownedOf, refitScope } from './refit-values.ts'

/** By pool: all children of one have the same backend, so the first answer holds. */
const environments = new WeakMap<ActivityDeps['pool'], string>()

/** Name and version of the numeric backend, for nodes whose result depends on it; empty for others. */
export async function environmentOf(
  { pool }: ActivityDeps,
  node: { numeric: boolean },
  signal: AbortSignal,
): Promise<string> {
  if (!node.numeric) return ''
  const known = environments.get(pool) ?? (await pool.run({ kind: 'environment' }, signal)).numeric
  environments.set(pool, known)
  return known
}

export interface WorkKey {
  cacheKey: string
  /** What the key is a digest of. */
  keyParts: CacheKeyParts
}

/** The key under which the outputs of a node are kept. `freshness` stands for what it reads beside its inputs. */
export function keyOf(work: nodeLife.Work, environment: string, freshness: string | null = null): WorkKey {
  const digests = digestsOf(work.inputs)
  if (freshness !== null) digests['(source)'] = freshness
  const scope = refitScope(work)
  const call = { node: work.node, inputs: digests, environment, ...(scope !== undefined && { scope }) }
  const keyParts = cacheKeyParts(call)
  return { cacheKey: cacheKeyOf(keyParts), keyParts }
}

export interface Reusable {
  runId: string
  outputs: Record<string, PortValue>
}

/** Whether a node is made again whatever the cache holds. */
export const isFresh = ({ run, node }: Pick<nodeLife.Work, 'run' | 'node'>): boolean =>
  run.fresh || node.fresh === true

/** What another run recorded under a key, as long as its bytes are there; never where the work is to be done afresh. */
export async function findReusable(
  deps: ActivityDeps,
  work: Pick<nodeLife.Work, 'run' | 'node'>,
  key: string,
): Promise<Reusable | null> {
  if (isFresh(work)) return null
  const entry = await nodeLife.takeCached(deps.db, key)
  if (!entry) return null
  const blobs = Object.values(entry.outputs).flatMap((value) => [value.blob, ...value.blobs])
  const stored = await Promise.all(blobs.map((blob) => deps.store.has(blob)))
  if (stored.every(Boolean)) return entry
  await forgetCached(deps.db, key)
  return null
}

interface Recording {
  input: nodeLife.NodeKey
  attempt: number
  work: nodeLife.Work
  key: WorkKey
  outputs: Record<string, PortValue>
  /** The run that computed them, where they were reused. */
  cachedFromRunId: string | null
  /** Whether later runs may take them. */
  keep: boolean
}

/** Records what a node made, once, with all that follows from it: the cache, models, nodes that a search owns. */
export async function recordOutputs(deps: ActivityDeps, recording: Recording): Promise<void> {
  const { input, attempt, work, key, outputs, cachedFromRunId, keep } = recording
  const { run, node, inputs } = work
  const { own, owned } = ownedOf(outputs)
  const result = { ...key, outputs: own, cachedFromRunId }
  await nodeLife.recordResult(deps.db, input, attempt, result, async (tx) => {
    if (!cachedFromRunId && keep)
      await nodeLife.recordCached(tx, { key: key.cacheKey, nodeType: node.type, runId: run.id, outputs })
    await registerModels(tx, { run, node, inputs, outputs: own })
    // What runs once an item has no outputs of its own.
    const looped = Object.fromEntries((node.loop?.owned ?? []).map((id) => [id, {}]))
    await recordOwned(tx, run.id, { ...owned, ...looped }, cachedFromRunId)
  })
}
