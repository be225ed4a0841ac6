import {
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow'
import type { runPipeline } from './run-pipeline.ts'
import { taskQueues, type RunScheduleInput, type ScheduleActivities } from './types.ts'

const { createScheduledRun } = proxyActivities<ScheduleActivities>({
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
  const run = await createScheduledRun({ scheduleId, scheduledAt })
  if (run === null) return
  await executeChild<typeof runPipeline>('runPipeline', {
    workflowId: `run-${run.runId}`,
    args: [run],
    workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
  })
}
