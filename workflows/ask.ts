import { proxyActivities } from '@temporalio/workflow'
import {
  taskQueues,
  type DescribeQueryInput,
  type InspectFileInput,
  type QuestionActivities,
  type ReadRowsInput,
} from './types.ts'

const activities = proxyActivities<QuestionActivities>({
  taskQueue: taskQueues.cpu,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '250ms', maximumAttempts: 4 },
})

/** Reads a page of the rows at a port. */
export const readRows = (input: ReadRowsInput) => activities.readRows(input)

/** Finds out the columns of an uploaded file and records them. */
export const inspectFile = (input: InspectFileInput) => activities.inspectFile(input)

/** Finds out the columns of a query's first rows and records them. */
export const describeQuery = (input: DescribeQueryInput) => activities.describeQuery(input)
