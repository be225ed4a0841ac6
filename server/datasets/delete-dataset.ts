import { and, eq, inArray, isNotNull, isNull, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { datasetVersions, pipelines, pipelineVersions } from '../../drizzle/schema.ts'
import type { GraphProblem, Plan } from '../../nodes/graph/plan.ts'
import { UserError } from '../../nodes/kit/errors.ts'

/** Pipelines whose newest version reads a version of a data set. */
export const findReaders = (db: Database, id: string): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: pipelines.id, name: pipelines.name })
    .from(pipelines)
    .innerJoin(
      pipelineVersions,
      and(eq(pipelineVersions.pipelineId, pipelines.id), eq(pipelineVersions.version, pipelines.version)),
    )
    .where(and(isNull(pipelines.deletedAt), raw`position(${id} in ${pipelineVersions.document}::text) > 0`))
    .orderBy(pipelines.name)

/**
 * Deletes a version of a data set: it is offered no more, and no new run reads it. Its bytes stay as long as a run or a
 * model that read them. Uploading the same bytes brings the version back.
 * @throws UserError `dataset_read` where the newest version of a pipeline reads it, unless that is meant
 */
export async function deleteDataset(
  db: Database,
  { id, evenIfRead = false }: { id: string; evenIfRead?: boolean | undefined },
): Promise<void> {
  const readers = evenIfRead ? [] : await findReaders(db, id)
  if (readers.length > 0) {
    const names = readers.slice(0, 3).map(({ name }) => `“${name}”`)
    const rest = readers.length > 3 ? ` and ${readers.length - 3} more` : ''
    throw new UserError(
      'dataset_read',
      `${names.join(', ')}${rest} can't run without it. Choose another file there first, or delete it all the same.`,
    )
  }
  const deleted = await db
    .update(datasetVersions)
    .set({ deletedAt: new Date() })
    .where(and(eq(datasetVersions.id, id), isNull(datasetVersions.deletedAt)))
    .returning({ id: datasetVersions.id })
  if (deleted.length === 0) throw new UserError('not_found', 'There is no such data set.')
}

/** Problems of a plan that would read what was deleted. */
export async function checkDeletedFiles(db: Database, plan: Plan): Promise<GraphProblem[]> {
  const reading = plan.nodes.flatMap(({ id, params, pinnedTo }) =>
    typeof params.source === 'string' && pinnedTo === undefined
      ? [{ nodeId: id, source: params.source }]
      : [],
  )
  if (reading.length === 0) return []
  const rows = await db
    .select({ id: datasetVersions.id, name: datasetVersions.name, version: datasetVersions.version })
    .from(datasetVersions)
    .where(
      and(
        isNotNull(datasetVersions.deletedAt),
        inArray(
          datasetVersions.id,
          reading.map(({ source }) => source),
        ),
      ),
    )
  return reading.flatMap(({ nodeId, source }): GraphProblem[] => {
    const row = rows.find(({ id }) => id === source)
    if (!row) return []
    const message = `Version ${row.version} of *${row.name}* was deleted. Choose another one, or upload the file again.`
    return [{ severity: 'error', code: 'source_deleted', message, nodeId, field: 'source' }]
  })
}
