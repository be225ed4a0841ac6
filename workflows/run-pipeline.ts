import {
  ActivityCancellationType,
  CancellationScope,
  ChildWorkflowCancellationType,
  executeChild,
  isCancellation,
  patched,
  proxyActivities,
} from '@temporalio/workflow'
import { refitNode } from './refit-node.ts'
import {
  nodeAttempts,
  taskQueues,
  type ExecuteNodeInput,
  type RunActivities,
  type RunPipelineInput,
  type RunPipelineNode,
} from './types.ts'

const { startRun, skipNode, finishRun, nextRefits, reuseNodes } = proxyActivities<RunActivities>({
  taskQueue: taskQueues.cpu,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
})

type NodeActivity = (input: ExecuteNodeInput) => Promise<void>

/** The activity named after a node's type, with the node's title as the summary that Temporal's own pages show. */
function activityOf(node: RunPipelineNode): NodeActivity {
  const activities = proxyActivities<Record<string, NodeActivity>>({
    taskQueue: taskQueues[node.queue],
    startToCloseTimeout: '7 days',
    heartbeatTimeout: '15s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: node.title,
    retry: {
      initialInterval: '500ms',
      backoffCoefficient: 2,
      maximumInterval: '30s',
      maximumAttempts: nodeAttempts,
    },
  })
  return activities[node.type] as NodeActivity
}

/** Has folds or trials made, round after round, each in a workflow of its own. */
async function makeRefits(node: RunPipelineNode, { runId, nodeId }: ExecuteNodeInput): Promise<void> {
  for (let more = true; more; ) {
    const round = await nextRefits({ runId, nodeId })
    more = round.more
    await Promise.all(
      round.iterations.map((iteration) =>
        executeChild(refitNode, {
          args: [{ runId, nodeId, iteration }],
          workflowId: `run-${runId}/${nodeId}/${iteration}`,
          cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
          staticSummary: `${node.title} · ${iteration}`,
        }),
      ),
    )
  }
}

type Outcome = 'done' | 'failed' | 'skipped'

/**
 * Executes a plan: every node starts as soon as its own inputs are ready, whatever the others do. A failed node takes
 * along only what lies downstream of it.
 */
export async function runPipeline({ runId, nodes }: RunPipelineInput): Promise<void> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const outcomes = new Map<string, Promise<Outcome>>()

  const execute = async (node: RunPipelineNode): Promise<Outcome> => {
    const before = await Promise.all(node.after.map((id) => outcomeOf(id)))
    const input = { runId, nodeId: node.id, iteration: '' }
    const missing = node.after.find((_, index) => before[index] !== 'done')
    if (missing !== undefined) {
      await skipNode({ ...input, because: byId.get(missing)?.title ?? missing })
      return 'skipped'
    }
    try {
      if (node.refits) await makeRefits(node, input)
      await activityOf(node)(input)
      return 'done'
    } catch (error) {
      if (isCancellation(error)) throw error
      return 'failed'
    }
  }

  const outcomeOf = (id: string): Promise<Outcome> => {
    const known = outcomes.get(id)
    if (known) return known
    const node = byId.get(id)
    const outcome = node ? execute(node) : Promise.resolve<Outcome>('failed')
    outcomes.set(id, outcome)
    return outcome
  }

  try {
    await startRun({ runId })
    // Runs that began before this was so go on without it.
    const reused = patched('reuse-first') ? await reuseNodes({ runId }) : []
    for (const id of reused) outcomes.set(id, Promise.resolve('done'))
    const all = await Promise.all(nodes.map((node) => outcomeOf(node.id)))
    const state = all.every((outcome) => outcome === 'done') ? 'succeeded' : 'failed'
    await finishRun({ runId, state })
  } catch (error) {
    if (!isCancellation(error)) throw error
    // Node activities have ended their compute child by now; wait for all of them before the run is closed.
    await CancellationScope.nonCancellable(async () => {
      await Promise.allSettled(outcomes.values())
      await finishRun({ runId, state: 'cancelled' })
    })
    throw error
  }
}
