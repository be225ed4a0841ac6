import { EventEmitter, once } from 'node:events'
import { ApplicationFailure, Context } from '@temporalio/activity'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { createTestNamespace } from '../tests/kit/services.ts'
import { workflowsPath } from './bundle.ts'
import {
  taskQueues,
  type ExecuteNodeInput,
  type FinishRunInput,
  type RunPipelineInput,
  type RunPipelineNode,
} from './types.ts'

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>
type ScheduledActivity = NonNullable<
  NonNullable<History['events']>[number]['activityTaskScheduledEventAttributes']
>

beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }))

/** What the workflow asks for, in which order: its activities only take notes here. */
const node = (id: string, fields: Partial<RunPipelineNode> = {}): RunPipelineNode => ({
  id,
  type: 'note',
  title: id,
  queue: 'cpu',
  after: [],
  ...fields,
})

/** Runs a plan on a server of its own with these activities; `meanwhile` sees the run while it is under way. */
async function runPlan(
  input: Omit<RunPipelineInput, 'runId'>,
  own: Record<string, (input: ExecuteNodeInput) => Promise<unknown>>,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<{ executions: number; scheduled: ScheduledActivity[] }> {
  const { address, namespace } = await createTestNamespace()
  const activities = {
    startRun: async () => ({ paused: false, ended: false }),
    reuseNodes: async () => [],
    note: async () => ({ given: [], went: 0 }),
    finishRun: async () => {},
    ...own,
  }
  const connection = await NativeConnection.connect({ address })
  const client = await Connection.connect({ address })
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue: taskQueues.pipelines,
      workflowsPath,
      activities,
      maxHeartbeatThrottleInterval: '100ms',
    })
    const args: [RunPipelineInput] = [{ runId: 'r', ...input }]
    const { workflow } = new Client({ connection: client, namespace })
    const handle = await workflow.start('runPipeline', {
      taskQueue: taskQueues.pipelines,
      workflowId: 'run-r',
      args,
    })
    await worker.runUntil(Promise.all([handle.result(), meanwhile()]))
    const scheduled: ScheduledActivity[] = []
    let executions = 0
    for (let runId: string | null | undefined = handle.firstExecutionRunId; runId; executions++) {
      const { events } = await workflow.getHandle('run-r', runId).fetchHistory()
      runId = null
      for (const event of events ?? []) {
        const { activityTaskScheduledEventAttributes: activity } = event
        if (activity) scheduled.push(activity)
        runId = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? runId
      }
    }
    return { executions, scheduled }
  } finally {
    await client.close()
    await connection.close()
  }
}

test('a fold that fails ends the others before the run ends', async () => {
  const notes: string[] = []
  const activities = {
    nextRefits: async () => ({ iterations: ['fold:0', 'fold:1'], more: false }),
    async refit({ iteration }: ExecuteNodeInput) {
      const context = Context.current()
      if (iteration === 'fold:1') {
        // Both are under way.
        await expect.poll(() => notes).toEqual(['fold:0 begins'])
        throw ApplicationFailure.nonRetryable('no')
      }
      notes.push('fold:0 begins')
      const heartbeat = setInterval(() => context.heartbeat(), 100)
      try {
        await context.cancelled
      } finally {
        clearInterval(heartbeat)
        notes.push('fold:0 ends')
      }
    },
    finishRun: async (input: object) => notes.push((input as FinishRunInput).state),
  }
  const { scheduled } = await runPlan({ nodes: [node('cross', { refits: true })] }, activities)
  expect(notes).toEqual(['fold:0 begins', 'fold:0 ends', 'failed'])
  // A worker that dies in the midst of any activity is missed soon.
  for (const { heartbeatTimeout, startToCloseTimeout } of scheduled)
    expect(Number((heartbeatTimeout?.seconds || startToCloseTimeout?.seconds) ?? 0)).toBeLessThanOrEqual(20)
  expect(scheduled.length).toBeGreaterThan(3)
})

test('what takes long does not hold back the rest when a run should go on as a new execution', async () => {
  const ids = Array.from({ length: 12 }, (_, at) => `n${at}`)
  const gate = new EventEmitter()
  const release = once(gate, 'release')
  const done: string[] = []
  const { executions } = await runPlan(
    {
      maxEvents: 40,
      nodes: [
        node('training', { type: 'training' }),
        ...ids.map((id, at) => node(id, { after: at === 0 ? [] : [`n${at - 1}`] })),
      ],
    },
    {
      async training() {
        const heartbeat = setInterval(() => Context.current().heartbeat(), 100)
        await release.finally(() => clearInterval(heartbeat))
      },
      async note({ nodeId }) {
        done.push(nodeId)
      },
    },
    async () => {
      await expect
        .poll(() => done)
        .toEqual(ids)
        .finally(() => gate.emit('release'))
    },
  )
  expect(done).toEqual(ids)
  expect(executions).toBe(1)
})

test('a wide run goes on as a new execution, too', async () => {
  const ids = Array.from({ length: 240 }, (_, at) => `n${at}`)
  const done: string[] = []
  const { executions } = await runPlan(
    // So few that it waits for what is under way, however long.
    { maxEvents: 20, nodes: ids.map((id) => node(id)) },
    { note: async ({ nodeId }) => done.push(nodeId) },
  )
  expect(done.toSorted()).toEqual(ids.toSorted())
  expect(executions).toBeGreaterThan(1)
})
