import { ApplicationFailure } from '@temporalio/activity'
import { and, eq } from 'drizzle-orm'
import { datasetReadings, datasetVersions, nodeRuns } from '../../drizzle/schema.ts'
import { postgres } from '../../nodes/data/postgres/definition.ts'
import { querySourceKey } from '../../nodes/data/postgres/source-key.ts'
import { toErrorReport, UnexpectedError, UserError } from '../../nodes/kit/errors.ts'
import { recordReading } from '../../server/connections/readings.ts'
import type { DescribeQueryInput, InspectFileInput, QuestionActivities, ReadRowsInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'
import { findSource } from './sources.ts'
import { withHeartbeat } from './with-heartbeat.ts'

/** Runs a short task with heartbeats; errors of the person's data are final, others are tried again. */
async function answer<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withHeartbeat(ask)
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error
    const report = toErrorReport(error)
    if (report.kind === 'operational') throw error
    throw ApplicationFailure.nonRetryable(report.message, report.code)
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

/** Rows that are looked at, and how long the database may take over them. */
const described = { maxRows: 10_000, timeLimit: 30 }

async function describeQuery(
  deps: ActivityDeps,
  input: DescribeQueryInput,
  signal: AbortSignal,
): Promise<void> {
  const { type, version } = postgres
  const params = postgres.params.parse({ ...input, ...described })
  const { connection } = await findSource(deps, { runId: '', node: { type, params } })
  const node = { id: 'query', type, version, params, seed: 0 }
  const task = {
    kind: 'node',
    node,
    inputs: {},
    source: null,
    connection,
    checkpoint: null,
    refits: [],
    final: null,
  } as const
  const { outputs } = await deps.pool.run(task, signal).catch((error: unknown) => {
    const { kind, code, message } = toErrorReport(error)
    // A person waits for the answer: what the world does is told at once too.
    throw kind === 'operational' && !code.startsWith('compute_') ? new UserError(code, message) : error
  })
  const { table } = outputs
  if (table?.port !== 'table') throw new UnexpectedError('output_missing', 'The query made no table')
  await recordReading(deps.db, querySourceKey(input), table)
}

export const createQuestionActivities = (deps: ActivityDeps): QuestionActivities => ({
  readRows: (input) => answer((signal) => readRows(deps, input, signal)),
  inspectFile: (input) => answer((signal) => inspectFile(deps, input, signal)),
  describeQuery: (input) => answer((signal) => describeQuery(deps, input, signal)),
})
