import {
  CancellationScope,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow'
import type { runPipeline } from './run-pipeline.ts'
import { type RunActivities, type RunScheduleInput, type ScheduleActivities, taskQueues } from './types.ts'

const { createScheduledRun, finishRun } = proxyActivities<
  ScheduleActivities & Pick<RunActivities, 'finishRun'>
>({
  taskQueue: taskQueues.cpu,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
})

/**
 * What a schedule starts when it is due. It lasts as long as the run, so that Temporal's overlap policies are about
 * runs; to cancel it is to cancel the run.
 */
export async function runSchedule({ scheduleId }: RunScheduleInput): Promise<void> {
  const { searchAttributes, startTime } = workflowInfo()
  const due = searchAttributes.TemporalScheduledStartTime?.[0]
  const scheduledAt = (due instanceof Date ? due : startTime).toISOString()
  const run = await CancellationScope.nonCancellable(() => createScheduledRun({ scheduleId, scheduledAt }))
  if (run === null) return
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
