import {
  Client,
  Connection,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { OperationalError, UserError } from '../nodes/kit/errors.ts'
import { createScheduleClient, type ScheduleClient } from './schedule-client.ts'
import {
  signals,
  taskQueues,
  type DescribeQueryInput,
  type InspectFileInput,
  type ReadRowsInput,
  type RunPipelineInput,
} from './types.ts'

/** The server's only way to durable execution: start, cancel, ask, schedule. */
export interface WorkflowClient extends AsyncDisposable {
  /** A run that was started before is left as it is: false. */
  startRun(input: RunPipelineInput): Promise<boolean>
  /** Whether a run's workflow is at work, was ended in whatever way, or is not known. */
  findRun(runId: string): Promise<'open' | 'ended' | 'unknown'>
  /** Asks a run to stop. False where nobody hears it: it has ended, or has no workflow yet, or none any more. */
  cancelRun(runId: string): Promise<boolean>
  /** A paused run starts nothing until it is resumed; what is under way goes on. False where nobody hears it. */
  pauseRun(runId: string): Promise<boolean>
  /** False where nobody hears it. */
  resumeRun(runId: string): Promise<boolean>
  /** Ends the wait of a node. */
  wakeNode(runId: string, nodeId: string): Promise<void>
  readRows(input: ReadRowsInput): Promise<{ columns: string[]; rows: unknown[][]; total: number }>
  inspectFile(input: InspectFileInput): Promise<void>
  describeQuery(input: DescribeQueryInput): Promise<void>
  schedules: ScheduleClient
}

interface ClientOptions {
  address: string
  namespace: string
}

const endings: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'])

const workflowIdOf = (runId: string) => `run-${runId}`

/** Turns a workflow's failure into the error that caused it. */
function toCause(error: unknown): unknown {
  let cause: unknown = error
  while (cause instanceof Error && cause.cause && !(cause instanceof ApplicationFailure)) cause = cause.cause
  if (!(error instanceof WorkflowFailedError)) return error
  return cause instanceof ApplicationFailure && cause.nonRetryable
    ? new UserError(cause.type ?? 'failed', cause.message)
    : new OperationalError('worker_failed', 'No worker could answer. Look at the worker’s log.', {
        cause: error,
      })
}

export async function connectWorkflows({ address, namespace }: ClientOptions): Promise<WorkflowClient> {
  const connection = await Connection.connect({ address, connectTimeout: '10s' })
  const client = new Client({ connection, namespace })

  const ask = async <T>(
    workflow: 'readRows' | 'inspectFile' | 'describeQuery',
    input: unknown,
  ): Promise<T> => {
    try {
      return await client.workflow.execute(workflow, {
        taskQueue: taskQueues.pipelines,
        workflowId: `${workflow}-${crypto.randomUUID()}`,
        args: [input],
        workflowExecutionTimeout: '10 minutes',
      })
    } catch (error) {
      throw toCause(error)
    }
  }

  /** Whether somebody heard it: a run that has ended hears nothing more. */
  const isHeard = async (call: Promise<unknown>): Promise<boolean> => {
    try {
      await call
      return true
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false
      throw error
    }
  }
  const signal = (runId: string, name: string, ...args: string[]): Promise<boolean> =>
    isHeard(client.workflow.getHandle(workflowIdOf(runId)).signal(name, ...args))

  return {
    async startRun(input) {
      try {
        await client.workflow.start('runPipeline', {
          taskQueue: taskQueues.pipelines,
          workflowId: workflowIdOf(input.runId),
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        })
        return true
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
        return false
      }
    },
    async findRun(runId) {
      try {
        const { status } = await client.workflow.getHandle(workflowIdOf(runId)).describe()
        return endings.has(status.name) ? 'ended' : 'open'
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'unknown'
        throw error
      }
    },
    async cancelRun(runId) {
      const handle = client.workflow.getHandle(workflowIdOf(runId))
      // One that has ended takes the request, too.
      return (await isHeard(handle.cancel())) && (await handle.describe()).status.name === 'RUNNING'
    },
    pauseRun: (runId) => signal(runId, signals.pause),
    resumeRun: (runId) => signal(runId, signals.resume),
    async wakeNode(runId, nodeId) {
      await signal(runId, signals.wake, nodeId)
    },
    readRows: (input) => ask('readRows', input),
    inspectFile: (input) => ask('inspectFile', input),
    describeQuery: (input) => ask('describeQuery', input),
    schedules: createScheduleClient(client),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}
