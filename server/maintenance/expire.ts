import { and, eq, inArray, isNotNull, like, lt, notLike, or, sql as raw, type SQL } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { cacheEntries, nodeRuns, runs } from '../../drizzle/schema.ts'

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/**
 * An entry that goes is first set aside: nobody finds it any more, but whoever was just promised it still can count on
 * what it points to. It is deleted after the grace period.
 */
const ASIDE = 'cleared:'

const inUse = notLike(cacheEntries.key, `${ASIDE}%`)

async function setAside(tx: Database | Transaction, which: SQL | undefined, now: Date) {
  return tx
    .update(cacheEntries)
    .set({ key: raw`${ASIDE} || gen_random_uuid() || ':' || ${cacheEntries.key}`, lastUsedAt: now })
    .where(and(inUse, which))
    .returning({ outputs: cacheEntries.outputs })
}

/** Lets nobody find what is kept under a key any more. */
export async function forgetCached(db: Database, cacheKey: string): Promise<void> {
  await setAside(db, eq(cacheEntries.key, cacheKey), new Date())
}

/** Sets aside what nobody has used since then. Returns how many entries. */
export async function expireCache(tx: Transaction, unusedSince: Date, now: Date): Promise<number> {
  return (await setAside(tx, lt(cacheEntries.lastUsedAt, unusedSince), now)).length
}

/** Deletes what was set aside before then. */
export async function deleteSetAside(tx: Transaction, before: Date): Promise<void> {
  await tx
    .delete(cacheEntries)
    .where(and(like(cacheEntries.key, `${ASIDE}%`), lt(cacheEntries.lastUsedAt, before)))
}

/** What was cleared. The bytes are freed by the garbage collection after the grace period, if nothing else needs them. */
export interface ClearedCache {
  entries: number
  /** Of all that the entries hold. */
  bytes: number
}

/** Forgets what later runs of a pipeline, or of one of its nodes or cards, would reuse. Runs keep what they made. */
export async function clearCache(
  db: Database,
  { pipelineId, nodeId }: { pipelineId: string; nodeId?: string | undefined },
): Promise<ClearedCache> {
  const keys = db
    .select({ key: nodeRuns.cacheKey })
    .from(nodeRuns)
    .innerJoin(runs, eq(runs.id, nodeRuns.runId))
    .where(
      and(
        eq(runs.pipelineId, pipelineId),
        isNotNull(nodeRuns.cacheKey),
        nodeId === undefined
          ? undefined
          : or(eq(nodeRuns.nodeId, nodeId), raw`starts_with(${nodeRuns.nodeId}, ${`${nodeId}/`})`),
      ),
    )
  // Ends of trainings, which longer ones would go on from, are named after the run and its epochs.
  const ends = raw`exists (
    select from ${nodeRuns} join ${runs} on ${runs.id} = ${nodeRuns.runId}
    where ${runs.pipelineId} = ${pipelineId} and ${nodeId === undefined ? raw`true` : eq(nodeRuns.nodeId, nodeId)}
      and jsonb_exists(${cacheEntries.outputs},
        ${nodeRuns.runId} || '@' || (${nodeRuns.outputs} -> 'model' -> 'metrics' ->> 'epochs')))`
  const cleared = await setAside(db, or(inArray(cacheEntries.key, keys), ends), new Date())
  const blobs = cleared.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((value) => [value.blob, ...value.blobs]),
  )
  const sizes = new Map(blobs.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]))
  return { entries: cleared.length, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) }
}
