import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity'
import { databaseOutage, isDatabaseOutage } from '../../drizzle/errors.ts'
import { toErrorReport, type ErrorReport } from '../../nodes/kit/errors.ts'
import * as nodeLife from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { nodeAttempts, type ExecuteNodeInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'

/**
 * Attempts after which what the world does is taken for lasting. A compute child that dies so often needs more memory.
 * A person's database may be away for half a minute: the waits between attempts double from half a second, and one that
 * is not answered takes five seconds itself.
 */
const patience: ReadonlyMap<string, number> = new Map([
  ['compute_lost', 6],
  ['compute_not_started', 6],
  ['connection_refused', 7],
  ['connection_lost', 7],
  ['connection_host', 6],
  ['connection_timeout', 5],
])

const heartbeatEveryMs = 2_000

/** What the person is told of an error that ended an attempt, and whether another attempt makes sense. */
export function judge(error: unknown, attempt: number): { report: ErrorReport; retry: boolean } {
  if (isDatabaseOutage(error)) return { report: databaseOutage, retry: true }
  const report = toErrorReport(error)
  if (report.kind !== 'operational') return { report, retry: false }
  if (attempt < (patience.get(report.code) ?? Number.POSITIVE_INFINITY)) return { report, retry: true }
  const message =
    report.code === 'compute_lost'
      ? `The compute process stopped ${attempt} times while it worked on this node, most likely for lack of memory. Use fewer rows or columns, a smaller model or batch, or give it more memory (MILLRACE_COMPUTE_MEMORY_MB).`
      : `${report.message} It was tried ${attempt} times.`
  return { report: { ...report, kind: 'user', message }, retry: false }
}

/**
 * One attempt at a node, a fold or a trial: takes it, works, and on failure records what the person is told and
 * whether it is tried again. `failed` is asked once no other attempt will be made; false lets the activity succeed.
 */
export async function attemptNode(
  deps: ActivityDeps,
  input: ExecuteNodeInput,
  work: (attempt: number, signal: AbortSignal) => Promise<void>,
  failed: (report: ErrorReport) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  const context = Context.current()
  const signal = context.cancellationSignal
  const heartbeat = setInterval(() => context.heartbeat(), heartbeatEveryMs)
  let attempt: number | null = null
  try {
    attempt = await nodeLife.beginAttempt(deps.db, input)
    if (attempt === null) return
    await notifyRun(deps.sql, input.runId)
    await work(attempt, signal)
  } catch (error) {
    if (signal.aborted) {
      // A worker that shuts down, or lost its claim, aborts too; only a cancelled run ends the node.
      if (!context.cancellationDetails?.cancelRequested)
        throw ApplicationFailure.retryable('The worker stopped while it ran this node.', 'worker_stopped')
      await nodeLife.endNode(deps.db, input, attempt, { state: 'cancelled', error: null })
      throw new CancelledFailure('CANCELLED')
    }
    const tries = input.retry?.attempts ?? nodeAttempts
    const judged = judge(error, attempt ?? context.info.attempt)
    const report = judged.report
    const retry = judged.retry || report.code === 'timed_out'
    deps.log(
      `${input.runId} ${input.nodeId} ${input.iteration} attempt ${attempt}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    if (retry && context.info.attempt < tries) {
      if (attempt !== null) await nodeLife.noteFailedAttempt(deps.db, input, attempt, report).catch(() => {})
      throw ApplicationFailure.retryable(report.message, report.code)
    }
    await nodeLife.endNode(deps.db, input, attempt, { state: 'failed', error: report })
    if (await failed(report)) throw ApplicationFailure.nonRetryable(report.message, report.code)
  } finally {
    clearInterval(heartbeat)
    await notifyRun(deps.sql, input.runId).catch(() => {})
  }
}
