import { and, eq, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { checkpoints, nodeRuns } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Checkpoint } from '../../nodes/kit/runner.ts'
import type { FolderStore } from '../storage/folder-store.ts'
import type { NodeKey } from './node-runs.ts'

/** How far a long fit got. The row is the truth; the blobs behind a row that goes are taken out of the store. */

interface Deps {
  db: Database
  store: Pick<FolderStore, 'remove'>
}

const matches = (key: NodeKey) =>
  and(
    eq(checkpoints.runId, key.runId),
    eq(checkpoints.nodeId, key.nodeId),
    eq(checkpoints.iteration, key.iteration),
  )

/** Takes the blobs of a checkpoint that is no longer needed out of the store, unless another row has the same. */
async function release({ db, store }: Deps, checkpoint: Checkpoint): Promise<void> {
  for (const blob of Object.values(checkpoint.blobs)) {
    const [other] = await db
      .select({ runId: checkpoints.runId })
      .from(checkpoints)
      .where(raw`${checkpoints.checkpoint}::text like ${`%${blob.sha256}%`}`)
      .limit(1)
    if (!other) await store.remove(blob)
  }
}

/** Saves a checkpoint of an attempt. Rejects with UserError `superseded` where a newer attempt has begun. */
export async function saveCheckpoint(
  deps: Deps,
  key: NodeKey,
  row: { attempt: number; cacheKey: string; backend: string; checkpoint: Checkpoint },
): Promise<void> {
  const previous = await deps.db.transaction(async (tx) => {
    const [current] = await tx
      .select({ attempt: nodeRuns.attempt, state: nodeRuns.state })
      .from(nodeRuns)
      .where(
        and(
          eq(nodeRuns.runId, key.runId),
          eq(nodeRuns.nodeId, key.nodeId),
          eq(nodeRuns.iteration, key.iteration),
        ),
      )
      .for('update')
    if (current?.attempt !== row.attempt || current.state !== 'running')
      throw new UserError('superseded', 'Another attempt of this node has taken over.')
    const [replaced] = await tx.select().from(checkpoints).where(matches(key))
    const values = { ...key, ...row, epoch: row.checkpoint.epoch, updatedAt: new Date() }
    await tx
      .insert(checkpoints)
      .values(values)
      .onConflictDoUpdate({
        target: [checkpoints.runId, checkpoints.nodeId, checkpoints.iteration],
        set: values,
      })
    return replaced?.checkpoint
  })
  if (previous) await release(deps, previous)
}

/** The newest checkpoint that fits: same work (cache key), same numeric backend. */
export async function findCheckpoint(
  db: Database,
  key: NodeKey,
  cacheKey: string,
  backend: string,
): Promise<Checkpoint | null> {
  const [row] = await db.select().from(checkpoints).where(matches(key))
  return row && row.cacheKey === cacheKey && row.backend === backend ? row.checkpoint : null
}

/** Forgets the checkpoint of a node that has its outputs, or those of a whole run that has ended. */
export async function clearCheckpoints(deps: Deps, of: NodeKey | { runId: string }): Promise<void> {
  const condition = 'nodeId' in of ? matches(of) : eq(checkpoints.runId, of.runId)
  const cleared = await deps.db
    .delete(checkpoints)
    .where(condition)
    .returning({ checkpoint: checkpoints.checkpoint })
  for (const { checkpoint } of cleared) await release(deps, checkpoint)
}
