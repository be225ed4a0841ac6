import type { PlanNode } from '../../nodes/graph/plan.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { findPinned } from '../../server/runs/pins.ts'
import type { ActivityDeps } from './deps.ts'

/** Gives a pinned node the outputs that it had in the run it is pinned to. */
export async function recordPinned(
  { db, store }: ActivityDeps,
  at: { input: nodeLife.NodeKey; attempt: number; node: PlanNode },
): Promise<void> {
  const { input, attempt, node } = at
  const runId = node.pinnedTo ?? ''
  const pinned = await findPinned(db, { runId, nodeId: node.id })
  const blobs = Object.values(pinned?.outputs ?? {}).flatMap((value) => [value.blob, ...value.blobs])
  const stored = await Promise.all(blobs.map((blob) => store.has(blob)))
  if (!pinned || !stored.every(Boolean))
    throw new UserError(
      'pin_gone',
      `The output that *${node.title}* is pinned to is gone. Unpin it to make it again.`,
    )
  const { outputs, cacheKey, keyParts } = pinned
  const result = { cacheKey, keyParts, outputs, cachedFromRunId: runId }
  await nodeLife.recordResult(db, input, attempt, result, () => Promise.resolve())
}
