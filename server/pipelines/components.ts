import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelines, pipelineVersions } from '../../drizzle/schema.ts'
import type { PipelineComponent, PipelineDocument } from '../../nodes/graph/document.ts'
import { contains } from '../../nodes/graph/reuse.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { ComponentUser } from '../views.ts'

/** Pipelines that are nodes of others: those whose drawing has ports. */

const newest = and(
  eq(pipelineVersions.pipelineId, pipelines.id),
  eq(pipelineVersions.version, pipelines.version),
)

/** Every pipeline with ports as it was saved last, ready to be embedded in a drawing; by name. */
export async function listComponents(db: Database): Promise<PipelineComponent[]> {
  const rows = await db
    .select({
      id: pipelines.id,
      name: pipelines.name,
      version: pipelines.version,
      document: pipelineVersions.document,
    })
    .from(pipelines)
    .innerJoin(pipelineVersions, newest)
    .where(and(isNull(pipelines.deletedAt), sql`jsonb_exists(${pipelineVersions.document}, 'ports')`))
    .orderBy(asc(pipelines.name), asc(pipelines.id))
    .limit(500)
  return rows.map(({ id, name, version, document }) => ({ pipelineId: id, version, title: name, document }))
}

/** Pipelines whose newest version uses a pipeline as a node of its own; by name. */
export async function listUsers(db: Database, pipelineId: string): Promise<ComponentUser[]> {
  const rows = await db
    .select({
      id: pipelines.id,
      name: pipelines.name,
      components: sql<PipelineDocument['components']>`${pipelineVersions.document} -> 'components'`,
    })
    .from(pipelines)
    .innerJoin(pipelineVersions, newest)
    .where(
      and(
        isNull(pipelines.deletedAt),
        sql`jsonb_path_exists(${pipelineVersions.document}, '$.components.*.pipelineId ? (@ == $id)', ${JSON.stringify({ id: pipelineId })}::jsonb)`,
      ),
    )
    .orderBy(asc(pipelines.name), asc(pipelines.id))
    .limit(500)
  return rows.map(({ id, name, components = {} }) => ({
    id,
    name,
    versions: Object.values(components)
      .filter((component) => component.pipelineId === pipelineId)
      .map(({ version }) => version)
      .toSorted((a, b) => a - b),
  }))
}

/** @throws UserError `recursion` for a drawing that stands inside itself */
export function refuseRecursion(document: PipelineDocument, pipelineId: string): void {
  if (contains(document, pipelineId))
    throw new UserError(
      'recursion',
      'The drawing uses its own pipeline as a node, so it would contain itself. Take that node out.',
    )
}
