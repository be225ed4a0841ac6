import { nodeRuns } from '../../drizzle/schema.ts'
import type { Database, Sql } from '../../drizzle/client.ts'
import type { EventKind, LogEvent, MetricsEvent } from '../../drizzle/schema/runs.ts'
import type { Progress } from '../../nodes/kit/runner.ts'
import { appendEvents } from '../../server/runs/append-events.ts'
import { noteQueue } from '../../server/runs/node-runs.ts'
import { notifyRun } from '../../server/runs/notify.ts'
import { and, eq } from 'drizzle-orm'

interface NodeKey {
  runId: string
  nodeId: string
  iteration: string
}

const flushEveryMs = 200

/** What is still worth knowing of a node's progress once it has ended. */
type Remarks = Pick<Progress, 'continued' | 'stoppedAfter'>

/**
 * Writes a node's progress, logs and curve points to Postgres, gathered so that a fast training loop costs a few
 * statements a second, and notifies whoever watches the run.
 */
export function createRecorder(deps: { db: Database; sql: Sql }, key: NodeKey, attempt: number) {
  let events: { kind: EventKind; data: LogEvent | MetricsEvent; at: Date }[] = []
  let progress: Progress | null = null
  let remarks: Remarks = {}
  let writtenAt = 0
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    const newEvents = events
    const newProgress = progress
    events = []
    progress = null
    writtenAt = Date.now()
    if (newEvents.length > 0) {
      const rows = newEvents.map((event) => ({ nodeId: key.nodeId, attempt, ...event }))
      try {
        await deps.db.transaction((tx) => appendEvents(tx, key.runId, rows))
      } catch (error) {
        // The database is away: they come with the next ones.
        events = [...newEvents, ...events]
        if (newProgress) progress = { ...newProgress, ...(progress as Progress | null) }
        throw error
      }
    }
    if (newProgress)
      await deps.db
        .update(nodeRuns)
        .set({ progress: { ...newProgress, ...remarks } })
        .where(
          and(
            eq(nodeRuns.runId, key.runId),
            eq(nodeRuns.nodeId, key.nodeId),
            eq(nodeRuns.iteration, key.iteration),
            eq(nodeRuns.attempt, attempt),
          ),
        )
    if (newEvents.length > 0 || newProgress) await notifyRun(deps.sql, key.runId)
  }

  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.catch(() => {}).then(write)
    return writing
  }

  const schedule = () => {
    // What comes after a silence is shown at once. Live figures are best effort: a failed write must not fail the node,
    // whose result is recorded apart.
    const wait = Math.max(0, writtenAt + flushEveryMs - Date.now())
    timer ??= setTimeout(() => void flush().catch(() => {}), wait)
  }

  return {
    progress(update: Progress) {
      progress = { ...progress, ...update }
      const { continued = remarks.continued, stoppedAfter = remarks.stoppedAfter } = progress
      remarks = { continued, stoppedAfter }
      if (update.metrics && update.epoch !== undefined)
        events.push({
          kind: 'metrics',
          data: { epoch: update.epoch, metrics: { ...update.metrics } },
          at: new Date(),
        })
      schedule()
    },
    log(level: LogEvent['level'], message: string) {
      events.push({ kind: 'log', data: { level, message }, at: new Date() })
      schedule()
    },
    /** Whether it waits for a free compute process. */
    queue(waits: boolean) {
      writing = writing
        .catch(() => {})
        .then(() => noteQueue(deps.db, key, attempt, waits))
        .then(() => notifyRun(deps.sql, key.runId))
      writing.catch(() => {})
    },
    remarks: () => remarks,
    /** Writes what is still held back. */
    close: () => flush().catch(() => {}),
  }
}
