import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelines, pipelineVersions } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** Throws UserError `not_found` for a pipeline that is not there or lies in the bin. */
export async function requirePipeline(db: Database | Transaction, id: string) {
  const [pipeline] = await db
    .select()
    .from(pipelines)
    .where(and(eq(pipelines.id, id), isNull(pipelines.deletedAt)))
  if (!pipeline) throw new UserError('not_found', 'There is no such pipeline. It may have been deleted.')
  return pipeline
}

/** Throws UserError `not_found` for a number that was never given, or whose autosave was superseded. */
export async function requireVersion(db: Database | Transaction, pipelineId: string, version: number) {
  const [row] = await db
    .select()
    .from(pipelineVersions)
    .where(and(eq(pipelineVersions.pipelineId, pipelineId), eq(pipelineVersions.version, version)))
  if (!row) throw new UserError('not_found', `The pipeline has no version ${version}.`)
  return row
}
