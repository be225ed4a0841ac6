import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import type { OverlapPolicy } from '../drizzle/schema/schedules.ts'
import { canonicalJson } from '../nodes/graph/canonical-json.ts'
import { type ScheduleTiming, temporalCrons, timeZoneOf } from '../nodes/schedules/timing.ts'
import { type BackfillInput, taskQueues, type RunScheduleInput } from './types.ts'

interface ScheduleState {
  id: string
  timing: ScheduleTiming
  overlap: OverlapPolicy
  paused: boolean
  /** A time that passed while nothing ran is made up for only if it is younger. */
  catchUpSeconds: number
  jitterSeconds: number
  startsAt: Date | null
  endsAt: Date | null
}

/** Schedules as Temporal keeps them: copies of those in Postgres. */
export interface ScheduleClient {
  /** Makes Temporal's schedule agree with this one; makes it where it is missing. */
  put(schedule: ScheduleState): Promise<void>
  /** A schedule that is not there is left so. */
  remove(id: string): Promise<void>
  /**
   * Has it due now, under its overlap policy, paused or not. What would be skipped waits: whoever asks has seen that no
   * run is open, and the workflow of one that has just ended lives on for a moment.
   */
  trigger(schedule: ScheduleState): Promise<void>
  /**
   * Makes all of Temporal's schedules agree: makes those that are missing, changes those that differ, removes those
   * that nobody wants. `readWanted` is called after Temporal was asked, so that one made meanwhile is not removed.
   */
  reconcile(readWanted: () => Promise<readonly ScheduleState[]>): Promise<void>
  /** Runs a schedule for times that have passed, one after another or side by side. */
  startBackfill(input: BackfillInput): Promise<void>
  /** Cancels what of it runs, and leaves the rest; one that has ended is left as it is. */
  stopBackfill(input: Pick<BackfillInput, 'scheduleId' | 'backfillId'>): Promise<void>
  /** Has a webhook told of a run that failed; once for a run. */
  tellOfRun(runId: string): Promise<void>
  /** Ids of the schedules of which something is under way. */
  listBusy(): Promise<ReadonlySet<string>>
}

const PREFIX = 'schedule-'

/** How long a person waits for Temporal; what it was not told in time, the reconciler tells it. */
const PATIENCE_MS = 5_000

const overlaps: Readonly<Record<OverlapPolicy, ScheduleOverlapPolicy>> = {
  skip: ScheduleOverlapPolicy.SKIP,
  bufferOne: ScheduleOverlapPolicy.BUFFER_ONE,
  bufferAll: ScheduleOverlapPolicy.BUFFER_ALL,
  cancelOther: ScheduleOverlapPolicy.CANCEL_OTHER,
  allowAll: ScheduleOverlapPolicy.ALLOW_ALL,
}

/** Kept as the schedule's note, since Temporal gives a cron expression back in another form. */
const noteOf = ({
  timing,
  overlap,
  catchUpSeconds,
  jitterSeconds,
  startsAt,
  endsAt,
}: ScheduleState): string =>
  canonicalJson({
    timing,
    overlap,
    catchUpSeconds,
    jitterSeconds,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
  })

/** A schedule that waits for data has no times: it is due when it is told so. */
const specOf = ({ timing, jitterSeconds, startsAt, endsAt }: ScheduleState) => ({
  ...(timing.kind === 'interval'
    ? { intervals: [{ every: timing.everySeconds * 1_000 }] }
    : { cronExpressions: temporalCrons(timing), timezone: timeZoneOf(timing) }),
  ...(jitterSeconds > 0 && { jitter: jitterSeconds * 1_000 }),
  ...(startsAt && { startAt: startsAt }),
  ...(endsAt && { endAt: endsAt }),
})

const toTemporal = (schedule: ScheduleState) => {
  const { id, overlap, paused, catchUpSeconds } = schedule
  const args: [RunScheduleInput] = [{ scheduleId: id }]
  return {
    spec: specOf(schedule),
    action: {
      type: 'startWorkflow',
      workflowType: 'runSchedule',
      workflowId: `${PREFIX}${id}`,
      taskQueue: taskQueues.pipelines,
      args,
    },
    policies: { overlap: overlaps[overlap], catchupWindow: catchUpSeconds * 1_000 },
    state: { paused, note: noteOf(schedule) },
  } as const
}

const isKnownTo = (found: { note?: string; paused: boolean } | undefined, wanted: ScheduleState): boolean =>
  found?.note === noteOf(wanted) && found.paused === wanted.paused

const backfillWorkflow = ({ scheduleId, backfillId }: Pick<BackfillInput, 'scheduleId' | 'backfillId'>) =>
  `backfill-${scheduleId}/${backfillId}`

export function createScheduleClient({ schedule: schedules, workflow }: Client): ScheduleClient {
  const handleOf = (id: string) => schedules.getHandle(`${PREFIX}${id}`)
  const soon = <T>(call: () => Promise<T>) => schedules.withDeadline(Date.now() + PATIENCE_MS, call)

  const put: ScheduleClient['put'] = (schedule) =>
    soon(async () => {
      const wanted = toTemporal(schedule)
      try {
        await handleOf(schedule.id).update(() => wanted)
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error
        try {
          await schedules.create({ ...wanted, scheduleId: `${PREFIX}${schedule.id}` })
        } catch (second) {
          // Another process was quicker.
          if (!(second instanceof ScheduleAlreadyRunning)) throw second
        }
      }
    })
  const remove: ScheduleClient['remove'] = (id) =>
    soon(async () => {
      try {
        await handleOf(id).delete()
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error
      }
    })
  return {
    put,
    remove,
    trigger: ({ id, overlap }) =>
      soon(() => handleOf(id).trigger(overlaps[overlap === 'skip' ? 'bufferOne' : overlap])),
    async reconcile(readWanted) {
      const found = new Map<string, { note?: string; paused: boolean }>()
      for await (const { scheduleId, state } of schedules.list())
        if (scheduleId.startsWith(PREFIX)) found.set(scheduleId.slice(PREFIX.length), state)
      const wanted = await readWanted()
      for (const schedule of wanted) if (!isKnownTo(found.get(schedule.id), schedule)) await put(schedule)
      const ids = new Set(wanted.map(({ id }) => id))
      for (const id of found.keys()) if (!ids.has(id)) await remove(id)
    },
    async startBackfill(input) {
      await workflow.start('backfillSchedule', {
        taskQueue: taskQueues.pipelines,
        workflowId: backfillWorkflow(input),
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      })
    },
    async stopBackfill(input) {
      try {
        await workflow.getHandle(backfillWorkflow(input)).cancel()
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      }
    },
    async tellOfRun(runId) {
      try {
        await workflow.start('tellOfRun', {
          taskQueue: taskQueues.pipelines,
          workflowId: `tell-${runId}`,
          args: [{ runId }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        })
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
      }
    },
    async listBusy() {
      const query = `WorkflowType IN ('runSchedule', 'backfillSchedule') AND ExecutionStatus = 'Running'`
      const busy = new Set<string>()
      for await (const { workflowId } of workflow.list({ query })) {
        const id = /^(?:schedule|backfill)-([0-9a-f-]{36})/.exec(workflowId)?.[1]
        if (id !== undefined) busy.add(id)
      }
      return busy
    },
  }
}
