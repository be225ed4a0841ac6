import { and, eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { endpoints, endpointVersions, modelAliases, modelVersions } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { DeletedModelView } from '../views.ts'

/**
 * Deletes a version of a model, with what endpoints remember of it as an earlier version of theirs: they are told.
 * @throws UserError `model_served` while an endpoint answers with it, `model_named` while it has an alias
 */
export async function deleteModelVersion(db: Database, id: string): Promise<DeletedModelView> {
  return db.transaction(async (tx) => {
    const [model] = await tx.select().from(modelVersions).where(eq(modelVersions.id, id)).for('update')
    if (!model) throw new UserError('not_found', 'There is no such model version.')
    const serving = await tx
      .select({ name: endpoints.name })
      .from(endpoints)
      .innerJoin(
        endpointVersions,
        and(eq(endpointVersions.endpoint, endpoints.name), eq(endpointVersions.version, endpoints.version)),
      )
      .where(eq(endpointVersions.modelVersionId, id))
    const names = serving.map(({ name }) => `“${name}”`).join(', ')
    if (serving.length > 0)
      throw new UserError(
        'model_served',
        `The endpoint ${names} answers with this version. Deploy another version there, or delete the endpoint, then delete this one.`,
      )
    const aliases = await tx.select().from(modelAliases).where(eq(modelAliases.modelVersionId, id))
    if (aliases.length > 0)
      throw new UserError(
        'model_named',
        `This version has the alias ${aliases.map(({ alias }) => `“${alias}”`).join(', ')}. Give it to another version, or take it away, then delete this one.`,
      )
    const dropped = await tx
      .delete(endpointVersions)
      .where(eq(endpointVersions.modelVersionId, id))
      .returning({ endpoint: endpointVersions.endpoint, version: endpointVersions.version })
    await tx.delete(modelVersions).where(eq(modelVersions.id, id))
    return {
      endpointVersions: dropped.toSorted(
        (a, b) => a.endpoint.localeCompare(b.endpoint) || a.version - b.version,
      ),
    }
  })
}
