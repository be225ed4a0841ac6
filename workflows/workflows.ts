/** Everything the workflow sandbox holds. */
export { describeQuery, inspectFile, readRows } from './ask.ts'
export { refitNode } from './refit-node.ts'
export { runPipeline } from './run-pipeline.ts'
export { backfillSchedule, runSchedule, tellOfRun } from './run-schedule.ts'
