import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, pipelines, pipelineVersions, runs, settings } from '../../drizzle/schema.ts'
import { definitions } from '../../nodes/definitions.ts'
import { compile } from '../../nodes/graph/compile.ts'
import { expand } from '../../nodes/graph/expand.ts'
import type { Expanded } from '../../nodes/graph/expand.ts'
import type { GraphProblem, Plan } from '../../nodes/graph/plan.ts'
import { outputKey } from '../../nodes/graph/subplan.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { RunPipelineInput } from '../../workflows/types.ts'
import { findSources, withNewestFiles } from '../datasets/datasets.ts'
import { checkDeletedFiles } from '../datasets/delete-dataset.ts'
import { lastNumberName } from './delete-run.ts'
import { finishRun } from './finish-run.ts'
import { sourcesOf } from './node-runs.ts'
import { checkPins } from './pins.ts'

/** A drawing that can't be run; every problem names its node. */
export class RefusedDrawingError extends UserError {
  readonly problems: readonly GraphProblem[]
  constructor(problems: readonly GraphProblem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error')
    const first = errors[0]
    const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
    super('refused_drawing', `This drawing can't run yet: ${first?.message ?? 'it is empty'}${rest}`)
    this.problems = problems
  }
}

/** What the workflow of a run has to know. */
export function toWorkflow(runId: string, plan: Plan): RunPipelineInput {
  const read = new Set(plan.nodes.flatMap(({ when = [] }) => when.map(outputKey)))
  return {
    runId,
    nodes: plan.nodes
      .filter(({ ownedBy }) => ownedBy === undefined)
      .map(
        ({ id, type, title, queue, inputs, outputs, when, merges, waits, onError, refit, loop, retry }) => ({
          id,
          type,
          title,
          queue,
          after: [...new Set(sourcesOf({ inputs, refit, loop }).map((from) => from.node))],
          ...((refit ?? loop) && { refits: true }),
          ...(when && { when }),
          ...(merges && { merges }),
          ...(waits && { waits }),
          ...(outputs.some((port) => read.has(outputKey({ node: id, port }))) && { signals: true }),
          ...((onError === 'continue' || read.has(outputKey({ node: id, port: 'failed' }))) && {
            handled: true,
          }),
          ...(retry && { retry }),
        }),
      ),
  }
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

interface Deps {
  db: Database
  workflows: WorkflowClient
}

/** Values for a pipeline's inputs, by name. */
export const runInputs = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type RunInputs = z.infer<typeof runInputs>

interface NewRun {
  /** A run that has this id already is the run: creating it again changes nothing. */
  runId?: string
  pipelineId: string
  /** The newest by default. */
  version?: number | undefined
  /** Runs this node and what it needs, nothing else. */
  until?: string | undefined
  /** Makes this node and what depends on it again, and runs nothing else but what they need. */
  from?: string | undefined
  fresh?: boolean | undefined
  /** For inputs that are missing here the drawing's defaults stand in. */
  inputs?: RunInputs | undefined
  /** Files to read whatever is newest, by node. */
  files?: ReadonlyMap<string, string>
  /** The run that it goes on with. */
  retryOfRunId?: string
  trigger: 'page' | 'api' | 'cli' | 'schedule'
  scheduleId?: string
  /** The time that the schedule meant. */
  scheduledAt?: Date
}

interface CreatedRun {
  runId: string
  number: number
  plan: Plan
}

/**
 * Compiles a version of a pipeline and records a run of it, which waits for its workflow.
 * @throws RefusedDrawingError where the drawing has errors.
 */
export async function createRun(db: Database, request: NewRun): Promise<CreatedRun> {
  const { runId = crypto.randomUUID(), inputs = {} } = request
  const recorded = request.runId === undefined ? undefined : await findRun(db, request.runId)
  if (recorded) return recorded
  const { versionId, document: drawn } = await findVersion(db, request)
  const unknown = Object.keys(inputs).find((name) => !Object.hasOwn(drawn.inputs, name))
  if (unknown !== undefined)
    throw new UserError('unknown_input', `The pipeline has no parameter “${unknown}”.`, { field: 'inputs' })
  const document = withFiles(await withNewestFiles(db, drawn, inputs), request.files)
  const sources = await findSources(db, document)
  const { plan, problems } = compile(document, {
    definitions,
    context: { sources },
    inputs,
    until: request.until,
    from: request.from,
  })
  if (!plan) throw new RefusedDrawingError(problems)
  const gone = [...(await checkPins(db, plan)), ...(await checkDeletedFiles(db, plan))]
  if (gone.length > 0) throw new RefusedDrawingError(gone)
  return recordRun(db, {
    id: runId,
    pipelineId: request.pipelineId,
    versionId,
    plan,
    inputs,
    fresh: request.fresh ?? false,
    untilNodeId: request.until ?? null,
    fromNodeId: request.from ?? null,
    retryOfRunId: request.retryOfRunId ?? null,
    trigger: request.trigger,
    scheduleId: request.scheduleId ?? null,
    scheduledAt: request.scheduledAt ?? null,
  })
}

const withFiles = (document: Expanded, files?: ReadonlyMap<string, string>): Expanded =>
  files
    ? {
        ...document,
        nodes: document.nodes.map((node) =>
          files.has(node.id)
            ? { ...node, params: { ...node.params, source: files.get(node.id) ?? null } }
            : node,
        ),
      }
    : document

/**
 * Creates a run and starts its workflow.
 * @throws RefusedDrawingError where the drawing has errors.
 */
export async function startRun(
  { db, workflows }: Deps,
  request: NewRun,
): Promise<{ runId: string; number: number }> {
  const { runId, number, plan } = await createRun(db, request)
  try {
    await workflows.startRun(toWorkflow(runId, plan))
  } catch (cause) {
    await finishRun(db, runId, 'cancelled')
    // Only its answer may have been lost.
    void workflows.cancelRun(runId).catch(() => {})
    throw new OperationalError(
      'temporal_unreachable',
      'The run could not be started: Temporal did not answer.',
      {
        cause,
      },
    )
  }
  return { runId, number }
}

/** The version of a pipeline that a request means, with the nodes of the pipelines that it uses. */
export async function findVersion(
  db: Database,
  request: { pipelineId: string; version?: number | undefined },
): Promise<{ versionId: string; document: Expanded }> {
  const [pipeline] = await db
    .select()
    .from(pipelines)
    .where(and(eq(pipelines.id, request.pipelineId), isNull(pipelines.deletedAt)))
  if (!pipeline) throw new UserError('not_found', 'There is no such pipeline. It may have been deleted.')
  const [version] = await db
    .select()
    .from(pipelineVersions)
    .where(
      and(
        eq(pipelineVersions.pipelineId, pipeline.id),
        eq(pipelineVersions.version, request.version ?? pipeline.version),
      ),
    )
  if (!version) throw new UserError('not_found', `The pipeline has no version ${request.version}.`)
  return { versionId: version.id, document: expand(version.document, definitions) }
}

async function findRun(db: Database | Transaction, id: string): Promise<CreatedRun | undefined> {
  const [run] = await db.select({ number: runs.number, plan: runs.plan }).from(runs).where(eq(runs.id, id))
  return run && { runId: id, ...run }
}

/** Records a run under the next number of its pipeline, once for an id. */
export async function recordRun(
  db: Database,
  run: Omit<typeof runs.$inferInsert, 'number'>,
): Promise<CreatedRun> {
  return db.transaction(async (tx) => {
    await tx.select().from(pipelines).where(eq(pipelines.id, run.pipelineId)).for('update')
    const recorded = await findRun(tx, run.id)
    if (recorded) return recorded
    const [last] = await tx
      .select({ number: runs.number })
      .from(runs)
      .where(eq(runs.pipelineId, run.pipelineId))
      .orderBy(desc(runs.number))
      .limit(1)
    const [deleted] = await tx
      .select({ number: settings.value })
      .from(settings)
      .where(eq(settings.name, lastNumberName(run.pipelineId)))
    const number = Math.max(last?.number ?? 0, Number(deleted?.number ?? 0)) + 1
    const { id: runId, plan } = run
    await tx.insert(runs).values({ ...run, number })
    if (plan.nodes.length > 0)
      await tx.insert(nodeRuns).values(plan.nodes.map((node) => ({ runId, nodeId: node.id })))
    return { runId, number, plan }
  })
}
