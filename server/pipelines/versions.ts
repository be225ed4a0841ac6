import { and, desc, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { endpointVersions, modelVersions, pipelineVersions, runs, schedules } from '../../drizzle/schema.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import { diffDocuments } from '../../nodes/graph/diff-documents.ts'
import { describeChange } from '../../nodes/graph/diff-words.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { PipelineVersionView, VersionComparison } from '../views.ts'
import { requirePipeline, requireVersion } from './find.ts'
import type { Transaction } from './find.ts'

/** Of the autosaves of one such span of the clock only the last is kept. */
const SPAN_SECONDS = 600
/** Younger ones stay: a page, or a run that is being started, may be about to ask for one by its number. */
const REST_SECONDS = 60

const LISTED = 200

/**
 * Lets superseded autosaves go: versions that a later one of the same ten minutes took the place of, and that have no
 * name and no label, and that no run and no schedule refers to. The first version and the newest stay whatever they
 * are. Numbers are never given again. Called under the lock of the pipeline's row.
 */
export async function dropSuperseded(tx: Transaction, pipelineId: string): Promise<void> {
  await tx.execute(sql`
    delete from pipeline_versions v
    where v.pipeline_id = ${pipelineId} and v.version > 1 and v.name is null and v.label is null
      and v.created_at < now() - make_interval(secs => ${REST_SECONDS})
      and exists (
        select from pipeline_versions later
        where later.pipeline_id = v.pipeline_id and later.version > v.version
          and floor(extract(epoch from later.created_at) / ${SPAN_SECONDS})
            = floor(extract(epoch from v.created_at) / ${SPAN_SECONDS}))
      and not exists (select from runs where runs.version_id = v.id)
      and not exists (
        select from schedules
        where schedules.pipeline_id = v.pipeline_id and schedules.pipeline_version = v.version
          and schedules.deleted_at is null)`)
}

/** The number of the newest version. Throws UserError `not_found`. */
export async function getNewestVersion(db: Database, id: string): Promise<{ version: number }> {
  const { version } = await requirePipeline(db, id)
  return { version }
}

function group<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}

/** What refers to versions: runs, the endpoints that those made, schedules that run them. */
async function listUses(db: Database, pipelineId: string, versionIds: readonly string[]) {
  const ids = [...versionIds]
  const [used, deployed, pinned] = await Promise.all([
    db
      .select({ versionId: runs.versionId, id: runs.id, number: runs.number, state: runs.state })
      .from(runs)
      .where(inArray(runs.versionId, ids))
      .orderBy(desc(runs.number)),
    db
      .selectDistinct({ versionId: runs.versionId, endpoint: endpointVersions.endpoint })
      .from(runs)
      .innerJoin(modelVersions, eq(modelVersions.runId, runs.id))
      .innerJoin(endpointVersions, eq(endpointVersions.modelVersionId, modelVersions.id))
      .where(inArray(runs.versionId, ids)),
    db
      .select({ version: schedules.pipelineVersion, name: schedules.name })
      .from(schedules)
      .where(
        and(
          eq(schedules.pipelineId, pipelineId),
          isNull(schedules.deletedAt),
          isNotNull(schedules.pipelineVersion),
        ),
      ),
  ])
  return {
    used: group(used, (row) => row.versionId),
    deployed: group(deployed, (row) => row.versionId),
    pinned: group(pinned, (row) => row.version),
  }
}

/**
 * Versions of a pipeline, newest first, with what changed in each since the one before that is still there, and who
 * uses it. At most 200; `before` goes on below a number. Throws UserError `not_found`.
 */
export async function listVersions(
  db: Database,
  id: string,
  filter: { named?: boolean | undefined; before?: number | undefined } = {},
): Promise<PipelineVersionView[]> {
  await requirePipeline(db, id)
  const rows = await db
    .select()
    .from(pipelineVersions)
    .where(
      and(
        eq(pipelineVersions.pipelineId, id),
        filter.before === undefined ? undefined : lt(pipelineVersions.version, filter.before),
      ),
    )
    .orderBy(desc(pipelineVersions.version))
    // One more than is told, to hold the last against.
    .limit(LISTED + 1)
  const { used, deployed, pinned } = await listUses(
    db,
    id,
    rows.map((row) => row.id),
  )
  return rows
    .slice(0, LISTED)
    .map((row, at): PipelineVersionView => {
      const before = rows[at + 1]
      return {
        version: row.version,
        label: row.label,
        name: row.name,
        createdAt: row.createdAt.toISOString(),
        nodeCount: row.document.nodes.length,
        changes: before ? diffDocuments(before.document, row.document, findDefinition).length : null,
        runs: (used.get(row.id) ?? []).map(({ id: runId, number, state }) => ({ id: runId, number, state })),
        schedules: (pinned.get(row.version) ?? []).map(({ name }) => name),
        endpoints: (deployed.get(row.id) ?? []).map(({ endpoint }) => endpoint),
      }
    })
    .filter((view) => !filter.named || view.name !== null)
}

/** Gives a version a name, by which it is found and never let go; an empty one takes it away. */
export async function nameVersion(
  db: Database,
  request: { id: string; version: number; name: string },
): Promise<void> {
  await requirePipeline(db, request.id)
  const name = request.name.trim()
  if (name.length > 120)
    throw new UserError('name', 'A version’s name has at most 120 characters.', { field: 'name' })
  const row = await requireVersion(db, request.id, request.version)
  await db
    .update(pipelineVersions)
    .set({ name: name === '' ? null : name })
    .where(eq(pipelineVersions.id, row.id))
}

/** What makes version `to` different from version `from`, in words and field by field. Throws UserError `not_found`. */
export async function compareVersions(
  db: Database,
  request: { id: string; from: number; to?: number | undefined },
): Promise<VersionComparison> {
  const { id, from } = request
  const pipeline = await requirePipeline(db, id)
  const to = request.to ?? pipeline.version
  const [before, after] = [await requireVersion(db, id, from), await requireVersion(db, id, to)]
  const changes = diffDocuments(before.document, after.document, findDefinition)
  return { from, to, changes: changes.map((change) => ({ ...change, words: describeChange(change) })) }
}
