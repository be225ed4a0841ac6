import { ApplicationFailure, Context } from '@temporalio/activity'
import { and, eq } from 'drizzle-orm'
import { datasetReadings, datasetVersions, nodeRuns } from '../../drizzle/schema.ts'
import { toErrorReport, UserError } from '../../nodes/kit/errors.ts'
import type { InspectFileInput, QuestionActivities, ReadRowsInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'

/** Runs a short task with heartbeats; errors of the person's data are final, others are tried again. */
async function answer<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current()
  const heartbeat = setInterval(() => context.heartbeat(), 2_000)
  try {
    return await ask(context.cancellationSignal)
  } catch (error) {
    const report = toErrorReport(error)
    if (report.kind === 'operational') throw error
    throw ApplicationFailure.nonRetryable(report.message, report.code)
  } finally {
    clearInterval(heartbeat)
  }
}

async function readRows(deps: ActivityDeps, input: ReadRowsInput, signal: AbortSignal) {
  const [row] = await deps.db
    .select({ outputs: nodeRuns.outputs })
    .from(nodeRuns)
    .where(
      and(eq(nodeRuns.runId, input.runId), eq(nodeRuns.nodeId, input.nodeId), eq(nodeRuns.iteration, '')),
    )
  const value = row?.outputs?.[input.port]
  if (value?.port !== 'table')
    throw new UserError('not_found', 'There are no rows at this port yet. Run the node first.')
  const { offset, limit, sort } = input
  return deps.pool.run({ kind: 'rows', blob: value.blob, schema: value.schema, offset, limit, sort }, signal)
}

async function inspectFile(deps: ActivityDeps, input: InspectFileInput, signal: AbortSignal): Promise<void> {
  const { datasetId, sourceKey, options } = input
  const [dataset] = await deps.db.select().from(datasetVersions).where(eq(datasetVersions.id, datasetId))
  if (!dataset) throw new UserError('source_missing', 'The file is not in this workspace. Upload it again.')
  const reading = await deps.pool.run({ kind: 'inspect', blob: dataset.blob, options }, signal).then(
    (found) => ({ ...found, error: null }),
    (error: unknown) => {
      const report = toErrorReport(error)
      if (report.kind !== 'user') throw error
      return { schema: null, rows: null, detected: null, preview: null, error: report }
    },
  )
  const values = { datasetId, sourceKey, ...reading }
  await deps.db
    .insert(datasetReadings)
    .values(values)
    .onConflictDoUpdate({ target: [datasetReadings.datasetId, datasetReadings.sourceKey], set: values })
}

export const createQuestionActivities = (deps: ActivityDeps): QuestionActivities => ({
  readRows: (input) => answer((signal) => readRows(deps, input, signal)),
  inspectFile: (input) => answer((signal) => inspectFile(deps, input, signal)),
})
