import { and, asc, desc, eq, gt, inArray, sql as raw } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Database } from '../../drizzle/client.ts'
import { nodeRuns, pipelines, pipelineVersions, runEvents, runs, schedules } from '../../drizzle/schema.ts'
import type { EventKind } from '../../drizzle/schema/runs.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Progress } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { NodeRunView, RunDetail, RunEventView, RunSummary } from '../views.ts'
import { followCard } from './cards.ts'
import { headlineOf, type Evaluation } from './headline.ts'
import { isFinishedNode } from './node-runs.ts'
import { awaitsApproval, conditionOf, type RunFilter } from './run-filter.ts'

/** Reading runs: lists, details, events. */

/** The node itself, not a fold or a trial of it. */
const isNode = eq(nodeRuns.iteration, '')

const toIso = (date: Date | null): string | null => date?.toISOString() ?? null

const retried = alias(runs, 'retried')

/** The plan is left out: it is large, and only its node count is wanted here. */
const selectSummaries = (db: Database) =>
  db
    .select({
      id: runs.id,
      number: runs.number,
      pipelineId: runs.pipelineId,
      pipelineName: pipelines.name,
      version: pipelineVersions.version,
      state: runs.state,
      awaitsApproval,
      trigger: runs.trigger,
      scheduleId: runs.scheduleId,
      scheduleName: schedules.name,
      scheduledAt: runs.scheduledAt,
      inputs: runs.inputs,
      kept: runs.kept,
      untilNodeId: runs.untilNodeId,
      fromNodeId: runs.fromNodeId,
      retryOfRunId: runs.retryOfRunId,
      retryOfNumber: retried.number,
      error: runs.error,
      backend: runs.backend,
      createdAt: runs.createdAt,
      startedAt: runs.startedAt,
      finishedAt: runs.finishedAt,
      nodesTotal: raw<number>`jsonb_array_length(${runs.plan} -> 'nodes')`,
    })
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
    .leftJoin(schedules, eq(schedules.id, runs.scheduleId))
    .leftJoin(retried, eq(retried.id, runs.retryOfRunId))

type SummaryRow = Awaited<ReturnType<typeof selectSummaries>>[number]

async function toSummaries(db: Database, rows: readonly SummaryRow[]): Promise<RunSummary[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const done = await db
    .select({ runId: nodeRuns.runId, count: raw<number>`count(*)::int` })
    .from(nodeRuns)
    .where(and(inArray(nodeRuns.runId, ids), inArray(nodeRuns.state, ['succeeded', 'cached']), isNode))
    .groupBy(nodeRuns.runId)
  const plannedNodes = raw`jsonb_array_elements(${runs.plan} -> 'nodes')`
  const reports = await db
    .select({
      runId: nodeRuns.runId,
      outputs: nodeRuns.outputs,
      planned: raw<Omit<Evaluation, 'outputs'>>`(
        select jsonb_build_object(
          'position', position, 'title', node ->> 'title', 'on', node -> 'params' ->> 'on',
          'model', maker ->> 'title', 'blueprint', (
            select drawn ->> 'title' from ${plannedNodes} as blueprints(drawn)
            where drawn ->> 'id' = maker -> 'inputs' -> 'blueprint' ->> 'node'))
        from ${plannedNodes} with ordinality as planned(node, position)
        left join ${plannedNodes} as makers(maker) on maker ->> 'id' = node -> 'inputs' -> 'model' ->> 'node'
        where node ->> 'id' = ${nodeRuns.nodeId})`,
    })
    .from(nodeRuns)
    .innerJoin(runs, eq(runs.id, nodeRuns.runId))
    .where(
      and(
        inArray(nodeRuns.runId, ids),
        isNode,
        raw`${nodeRuns.outputs} -> 'report' ->> 'kind' = 'evaluation'`,
      ),
    )
  const doneOf = new Map(done.map((row) => [row.runId, row.count]))
  return rows.map(({ scheduleId, scheduleName, scheduledAt, retryOfRunId, retryOfNumber, ...row }) => ({
    ...row,
    ...(retryOfRunId !== null && { retryOf: { runId: retryOfRunId, number: retryOfNumber ?? 0 } }),
    schedule:
      scheduleId === null
        ? null
        : {
            id: scheduleId,
            name: scheduleName ?? '',
            for: (scheduledAt ?? row.createdAt).toISOString(),
          },
    createdAt: row.createdAt.toISOString(),
    startedAt: toIso(row.startedAt),
    finishedAt: toIso(row.finishedAt),
    nodesDone: doneOf.get(row.id) ?? 0,
    ...headlineOf(
      reports
        .filter((report) => report.runId === row.id)
        .map(({ outputs, planned }) => ({ outputs, ...planned })),
    ),
  }))
}

/** Newest first. */
export async function listRuns(db: Database, filter: RunFilter): Promise<RunSummary[]> {
  const rows = await selectSummaries(db)
    .where(conditionOf(filter))
    .orderBy(desc(runs.createdAt))
    .limit(filter.limit ?? 100)
  return toSummaries(db, rows)
}

/** How many runs wait for a person's decision. */
export const countWaiting = (db: Database): Promise<number> => db.$count(runs, awaitsApproval)

export async function listLatestRuns(
  db: Database,
  pipelineIds: readonly string[],
): Promise<Map<string, RunSummary>> {
  if (pipelineIds.length === 0) return new Map()
  const newest = await db
    .selectDistinctOn([runs.pipelineId], { id: runs.id })
    .from(runs)
    .where(inArray(runs.pipelineId, [...pipelineIds]))
    .orderBy(runs.pipelineId, desc(runs.number))
  if (newest.length === 0) return new Map()
  const rows = await selectSummaries(db).where(
    inArray(
      runs.id,
      newest.map((row) => row.id),
    ),
  )
  const summaries = await toSummaries(db, rows)
  return new Map(summaries.map((summary) => [summary.pipelineId, summary]))
}

/** The newest run that each of these schedules started. */
export async function listLastScheduledRuns(
  db: Database,
  scheduleIds: readonly string[],
): Promise<Map<string, RunSummary>> {
  if (scheduleIds.length === 0) return new Map()
  const newest = await db
    .selectDistinctOn([runs.scheduleId], { id: runs.id })
    .from(runs)
    .where(inArray(runs.scheduleId, [...scheduleIds]))
    .orderBy(runs.scheduleId, desc(runs.createdAt))
  const rows = await selectSummaries(db).where(
    inArray(
      runs.id,
      newest.map((row) => row.id),
    ),
  )
  const summaries = await toSummaries(db, rows)
  return new Map(summaries.map((summary) => [summary.schedule?.id ?? '', summary]))
}

export async function getRunSummary(db: Database, id: string): Promise<RunSummary> {
  const rows = await selectSummaries(db).where(eq(runs.id, id))
  const [summary] = await toSummaries(db, rows)
  if (!summary) throw new UserError('not_found', 'There is no such run.')
  return summary
}

function trainingOf(progress: Progress | null): Pick<NodeRunView, 'training'> {
  const { continued, stoppedAfter } = progress ?? {}
  return continued === undefined && stoppedAfter === undefined
    ? {}
    : { training: { continued, stoppedAfter } }
}

export async function listNodeRuns(db: Database, runId: string): Promise<NodeRunView[]> {
  const rows = await db
    .select({ node: nodeRuns, cachedFromNumber: runs.number, cachedFromPipeline: pipelines.name })
    .from(nodeRuns)
    .leftJoin(runs, eq(runs.id, nodeRuns.cachedFromRunId))
    .leftJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(and(eq(nodeRuns.runId, runId), isNode))
  return rows.map(({ node, cachedFromNumber, cachedFromPipeline }) => ({
    nodeId: node.nodeId,
    state: node.state,
    attempt: node.attempt,
    cacheKey: node.cacheKey,
    cachedFrom:
      node.cachedFromRunId === null
        ? null
        : {
            runId: node.cachedFromRunId,
            number: cachedFromNumber ?? 0,
            pipelineName: cachedFromPipeline ?? '',
          },
    outputs: node.outputs,
    progress: isFinishedNode(node.state) ? null : node.progress,
    ...trainingOf(node.progress),
    ...(node.state === 'running' && node.request === 'stop' && { stopping: true as const }),
    error: node.error,
    startedAt: toIso(node.startedAt),
    finishedAt: toIso(node.finishedAt),
  }))
}

export async function getRun(db: Database, id: string): Promise<RunDetail> {
  // The nodes after the run: of one that has ended all are seen as they ended.
  const summary = await getRunSummary(db, id)
  const [nodes, [row]] = await Promise.all([
    listNodeRuns(db, id),
    db.select({ plan: runs.plan }).from(runs).where(eq(runs.id, id)),
  ])
  return {
    ...summary,
    planNodes: (row?.plan.nodes ?? []).map(({ id: nodeId, type, title, inputs, when, params }) => ({
      id: nodeId,
      type,
      title,
      inputs,
      ...(when && { when }),
      ...(typeof params.on === 'string' && { on: params.on }),
    })),
    nodes: Object.fromEntries(nodes.map((node) => [node.nodeId, node])),
    cards: row?.plan.cards ?? [],
  }
}

export async function getLatestRun(db: Database, pipelineId: string): Promise<RunDetail | null> {
  const latest = (await listLatestRuns(db, [pipelineId])).get(pipelineId)
  return latest ? getRun(db, latest.id) : null
}

export async function listEvents(
  db: Database,
  filter: { runId: string; after?: number; nodeId?: string; kinds?: readonly EventKind[]; limit?: number },
): Promise<RunEventView[]> {
  const rows = await db
    .select()
    .from(runEvents)
    .where(
      and(
        eq(runEvents.runId, filter.runId),
        filter.after === undefined ? undefined : gt(runEvents.id, filter.after),
        filter.nodeId === undefined ? undefined : eq(runEvents.nodeId, filter.nodeId),
        filter.kinds === undefined ? undefined : inArray(runEvents.kind, [...filter.kinds]),
      ),
    )
    .orderBy(asc(runEvents.id))
    .limit(Math.min(filter.limit ?? 2_000, 10_000))
  return rows.map(({ id, nodeId, attempt, kind, data, at }) => ({
    id,
    nodeId,
    attempt,
    kind,
    data,
    at: at.toISOString(),
  }))
}

/** The value recorded at an output port of a run's node. Throws UserError `not_found` where there is none yet. */
export async function getValue(
  db: Database,
  place: { runId: string; nodeId: string; port: string },
): Promise<PortValue> {
  const at = await followCard(db, place)
  const [row] = await db
    .select({ outputs: nodeRuns.outputs })
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, at.runId), eq(nodeRuns.nodeId, at.nodeId), isNode))
  const value = row?.outputs?.[at.port]
  if (!value) throw new UserError('not_found', 'There is nothing at this port yet. Run the node first.')
  return value
}
