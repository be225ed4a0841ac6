import { ApplicationFailure, Context } from '@temporalio/activity'
import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { createTestNamespace } from '../tests/kit/services.ts'
import { workflowsPath } from './bundle.ts'
import { taskQueues, type ExecuteNodeInput, type RunPipelineInput, type RunPipelineNode } from './types.ts'

/** What the workflow asks for, in which order: its activities only take notes here. */
const node = (id: string, fields: Partial<RunPipelineNode> = {}): RunPipelineNode => ({
  id,
  type: 'note',
  title: id,
  queue: 'cpu',
  after: [],
  ...fields,
})

test('a fold that fails ends the others before the run ends', async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const { address, namespace } = await createTestNamespace()
  const notes: string[] = []
  const activities = {
    startRun: async () => ({ paused: false, ended: false }),
    reuseNodes: async () => [],
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
    async finishRun({ state }: { state: string }) {
      notes.push(state)
    },
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
    const args: [RunPipelineInput] = [{ runId: 'r', nodes: [node('cross', { refits: true })] }]
    const { workflow } = new Client({ connection: client, namespace })
    await worker.runUntil(
      workflow.execute('runPipeline', { taskQueue: taskQueues.pipelines, workflowId: 'run-r', args }),
    )
    expect(notes).toEqual(['fold:0 begins', 'fold:0 ends', 'failed'])
  } finally {
    await client.close()
    await connection.close()
  }
})
