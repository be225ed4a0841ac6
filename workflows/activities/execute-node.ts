import { ApplicationFailure, Context, CancelledFailure } from '@temporalio/activity'
import { eq } from 'drizzle-orm'
import { datasetVersions, runs } from '../../drizzle/schema.ts'
import { cacheKey } from '../../nodes/graph/cache-key.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import { toErrorReport, UserError, type ErrorReport } from '../../nodes/kit/errors.ts'
import type { BlobRef, PortValue } from '../../nodes/kit/values.ts'
import { registerModels } from '../../server/models/models.ts'
import { clearCheckpoints, findCheckpoint, saveCheckpoint } from '../../server/runs/checkpoints.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { nodeAttempts, type ExecuteNodeInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'
import { effects } from './effects.ts'
import { databaseOutage, isDatabaseOutage } from '../../drizzle/errors.ts'
import { createRecorder } from './recorder.ts'
import { withKeyLock } from './with-key-lock.ts'

/** A compute child that dies this often under one node is taken for the node's own doing: it needs more memory. */
const lossesBeforeGivingUp = 6

const heartbeatEveryMs = 2_000

type Outputs = Record<string, PortValue>

/** Outputs another run recorded; null where this attempt made and recorded them itself. */
interface Reusable {
  runId: string
  outputs: Outputs | null
}

/** The artifact behind a file source; others have none. */
async function findSource(deps: ActivityDeps, node: PlanNode): Promise<BlobRef | null> {
  if (node.type !== 'data.file') return null
  const [row] = await deps.db
    .select({ blob: datasetVersions.blob })
    .from(datasetVersions)
    .where(eq(datasetVersions.id, String(node.params.source)))
  if (!row)
    throw new UserError('source_missing', 'The file is not in this workspace. Choose or upload it again.', {
      field: 'source',
    })
  return row.blob
}

async function areStored(deps: ActivityDeps, outputs: Outputs): Promise<boolean> {
  const blobs = Object.values(outputs).flatMap((value) => [value.blob, ...value.blobs])
  const stored = await Promise.all(blobs.map((blob) => deps.store.has(blob)))
  return stored.every(Boolean)
}

async function computeNode(
  deps: ActivityDeps,
  input: ExecuteNodeInput,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { db, sql } = deps
  const { run, node, inputs } = await nodeLife.loadWork(db, input)
  const source = await findSource(deps, node)
  const environment = node.numeric ? (await deps.pool.run({ kind: 'environment' }, signal)).numeric : ''
  const digests = Object.fromEntries(Object.entries(inputs).map(([port, value]) => [port, value.digest]))
  if (source) digests['(source)'] = source.sha256
  const key = cacheKey({ node, inputs: digests, environment })
  if (environment && run.backend !== environment)
    await db.update(runs).set({ backend: environment }).where(eq(runs.id, run.id))

  const record = async (outputs: Outputs, cachedFromRunId: string | null) => {
    await nodeLife.recordResult(
      db,
      input,
      attempt,
      { cacheKey: key, outputs, cachedFromRunId },
      async (tx) => {
        if (!cachedFromRunId && !node.effect)
          await nodeLife.recordCached(tx, { key, nodeType: node.type, runId: run.id, outputs })
        await registerModels(tx, { run, node, inputs, outputs })
      },
    )
  }

  const effect = effects[node.type]
  if (effect) return record(await effect(deps, { run, node, inputs, input }), null)

  const reuse = async (): Promise<Reusable | null> => {
    if (run.fresh) return null
    const entry = await nodeLife.findCached(db, key)
    if (!entry) return null
    if (await areStored(deps, entry.outputs)) return entry
    await nodeLife.forgetCached(db, key)
    return null
  }

  const compute = async (): Promise<Reusable> => {
    const recorder = createRecorder(deps, input, attempt)
    const checkpoint = node.numeric ? await findCheckpoint(db, input, key, environment) : null
    if (checkpoint) recorder.log('info', `Resumes after epoch ${checkpoint.epoch}`)
    try {
      const { outputs } = await deps.pool.run({ kind: 'node', node, inputs, source, checkpoint }, signal, {
        onProgress: (update) => recorder.progress(update),
        onLog: (level, message) => recorder.log(level, message),
        onCheckpoint: (saved, backend) =>
          saveCheckpoint(deps, input, { attempt, cacheKey: key, backend, checkpoint: saved }),
      })
      await record(outputs, null)
      await clearCheckpoints(deps, input)
    } finally {
      await recorder.close()
    }
    return { runId: run.id, outputs: null }
  }

  const done = await withKeyLock<Reusable>(sql, key, signal, reuse, compute)
  if (done.outputs) await record(done.outputs, done.runId)
}

/** What the person is told of an error that ended an attempt, and whether another attempt makes sense. */
function judge(error: unknown, attempt: number): { report: ErrorReport; retry: boolean } {
  if (isDatabaseOutage(error)) return { report: databaseOutage, retry: true }
  const report = toErrorReport(error)
  if (report.code === 'compute_lost' && attempt >= lossesBeforeGivingUp) {
    const message = `The compute process stopped ${attempt} times while it worked on this node, most likely for lack of memory. Use fewer rows or columns, a smaller model or batch, or give it more memory (MILLRACE_COMPUTE_MEMORY_MB).`
    return { report: { ...report, kind: 'user', message }, retry: false }
  }
  return { report, retry: report.kind === 'operational' }
}

/** The activity behind every node type: takes the node, computes or reuses it, and records the result once. */
export async function executeNode(deps: ActivityDeps, input: ExecuteNodeInput): Promise<void> {
  const context = Context.current()
  const signal = context.cancellationSignal
  const heartbeat = setInterval(() => context.heartbeat(), heartbeatEveryMs)
  let attempt: number | null = null
  try {
    attempt = await nodeLife.beginAttempt(deps.db, input)
    if (attempt === null) return
    await notifyRun(deps.sql, input.runId)
    await computeNode(deps, input, attempt, signal)
  } catch (error) {
    if (signal.aborted) {
      // A worker that shuts down, or lost its claim, aborts too; only a cancelled run ends the node.
      if (!context.cancellationDetails?.cancelRequested)
        throw ApplicationFailure.retryable('The worker stopped while it ran this node.', 'worker_stopped')
      await nodeLife.endNode(deps.db, input, attempt, { state: 'cancelled', error: null })
      throw new CancelledFailure('CANCELLED')
    }
    const { report, retry } = judge(error, attempt ?? context.info.attempt)
    deps.log(
      `${input.runId} ${input.nodeId} attempt ${attempt}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    if (retry && context.info.attempt < nodeAttempts) {
      if (attempt !== null) await nodeLife.noteFailedAttempt(deps.db, input, attempt, report).catch(() => {})
      throw ApplicationFailure.retryable(report.message, report.code)
    }
    await nodeLife.endNode(deps.db, input, attempt, { state: 'failed', error: report })
    throw ApplicationFailure.nonRetryable(report.message, report.code)
  } finally {
    clearInterval(heartbeat)
    await notifyRun(deps.sql, input.runId).catch(() => {})
  }
}
