import { ApplicationFailure } from '@temporalio/activity'
import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { clearCheckpoints, findCheckpoint, saveCheckpoint } from '../../server/runs/checkpoints.ts'
import { forgetCached } from '../../server/maintenance/expire.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { skipOwned } from '../../server/runs/refits.ts'
import type { ExecutedNode, ExecuteNodeInput } from '../types.ts'
import { findAdopted, findKnown } from './adopt.ts'
import { attemptNode } from './attempt.ts'
import type { ActivityDeps } from './deps.ts'
import { effects } from './effects.ts'
import { recordPinned } from './pinned.ts'
import { createRecorder } from './recorder.ts'
import { prepareRefits } from './refits.ts'
import { environmentOf, isFresh, keyOf, recordOutputs, type Reusable } from './reuse.ts'
import { findSource } from './sources.ts'
import { findWarmStart, keepTrainingEnd, warmthOf } from './warm-start.ts'
import { watchForStop } from './watch-stop.ts'
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
  const record = (outputs: Outputs, cachedFromRunId: string | null, isWhole = true) =>
    recordOutputs(deps, { input, attempt, work, key, outputs, cachedFromRunId, keep: keep && isWhole })

  const effect = effects[node.type]
  const adopted = effect && (await findAdopted(deps, work, key.cacheKey, environment))
  if (adopted) return record(adopted.outputs, adopted.runId)
  if (effect) return record(await effect(deps, { run, node, inputs, input }), null)

  const reuse = (): Promise<Reusable | null> => findKnown(deps, work, key.cacheKey, environment, source)

  const compute = async (): Promise<null> => {
    const recorder = createRecorder(deps, input, attempt)
    const saved = node.numeric ? await findCheckpoint(db, input, key.cacheKey, environment) : null
    if (saved) recorder.log('info', `Resumes after epoch ${saved.epoch}`)
    const warmth = await warmthOf(deps, work, environment)
    const checkpoint = saved ?? (warmth && !isFresh(work) ? await findWarmStart(deps, warmth) : null)
    using stop = warmth && watchForStop(deps, input)
    try {
      const made = await prepareRefits(deps, work)
      const { outputs, refitted } = await deps.pool.run(
        {
          kind: 'node',
          node: source.files ? { ...node, params: { ...node.params, files: source.files } } : node,
          inputs,
          source: source.blob,
          connection: source.connection,
          checkpoint,
          ...made,
        },
        signal,
        {
          onQueue: (waits) => recorder.queue(waits),
          onProgress: (update) => recorder.progress(update),
          onLog: (level, message) => recorder.log(level, message),
          onCheckpoint: (reached, backend) =>
            saveCheckpoint(deps, input, {
              attempt,
              cacheKey: key.cacheKey,
              backend,
              checkpoint: { ...reached, continued: checkpoint?.continued },
            }),
          stop: stop?.signal,
          timeoutSeconds: input.retry?.timeoutSeconds,
        },
      )
      // What was read anew takes the place of what was kept.
      if (isFresh(work) && source.connection) await forgetCached(db, key.cacheKey)
      await recorder.close()
      // A later run must not take what was stopped for a whole training, and tries again the items that failed.
      const isWhole =
        recorder.remarks().stoppedAfter === undefined &&
        !(node.loop && made.refits.some(({ state }) => state === 'failed'))
      await record({ ...outputs, ...refitted }, null, isWhole)
      if (warmth) await keepTrainingEnd(deps, warmth, { runId: run.id, nodeType: node.type, outputs })
      await clearCheckpoints(deps, input)
    } finally {
      await recorder.close()
    }
    return null
  }

  const known = await withKeyLock<Reusable | null>(sql, key.cacheKey, signal, reuse, compute)
  if (known) await record(known.outputs, known.runId)
}

const executeOne = (deps: ActivityDeps, input: ExecuteNodeInput): Promise<void> =>
  attemptNode(
    deps,
    input,
    (attempt, signal) => computeNode(deps, input, attempt, signal),
    async () => {
      await skipOwned(deps.db, input)
      return true
    },
  )

/** How long a visit may have lasted for it to go on with the next node. */
const VISIT_MS = 2_000

/**
 * The activity behind every node type: takes the node, computes or reuses it, and records the result once. Where it was
 * quick it goes on with the nodes that come right after: sending each by itself would take longer than what they do.
 */
export async function executeNode(deps: ActivityDeps, input: ExecuteNodeInput): Promise<ExecutedNode> {
  const { next = [], ...first } = input
  const until = Date.now() + VISIT_MS
  await executeOne(deps, first)
  const given = first.signals ? await nodeLife.listGiven(deps.db, first) : []
  let went = 0
  for (const nodeId of next) {
    if (Date.now() > until) break
    try {
      await executeOne(deps, { runId: first.runId, nodeId, iteration: '' })
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error
      // What is to be tried again is sent by itself.
      return { given, went, ...(error.nonRetryable && { failed: nodeId }) }
    }
    went++
  }
  return { given, went }
}
