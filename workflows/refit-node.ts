import {
  ActivityCancellationType,
  CancellationScope,
  ChildWorkflowCancellationType,
  executeChild,
  proxyActivities,
} from '@temporalio/workflow'
import { short } from './activity-options.ts'
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

const { listItems } = proxyActivities<RunActivities>(short)

/** One fold of a cross-validation, one trial of a search, one item of a loop, or a batch of items. */
export async function refitNode(input: ExecuteNodeInput): Promise<void> {
  if (input.iteration.startsWith('items:')) return makeItems(input)
  await refit(input)
}

/** Has the items of a batch made, some at a time, each in a workflow of its own. The first that fails ends the others. */
async function makeItems(input: ExecuteNodeInput): Promise<void> {
  const { iterations, parallel } = await listItems(input)
  const { runId, nodeId } = input
  const waiting = [...iterations]
  const makeSome = async (): Promise<void> => {
    for (let iteration = waiting.shift(); iteration !== undefined; iteration = waiting.shift()) {
      await executeChild(refitNode, {
        args: [{ runId, nodeId, iteration }],
        workflowId: `run-${runId}/${nodeId}/${iteration}`,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: iteration,
      })
    }
  }
  let making: Promise<void>[] = []
  const scope = new CancellationScope()
  try {
    await scope.run(() => {
      making = Array.from({ length: parallel }, makeSome)
      return Promise.all(making)
    })
  } finally {
    waiting.length = 0
    scope.cancel()
    await CancellationScope.nonCancellable(() => Promise.allSettled(making))
  }
}
