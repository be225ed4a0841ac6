import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow'
import { nodeAttempts, taskQueues, type ExecuteNodeInput, type RunActivities } from './types.ts'

const { refit } = proxyActivities<RunActivities>({
  taskQueue: taskQueues.cpu,
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    initialInterval: '500ms',
    backoffCoefficient: 2,
    maximumInterval: '30s',
    maximumAttempts: nodeAttempts,
  },
})

/** One fold of a cross-validation, or one trial of a search. */
export async function refitNode(input: ExecuteNodeInput): Promise<void> {
  await refit(input)
}
