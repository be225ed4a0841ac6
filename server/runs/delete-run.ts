import { and, desc, eq, inArray, isNull, lt, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import {
  endpointVersions,
  modelAliases,
  modelVersions,
  pipelines,
  pipelineVersions,
  runs,
  settings,
} from '../../drizzle/schema.ts'
import { openRunStates } from '../../drizzle/schema/runs.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { isFinishedRun } from './node-runs.ts'

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
type Reader = Database | Transaction

export interface PinnedBy {
  pipelineName: string
  nodeId: string
}

/** The nodes of newest versions that take their outputs from a run, by the run's id; with those of runs under way. */
export async function findPinnedRuns(db: Reader): Promise<Map<string, PinnedBy[]>> {
  const drawn = await db.execute<{ runId: string; nodeId: string; pipelineName: string }>(raw`
    select node -> 'pin' ->> 'runId' as "runId", node ->> 'id' as "nodeId", ${pipelines.name} as "pipelineName"
    from ${pipelines} join ${pipelineVersions} on ${pipelineVersions.pipelineId} = ${pipelines.id}
      and (${pipelineVersions.version} = ${pipelines.version} or ${pipelineVersions.name} is not null),
      jsonb_array_elements(${pipelineVersions.document} -> 'nodes') as node
    where ${pipelines.deletedAt} is null and node ? 'pin'
    union
    select node -> 'pin' ->> 'runId', node ->> 'id', title from saved_templates,
      jsonb_array_elements(document -> 'nodes') as node where node ? 'pin'
    union
    select node ->> 'pinnedTo', node ->> 'id', ${pipelines.name} from ${runs}
      join ${pipelines} on ${pipelines.id} = ${runs.pipelineId},
      jsonb_array_elements(${runs.plan} -> 'nodes') as node
    where ${inArray(runs.state, openRunStates)} and node ? 'pinnedTo'
    union
    select ${runs.retryOfRunId}, '', ${pipelines.name} from ${runs}
      join ${pipelines} on ${pipelines.id} = ${runs.pipelineId}
    where ${inArray(runs.state, openRunStates)} and ${runs.retryOfRunId} is not null`)
  const found = new Map<string, PinnedBy[]>()
  for (const { runId, nodeId, pipelineName } of drawn)
    found.set(runId, [...(found.get(runId) ?? []), { pipelineName, nodeId }])
  return found
}

/** So that the number of a run that is gone is not given again. */
async function rememberNumber(tx: Transaction, run: { pipelineId: string; number: number }): Promise<void> {
  const [newest] = await tx
    .select({ number: runs.number })
    .from(runs)
    .where(eq(runs.pipelineId, run.pipelineId))
    .orderBy(desc(runs.number))
    .limit(1)
  if ((newest?.number ?? 0) > run.number) return
  const value = run.number
  await tx
    .insert(settings)
    .values({ name: lastNumberName(run.pipelineId), value })
    .onConflictDoUpdate({ target: settings.name, set: { value, updatedAt: new Date() } })
}

/** The setting that holds the highest number of a pipeline's runs where that one was deleted. */
export const lastNumberName = (pipelineId: string): string => `last-run-number:${pipelineId}`

/**
 * Deletes a run with its logs and results; models and endpoints that came of it stay, and what later runs may reuse
 * stays in the cache.
 * @throws UserError `run_open` while it is under way; `run_pinned` where a node is pinned to it
 */
export async function deleteRun(db: Database, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [run] = await tx
      .select({ number: runs.number, state: runs.state, pipelineId: runs.pipelineId })
      .from(runs)
      .where(eq(runs.id, id))
      .for('update')
    if (!run) throw new UserError('not_found', 'There is no such run.')
    if (!isFinishedRun(run.state))
      throw new UserError('run_open', `Run ${run.number} is under way. Cancel it, then delete it.`)
    const [pin] = (await findPinnedRuns(tx)).get(id) ?? []
    if (pin)
      throw new UserError(
        'run_pinned',
        pin.nodeId === ''
          ? `Run ${run.number} is being retried. Wait until that run has ended.`
          : `The node “${pin.nodeId}” of “${pin.pipelineName}” is pinned to run ${run.number}. Unpin it first.`,
      )
    await rememberNumber(tx, run)
    await tx.delete(runs).where(eq(runs.id, id))
  })
}

/** Marks a run as one that is kept whatever the retention says, or not any more. */
export async function setRunKept(db: Database, id: string, kept: boolean): Promise<void> {
  const changed = await db.update(runs).set({ kept }).where(eq(runs.id, id)).returning({ id: runs.id })
  if (changed.length === 0) throw new UserError('not_found', 'There is no such run.')
}

/**
 * Deletes the runs that ended before then, except those that are kept, that a node is pinned to, that a model of an
 * endpoint or with an alias came from, and the newest of each pipeline. Returns how many.
 */
export async function deleteOldRuns(tx: Transaction, endedBefore: Date): Promise<number> {
  const old = await tx
    .select({ id: runs.id, pipelineId: runs.pipelineId, number: runs.number })
    .from(runs)
    .where(and(lt(runs.finishedAt, endedBefore), eq(runs.kept, false)))
  if (old.length === 0) return 0
  const newest = await tx
    .selectDistinctOn([runs.pipelineId], { id: runs.id })
    .from(runs)
    .innerJoin(pipelines, and(eq(pipelines.id, runs.pipelineId), isNull(pipelines.deletedAt)))
    .orderBy(runs.pipelineId, desc(runs.number))
  const served = await tx
    .select({ id: modelVersions.runId })
    .from(modelVersions)
    .innerJoin(endpointVersions, eq(endpointVersions.modelVersionId, modelVersions.id))
  const named = await tx
    .select({ id: modelVersions.runId })
    .from(modelVersions)
    .innerJoin(modelAliases, eq(modelAliases.modelVersionId, modelVersions.id))
  const spared = new Set([...newest, ...served, ...named].map(({ id }) => id))
  for (const id of (await findPinnedRuns(tx)).keys()) spared.add(id)
  const gone = old.filter(({ id }) => !spared.has(id)).sort((a, b) => a.number - b.number)
  for (const run of gone) {
    await rememberNumber(tx, run)
    await tx.delete(runs).where(eq(runs.id, run.id))
  }
  return gone.length
}
