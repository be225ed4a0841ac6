import { cacheKey } from '../../nodes/graph/cache-key.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
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

/** The key under which the outputs of a node are kept. `freshness` stands for what it reads beside its inputs. */
export function keyOf(work: nodeLife.Work, environment: string, freshness: string | null = null): string {
  const digests = digestsOf(work.inputs)
  if (freshness !== null) digests['(source)'] = freshness
  const scope = refitScope(work)
  return cacheKey({ node: work.node, inputs: digests, environment, ...(scope !== undefined && { scope }) })
}

export interface Reusable {
  runId: string
  outputs: Record<string, PortValue>
}

/** What another run recorded under a key, as long as its bytes are there; never for a fresh run. */
export async function findReusable(
  deps: ActivityDeps,
  run: { fresh: boolean },
  key: string,
): Promise<Reusable | null> {
  if (run.fresh) return null
  const entry = await nodeLife.findCached(deps.db, key)
  if (!entry) return null
  const blobs = Object.values(entry.outputs).flatMap((value) => [value.blob, ...value.blobs])
  const stored = await Promise.all(blobs.map((blob) => deps.store.has(blob)))
  if (stored.every(Boolean)) return entry
  await nodeLife.forgetCached(deps.db, key)
  return null
}

interface Recording {
  input: nodeLife.NodeKey
  attempt: number
  work: nodeLife.Work
  key: string
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
  const result = { cacheKey: key, outputs: own, cachedFromRunId }
  await nodeLife.recordResult(deps.db, input, attempt, result, async (tx) => {
    if (!cachedFromRunId && keep)
      await nodeLife.recordCached(tx, { key, nodeType: node.type, runId: run.id, outputs })
    await registerModels(tx, { run, node, inputs, outputs: own })
    await recordOwned(tx, run.id, owned, cachedFromRunId)
  })
}
