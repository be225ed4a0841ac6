import {
  CancellationScope,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow'
import { long, short } from './activity-options.ts'
import type { runPipeline } from './run-pipeline.ts'
import {
  type BackfillInput,
  type RunActivities,
  type RunScheduleInput,
  type ScheduleActivities,
  taskQueues,
  webhookAttempts,
} from './types.ts'

const { findFailureToTell, endBackfill } = proxyActivities<ScheduleActivities>(short)
const { createScheduledRun, finishRun } = proxyActivities<
  ScheduleActivities & Pick<RunActivities, 'finishRun'>
>(long)

const telling = proxyActivities<Pick<ScheduleActivities, 'tellOfRun'>>({
  taskQueue: taskQueues.cpu,
  startToCloseTimeout: '30s',
  retry: {
    initialInterval: '2s',
    backoffCoefficient: 2,
    maximumInterval: '1 hour',
    maximumAttempts: webhookAttempts,
  },
})

/**
 * What a schedule starts when it is due. It lasts as long as the run, so that Temporal's overlap policies are about
 * runs; to cancel it is to cancel the run.
 */
export async function runSchedule(input: RunScheduleInput): Promise<void> {
  const { scheduleId } = input
  const { searchAttributes, startTime } = workflowInfo()
  const due = searchAttributes.TemporalScheduledStartTime?.[0]
  const scheduledAt = input.scheduledAt ?? (due instanceof Date ? due : startTime).toISOString()
  const run = await CancellationScope.nonCancellable(() => createScheduledRun({ scheduleId, scheduledAt }))
  if (run !== null) {
    const { runId } = run
    try {
      await executeChild<typeof runPipeline>('runPipeline', {
        workflowId: `run-${runId}`,
        args: [run],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        parentClosePolicy: ParentClosePolicy.ABANDON,
      })
    } catch (error) {
      // It may have been cancelled before the run had a workflow of its own to say so.
      if (isCancellation(error))
        await CancellationScope.nonCancellable(() => finishRun({ runId, state: 'cancelled' }))
      throw error
    }
  }
  if (patched('tell-of-failures')) await tellOfFailure({ scheduleId, scheduledAt })
}

/** Has the webhook told of a run that failed, by a workflow of its own: the schedule does not wait for it. */
async function tellOfFailure(time: { scheduleId: string; scheduledAt: string }): Promise<void> {
  const failed = await findFailureToTell(time)
  if (failed === null) return
  await startChild(tellOfRun, {
    workflowId: `tell-${failed.runId}`,
    args: [failed],
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
  }).catch(() => {
    // It is told already.
  })
}

/** Tells a webhook of a run that failed, again and again until it has heard. */
export async function tellOfRun(input: { runId: string }): Promise<void> {
  await telling.tellOfRun(input)
}

/** Runs a schedule for times that have passed, in their order, each as the schedule itself would have. */
export async function backfillSchedule({
  scheduleId,
  backfillId,
  times,
  atOnce,
}: BackfillInput): Promise<void> {
  const left = [...times]
  const runOn = async () => {
    for (let scheduledAt = left.shift(); scheduledAt !== undefined; scheduledAt = left.shift()) {
      try {
        await executeChild(runSchedule, {
          workflowId: `backfill-${scheduleId}/${backfillId}/${scheduledAt}`,
          args: [{ scheduleId, scheduledAt }],
        })
      } catch (error) {
        // One run that someone cancelled does not end the others.
        if (CancellationScope.current().consideredCancelled) throw error
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, times.length) }, runOn))
  } finally {
    await CancellationScope.nonCancellable(() => endBackfill({ scheduleId, backfillId }))
  }
}
