import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { clearCheckpoints, findCheckpoint, saveCheckpoint } from '../../server/runs/checkpoints.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { skipOwned } from '../../server/runs/refits.ts'
import type { ExecuteNodeInput } from '../types.ts'
import { attemptNode } from './attempt.ts'
import type { ActivityDeps } from './deps.ts'
import { effects } from './effects.ts'
import { recordPinned } from './pinned.ts'
import { createRecorder } from './recorder.ts'
import { prepareRefits } from './refits.ts'
import { environmentOf, findReusable, isFresh, keyOf, recordOutputs, type Reusable } from './reuse.ts'
import { findSource } from './sources.ts'
import { withKeyLock } from './with-key-lock.ts'

type Outputs = Record<string, PortValue>

async function computeNode(
  deps: ActivityDeps,
  input: ExecuteNodeInput,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { db, sql } = deps
  const work = await nodeLife.loadWork(db, input)
  const { run, node, inputs } = work
  if (node.pinnedTo !== undefined) return recordPinned(deps, { input, attempt, node })
  const source = await findSource(deps, { runId: run.id, node })
  const environment = await environmentOf(deps, node, signal)
  const key = keyOf(work, environment, source.freshness)
  if (environment && run.backend !== environment)
    await db.update(runs).set({ backend: environment }).where(eq(runs.id, run.id))

  const keep = !node.effect && source.isKept
  const record = (outputs: Outputs, cachedFromRunId: string | null) =>
    recordOutputs(deps, { input, attempt, work, key, outputs, cachedFromRunId, keep })

  const effect = effects[node.type]
  if (effect) return record(await effect(deps, { run, node, inputs, input }), null)

  const reuse = (): Promise<Reusable | null> => findReusable(deps, work, key.cacheKey)

  const compute = async (): Promise<null> => {
    const recorder = createRecorder(deps, input, attempt)
    const checkpoint = node.numeric ? await findCheckpoint(db, input, key.cacheKey, environment) : null
    if (checkpoint) recorder.log('info', `Resumes after epoch ${checkpoint.epoch}`)
    try {
      const made = await prepareRefits(deps, work)
      const { outputs, refitted } = await deps.pool.run(
        {
          kind: 'node',
          node,
          inputs,
          source: source.blob,
          connection: source.connection,
          checkpoint,
          ...made,
        },
        signal,
        {
          onProgress: (update) => recorder.progress(update),
          onLog: (level, message) => recorder.log(level, message),
          onCheckpoint: (saved, backend) =>
            saveCheckpoint(deps, input, { attempt, cacheKey: key.cacheKey, backend, checkpoint: saved }),
        },
      )
      // What was read anew takes the place of what was kept.
      if (isFresh(work) && source.connection) await nodeLife.forgetCached(db, key.cacheKey)
      await record({ ...outputs, ...refitted }, null)
      await clearCheckpoints(deps, input)
    } finally {
      await recorder.close()
    }
    return null
  }

  const known = await withKeyLock<Reusable | null>(sql, key.cacheKey, signal, reuse, compute)
  if (known) await record(known.outputs, known.runId)
}

/** The activity behind every node type: takes the node, computes or reuses it, and records the result once. */
export const executeNode = (deps: ActivityDeps, input: ExecuteNodeInput): Promise<void> =>
  attemptNode(
    deps,
    input,
    (attempt, signal) => computeNode(deps, input, attempt, signal),
    async () => {
      await skipOwned(deps.db, input)
      return true
    },
  )
