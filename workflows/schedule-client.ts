import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import type { OverlapPolicy } from '../drizzle/schema/schedules.ts'
import { canonicalJson } from '../nodes/graph/canonical-json.ts'
import { separateDays, type ScheduleTiming } from '../nodes/schedules/timing.ts'
import { taskQueues, type RunScheduleInput } from './types.ts'

interface ScheduleState {
  id: string
  timing: ScheduleTiming
  overlap: OverlapPolicy
  paused: boolean
}

/** Schedules as Temporal keeps them: copies of those in Postgres. */
export interface ScheduleClient {
  /** Makes Temporal's schedule agree with this one; makes it where it is missing. */
  put(schedule: ScheduleState): Promise<void>
  /** A schedule that is not there is left so. */
  remove(id: string): Promise<void>
  /** Has it due now, under its overlap policy, paused or not. */
  trigger(schedule: ScheduleState): Promise<void>
  /**
   * Makes all of Temporal's schedules agree: makes those that are missing, changes those that differ, removes those
   * that nobody wants. `readWanted` is called after Temporal was asked, so that one made meanwhile is not removed.
   */
  reconcile(readWanted: () => Promise<readonly ScheduleState[]>): Promise<void>
}

const PREFIX = 'schedule-'

/** A time that passed while nothing ran is made up for only if it is younger. */
const CATCH_UP = '1 minute'

/** How long a person waits for Temporal; what it was not told in time, the reconciler tells it. */
const PATIENCE_MS = 5_000

const overlaps: Readonly<Record<OverlapPolicy, ScheduleOverlapPolicy>> = {
  skip: ScheduleOverlapPolicy.SKIP,
  bufferOne: ScheduleOverlapPolicy.BUFFER_ONE,
  cancelOther: ScheduleOverlapPolicy.CANCEL_OTHER,
  allowAll: ScheduleOverlapPolicy.ALLOW_ALL,
}

/** Kept as the schedule's note, since Temporal gives a cron expression back in another form. */
const noteOf = ({ timing, overlap }: ScheduleState): string => canonicalJson({ timing, overlap })

const toTemporal = (schedule: ScheduleState) => {
  const { id, timing, overlap, paused } = schedule
  const args: [RunScheduleInput] = [{ scheduleId: id }]
  return {
    spec:
      timing.kind === 'cron'
        ? { cronExpressions: separateDays(timing.cron), timezone: timing.timeZone }
        : { intervals: [{ every: timing.everySeconds * 1_000 }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'runSchedule',
      workflowId: `${PREFIX}${id}`,
      taskQueue: taskQueues.pipelines,
      args,
    },
    policies: { overlap: overlaps[overlap], catchupWindow: CATCH_UP },
    state: { paused, note: noteOf(schedule) },
  } as const
}

const isKnownTo = (found: { note?: string; paused: boolean } | undefined, wanted: ScheduleState): boolean =>
  found?.note === noteOf(wanted) && found.paused === wanted.paused

export function createScheduleClient({ schedule: schedules }: Client): ScheduleClient {
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
    trigger: ({ id, overlap }) => soon(() => handleOf(id).trigger(overlaps[overlap])),
    async reconcile(readWanted) {
      const found = new Map<string, { note?: string; paused: boolean }>()
      for await (const { scheduleId, state } of schedules.list())
        if (scheduleId.startsWith(PREFIX)) found.set(scheduleId.slice(PREFIX.length), state)
      const wanted = await readWanted()
      for (const schedule of wanted) if (!isKnownTo(found.get(schedule.id), schedule)) await put(schedule)
      const ids = new Set(wanted.map(({ id }) => id))
      for (const id of found.keys()) if (!ids.has(id)) await remove(id)
    },
  }
}
