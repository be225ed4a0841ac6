import { and, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { cacheEntries, nodeRuns, pipelines, runs } from '../../drizzle/schema.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import { explainStale, type CacheKeyParts } from '../../nodes/graph/cache-key.ts'
import { titleOfField } from '../../nodes/graph/issue-words.ts'
import type { Plan } from '../../nodes/graph/plan.ts'
import { staleReasons } from '../../nodes/graph/stale-words.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { ReuseView } from '../views.ts'

type Parts = ReadonlyMap<string, CacheKeyParts>

/** What the results of a run's nodes were made of, by node. */
async function partsOf(db: Database, runId: string): Promise<Parts> {
  const rows = await db
    .select({ nodeId: nodeRuns.nodeId, keyParts: nodeRuns.keyParts })
    .from(nodeRuns)
    .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.iteration, ''), isNotNull(nodeRuns.keyParts)))
  return new Map(rows.flatMap(({ nodeId, keyParts }) => (keyParts ? [[nodeId, keyParts] as const] : [])))
}

/** The first node upstream that itself changed, from which the change at a port comes. */
function findCause(plan: Plan, now: Parts, before: Parts, nodeId: string, port: string): string | undefined {
  const byId = new Map(plan.nodes.map((node) => [node.id, node]))
  const seen = new Set<string>()
  let at = byId.get(nodeId)?.inputs[port]?.node
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    const [ours, theirs] = [now.get(at), before.get(at)]
    const changes = ours && theirs ? explainStale(theirs, ours) : []
    const arrived = changes.every(({ what }) => what === 'input') ? changes[0] : undefined
    const next = arrived?.what === 'input' ? byId.get(at)?.inputs[arrived.port]?.node : undefined
    if (next === undefined) break
    at = next
  }
  return at === undefined ? undefined : byId.get(at)?.title
}

/**
 * Where a node's result came from and what it is kept under; where it was made, why it was not that of the run before.
 * @throws UserError `not_found`
 */
export async function explainReuse(
  db: Database,
  { runId, nodeId }: { runId: string; nodeId: string },
): Promise<ReuseView> {
  const [row] = await db
    .select({ node: nodeRuns, run: runs })
    .from(nodeRuns)
    .innerJoin(runs, eq(runs.id, nodeRuns.runId))
    .where(and(eq(nodeRuns.runId, runId), eq(nodeRuns.nodeId, nodeId), eq(nodeRuns.iteration, '')))
  if (!row) throw new UserError('not_found', 'There is no such node in this run.')
  const { node, run } = row
  const madeIn = node.cachedFromRunId ?? runId
  const [[maker], [entry], [earlier]] = await Promise.all([
    db
      .select({ number: runs.number, pipelineName: pipelines.name, madeAt: nodeRuns.finishedAt })
      .from(runs)
      .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
      .leftJoin(
        nodeRuns,
        and(
          eq(nodeRuns.runId, runs.id),
          eq(nodeRuns.cacheKey, node.cacheKey ?? ''),
          eq(nodeRuns.iteration, ''),
        ),
      )
      .where(eq(runs.id, madeIn)),
    db
      .select({ key: cacheEntries.key })
      .from(cacheEntries)
      .where(eq(cacheEntries.key, node.cacheKey ?? '')),
    db
      .select({ id: runs.id, number: runs.number })
      .from(nodeRuns)
      .innerJoin(runs, eq(runs.id, nodeRuns.runId))
      .where(
        and(
          eq(runs.pipelineId, run.pipelineId),
          lt(runs.number, run.number),
          eq(nodeRuns.nodeId, nodeId),
          eq(nodeRuns.iteration, ''),
          inArray(nodeRuns.state, ['succeeded', 'cached']),
          isNotNull(nodeRuns.keyParts),
        ),
      )
      .orderBy(desc(runs.number))
      .limit(1),
  ])
  const planned = run.plan.nodes.find(({ id }) => id === nodeId)
  return {
    cacheKey: node.cacheKey,
    parts: node.keyParts,
    reused: node.cachedFromRunId !== null,
    pinned: planned?.pinnedTo !== undefined,
    asked: run.fresh || planned?.fresh === true,
    madeIn: {
      runId: madeIn,
      number: maker?.number ?? null,
      pipelineName: maker?.pipelineName ?? null,
      at: maker?.madeAt?.toISOString() ?? null,
    },
    isKept: entry !== undefined,
    since:
      earlier && node.keyParts && node.cachedFromRunId === null
        ? await compare(db, { run, nodeId, parts: node.keyParts }, earlier)
        : null,
  }
}

async function compare(
  db: Database,
  here: { run: { id: string; plan: Plan }; nodeId: string; parts: CacheKeyParts },
  earlier: { id: string; number: number },
): Promise<ReuseView['since']> {
  const { run, nodeId, parts } = here
  const [now, before] = await Promise.all([partsOf(db, run.id), partsOf(db, earlier.id)])
  const theirs = before.get(nodeId)
  const changes = theirs ? explainStale(theirs, parts) : []
  const definition = findDefinition(parts.type)
  const titleOf = (field: string) => (definition ? titleOfField(definition, field) : field)
  const reasons = staleReasons(changes, {
    runNumber: earlier.number,
    titleOfField: titleOf,
    causeOf: (port) => findCause(run.plan, now, before, nodeId, port),
  })
  const values = changes.flatMap((change) =>
    change.what === 'param'
      ? [{ title: titleOf(change.field), before: change.before ?? null, after: change.after ?? null }]
      : [],
  )
  return { runId: earlier.id, number: earlier.number, reasons, changes: values }
}
