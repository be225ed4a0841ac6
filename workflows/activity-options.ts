import type { ActivityOptions } from '@temporalio/workflow'
import { taskQueues } from './types.ts'

const shared = {
  taskQueue: taskQueues.cpu,
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
} as const

/** Of activities that read and write some rows, and nothing twice: what a worker that dies in the midst of one costs. */
export const short: ActivityOptions = { ...shared, startToCloseTimeout: '20s' }

/** Of activities whose work grows with the drawing, or that wait for a compute child: they say that they are alive. */
export const long: ActivityOptions = { ...shared, startToCloseTimeout: '1 day', heartbeatTimeout: '15s' }
