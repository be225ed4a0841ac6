import { and, eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, pipelineVersions, runs } from '../../drizzle/schema.ts'
import { isFileReader } from '../../nodes/data/file/source-key.ts'
import { definitions } from '../../nodes/definitions.ts'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { expand } from '../../nodes/graph/expand.ts'
import type { Plan } from '../../nodes/graph/plan.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { WorkflowClient } from '../../workflows/client.ts'
import { isFinishedRun } from './node-runs.ts'
import { findVersion, startRun } from './start-run.ts'

interface Deps {
  db: Database
  workflows: WorkflowClient
}
type Trigger = 'page' | 'api' | 'cli'

async function readRun(db: Database, id: string) {
  const [row] = await db
    .select({ run: runs, version: pipelineVersions.version, document: pipelineVersions.document })
    .from(runs)
    .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
    .where(eq(runs.id, id))
  if (!row) throw new UserError('not_found', 'There is no such run.')
  return { ...row, document: expand(row.document, definitions) }
}

/** The files that a run read, by node, as far as a drawing names them as it did then: a newer version is another input. */
function filesOf(
  earlier: { document: PipelineDocument; plan: Plan },
  now: PipelineDocument,
): Map<string, string> {
  const read = new Map<string, string>()
  for (const node of now.nodes) {
    const then = earlier.document.nodes.find(({ id }) => id === node.id)
    const planned = earlier.plan.nodes.find(({ id }) => id === node.id)
    if (!isFileReader(node.type) || !planned || canonicalJson(then?.params) !== canonicalJson(node.params))
      continue
    read.set(node.id, String(planned.params.source))
  }
  return read
}

/**
 * Runs the same again: the version of the drawing, its parameters and the files that the run had.
 * @throws RefusedDrawingError where the drawing has errors by now.
 */
export async function rerunRun(
  deps: Deps,
  { runId, trigger }: { runId: string; trigger: Trigger },
): Promise<{ runId: string; number: number }> {
  const { run, version, document } = await readRun(deps.db, runId)
  return startRun(deps, {
    pipelineId: run.pipelineId,
    version,
    inputs: run.inputs,
    until: run.untilNodeId ?? undefined,
    from: run.fromNodeId ?? undefined,
    fresh: run.fresh,
    files: filesOf({ document, plan: run.plan }, document),
    trigger,
  })
}

/**
 * Goes on with a run that failed, be it that other branches of it still run: a new run of the drawing as it is now, or
 * of one of its versions, which takes from the earlier one whatever finished there and has not changed since, effects
 * among it.
 * @throws UserError `nothing_to_retry`; RefusedDrawingError where the drawing has errors.
 */
export async function retryRun(
  deps: Deps,
  request: { runId: string; version?: number | undefined; trigger: Trigger },
): Promise<{ runId: string; number: number }> {
  const { db } = deps
  const { run, document } = await readRun(db, request.runId)
  await checkRetry(db, run)
  const { pipelineId } = run
  const { document: now } = await findVersion(db, { pipelineId, version: request.version })
  const inputs = Object.entries(run.inputs).filter(([name]) => Object.hasOwn(now.inputs, name))
  return startRun(deps, {
    pipelineId,
    version: request.version,
    inputs: Object.fromEntries(inputs),
    until: run.untilNodeId ?? undefined,
    from: run.fromNodeId ?? undefined,
    fresh: run.fresh,
    files: filesOf({ document, plan: run.plan }, now),
    retryOfRunId: run.id,
    trigger: request.trigger,
  })
}

async function checkRetry(db: Database, run: typeof runs.$inferSelect): Promise<void> {
  if (run.state === 'succeeded')
    throw new UserError(
      'nothing_to_retry',
      `Run ${run.number} succeeded, so there is nothing to retry. Run it again instead.`,
    )
  if (isFinishedRun(run.state)) return
  const [failed] = await db
    .select({ nodeId: nodeRuns.nodeId })
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, run.id), eq(nodeRuns.state, 'failed'), eq(nodeRuns.iteration, '')))
    .limit(1)
  if (!failed)
    throw new UserError(
      'nothing_to_retry',
      `Nothing of run ${run.number} has failed so far. Wait for it, or cancel it first.`,
    )
}
