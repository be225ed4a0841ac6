import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, pipelines, pipelineVersions, runs } from '../../drizzle/schema.ts'
import { definitions } from '../../nodes/definitions.ts'
import { compile } from '../../nodes/graph/compile.ts'
import type { GraphProblem, Plan } from '../../nodes/graph/plan.ts'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import type { RunPipelineInput } from '../../workflows/types.ts'
import { findSources } from '../datasets/datasets.ts'
import { finishRun } from './finish-run.ts'

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
export const toWorkflow = (runId: string, plan: Plan): RunPipelineInput => ({
  runId,
  nodes: plan.nodes.map(({ id, type, title, queue, inputs }) => ({
    id,
    type,
    title,
    queue,
    after: [...new Set(Object.values(inputs).map((from) => from.node))],
  })),
})

interface Deps {
  db: Database
  workflows: WorkflowClient
}

interface StartRun {
  pipelineId: string
  /** The newest by default. */
  version?: number
  /** Runs this node and what it needs, nothing else. */
  until?: string
  fresh?: boolean
  trigger: 'page' | 'api' | 'cli'
}

/**
 * Compiles a version of a pipeline and starts its run.
 * @throws RefusedDrawingError where the drawing has errors.
 */
export async function startRun(
  { db, workflows }: Deps,
  request: StartRun,
): Promise<{ runId: string; number: number }> {
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
  const sources = await findSources(db, version.document)
  const { plan, problems } = compile(version.document, {
    definitions,
    context: { sources },
    until: request.until,
  })
  if (!plan) throw new RefusedDrawingError(problems)

  const runId = crypto.randomUUID()
  const number = await db.transaction(async (tx) => {
    await tx.select().from(pipelines).where(eq(pipelines.id, pipeline.id)).for('update')
    const [last] = await tx
      .select({ number: runs.number })
      .from(runs)
      .where(eq(runs.pipelineId, pipeline.id))
      .orderBy(desc(runs.number))
      .limit(1)
    const next = (last?.number ?? 0) + 1
    await tx.insert(runs).values({
      id: runId,
      number: next,
      pipelineId: pipeline.id,
      versionId: version.id,
      plan,
      trigger: request.trigger,
      fresh: request.fresh ?? false,
    })
    await tx.insert(nodeRuns).values(plan.nodes.map((node) => ({ runId, nodeId: node.id })))
    return next
  })
  try {
    await workflows.startRun(toWorkflow(runId, plan))
  } catch (cause) {
    await finishRun(db, runId, 'cancelled')
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
