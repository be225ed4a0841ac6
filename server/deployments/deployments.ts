import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Database, Sql } from '../../drizzle/client.ts'
import { endpoints, endpointVersions, modelVersions, pipelines } from '../../drizzle/schema.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { requestChanges } from '../../nodes/kit/request-changes.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { TableValue } from '../../nodes/kit/values.ts'
import { getModel } from '../models/models.ts'
import { nodeRuns } from '../../drizzle/schema.ts'
import { ENDPOINT_CHANNEL } from '../runs/notify.ts'
import type { DeployedView, EndpointView } from '../views.ts'

/** Names that stand in URLs. */
export const endpointName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

interface Deps {
  db: Database
  sql: Sql
}

/**
 * Makes a model version the one that answers under a name: a new version of the endpoint, or the same one where this
 * deployment (by its key) was made already, or where the newest version holds this very model. `changes` says in
 * sentences what is different for whoever asks, against the version that answered before.
 * @throws UserError `endpoint_name`; `endpoint_taken` where the name answers for another pipeline, unless that is meant
 */
export async function deployModel(
  { db, sql }: Deps,
  request: { name: string; modelVersionId: string; idempotencyKey: string; mayTakeOver?: boolean },
): Promise<DeployedView> {
  const { name, modelVersionId, idempotencyKey, mayTakeOver = false } = request
  if (!endpointName.test(name))
    throw new UserError(
      'endpoint_name',
      `“${name}” can't be the name of an endpoint: use lower-case letters, digits and hyphens, at most 63.`,
      { field: 'name' },
    )
  const { version, changes } = await db.transaction(async (tx) => {
    await tx.insert(endpoints).values({ name, version: 0 }).onConflictDoNothing()
    const [endpoint] = await tx.select().from(endpoints).where(eq(endpoints.name, name)).for('update')
    const [done] = await tx
      .select({ version: endpointVersions.version })
      .from(endpointVersions)
      .where(eq(endpointVersions.idempotencyKey, idempotencyKey))
    if (done) return { version: done.version, changes: [] }
    const [newest] = await tx
      .select({
        version: endpointVersions.version,
        modelVersionId: endpointVersions.modelVersionId,
        pipelineId: modelVersions.pipelineId,
        pipelineName: pipelines.name,
      })
      .from(endpointVersions)
      .innerJoin(modelVersions, eq(modelVersions.id, endpointVersions.modelVersionId))
      .innerJoin(pipelines, eq(pipelines.id, modelVersions.pipelineId))
      .where(eq(endpointVersions.endpoint, name))
      .orderBy(desc(endpointVersions.version))
      .limit(1)
    const [model] = await tx
      .select({ pipelineId: modelVersions.pipelineId, value: modelVersions.value })
      .from(modelVersions)
      .where(eq(modelVersions.id, modelVersionId))
    if (newest && !mayTakeOver && newest.pipelineId !== model?.pipelineId)
      throw new UserError(
        'endpoint_taken',
        `The endpoint “${name}” answers for another pipeline, “${newest.pipelineName}”. Choose another name for this one, or delete that endpoint first.`,
        { field: 'name' },
      )
    const [before] = await tx
      .select({ value: modelVersions.value })
      .from(endpointVersions)
      .innerJoin(modelVersions, eq(modelVersions.id, endpointVersions.modelVersionId))
      .where(and(eq(endpointVersions.endpoint, name), eq(endpointVersions.version, endpoint?.version ?? 0)))
    const isSame = newest?.modelVersionId === modelVersionId
    const next = (newest?.version ?? 0) + (isSame ? 0 : 1)
    if (!isSame)
      await tx
        .insert(endpointVersions)
        .values({ id: crypto.randomUUID(), endpoint: name, version: next, modelVersionId, idempotencyKey })
    await tx
      .update(endpoints)
      .set({ version: next, enabled: true, updatedAt: new Date() })
      .where(eq(endpoints.name, name))
    return {
      version: next,
      changes: before && model ? requestChanges(before.value.schema, model.value.schema) : [],
    }
  })
  await sql.notify(ENDPOINT_CHANNEL, name)
  return { endpoint: name, version, changes }
}

interface ViewDeps {
  db: Database
  store: Pick<BlobStore, 'getBytes'>
  servingUrl: string
}

/** A row as it came in, from the profile of the table at the request source of the model's run. */
async function findExampleRow(
  { db, store }: ViewDeps,
  model: EndpointView['model'],
): Promise<Record<string, unknown>> {
  const request = model.value.schema.request
  const wanted = new Set(request.map((column) => column.name))
  const rows = await db
    .select({ outputs: nodeRuns.outputs })
    .from(nodeRuns)
    .where(
      and(
        eq(nodeRuns.runId, model.runId),
        inArray(nodeRuns.state, ['succeeded', 'cached']),
        eq(nodeRuns.iteration, ''),
      ),
    )
  const tables = rows
    .flatMap((row) => Object.values(row.outputs ?? {}))
    .filter((value): value is TableValue => value.port === 'table')
    .filter((table) => {
      const names = new Set(table.schema.columns.map((column) => column.name))
      return [...wanted].every((name) => names.has(name))
    })
  // The request source has no split column yet and is the one with the fewest columns.
  tables.sort((a, b) => a.schema.columns.length - b.schema.columns.length)
  const source = await findSourceTable(store, tables)
  if (!source) return Object.fromEntries(request.map((column) => [column.name, null]))
  const profile = JSON.parse(new TextDecoder().decode(await store.getBytes(source.profile))) as {
    preview: { columns: string[]; rows: unknown[][] }
  }
  const complete = profile.preview.rows.find((row) => row.every((value) => value !== null))
  const row = complete ?? profile.preview.rows[0] ?? []
  const cells = new Map(profile.preview.columns.map((name, index) => [name, row[index] ?? null]))
  return Object.fromEntries(request.map((column) => [column.name, cells.get(column.name) ?? null]))
}

async function findSourceTable(
  store: Pick<BlobStore, 'getBytes'>,
  tables: readonly TableValue[],
): Promise<TableValue | undefined> {
  for (const table of tables) {
    const step = JSON.parse(new TextDecoder().decode(await store.getBytes(table.lineage))) as {
      inputs: object
    }
    if (Object.keys(step.inputs).length === 0) return table
  }
  return tables[0]
}

async function toView(deps: ViewDeps, row: typeof endpoints.$inferSelect): Promise<EndpointView> {
  const versions = await deps.db
    .select()
    .from(endpointVersions)
    .where(eq(endpointVersions.endpoint, row.name))
    .orderBy(desc(endpointVersions.version))
  const current = versions.find((each) => each.version === row.version)
  if (!current) throw new UserError('not_found', `The endpoint “${row.name}” has no version yet.`)
  const model = await getModel(deps.db, current.modelVersionId)
  return {
    name: row.name,
    version: row.version,
    enabled: row.enabled,
    url: `${deps.servingUrl}/v1/endpoints/${row.name}/predict`,
    inferUrl: `${deps.servingUrl}/v2/models/${row.name}`,
    model,
    versions: versions.map(({ version, modelVersionId, createdAt }) => ({
      version,
      modelVersionId,
      createdAt: createdAt.toISOString(),
    })),
    exampleRow: await findExampleRow(deps, model),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export async function listEndpoints(deps: ViewDeps): Promise<EndpointView[]> {
  const rows = await deps.db.select().from(endpoints).orderBy(asc(endpoints.name))
  return Promise.all(rows.filter((row) => row.version > 0).map((row) => toView(deps, row)))
}

export async function getEndpoint(deps: ViewDeps, name: string): Promise<EndpointView> {
  const [row] = await deps.db.select().from(endpoints).where(eq(endpoints.name, name))
  if (!row) throw new UserError('not_found', `There is no endpoint “${name}”.`)
  return toView(deps, row)
}

/** Rolls back or forward to a version that was deployed before. */
export async function setEndpointVersion({ db, sql }: Deps, name: string, version: number): Promise<void> {
  const [known] = await db
    .select({ version: endpointVersions.version })
    .from(endpointVersions)
    .where(and(eq(endpointVersions.endpoint, name), eq(endpointVersions.version, version)))
  if (!known) throw new UserError('not_found', `The endpoint “${name}” has no version ${version}.`)
  await db.update(endpoints).set({ version, updatedAt: new Date() }).where(eq(endpoints.name, name))
  await sql.notify(ENDPOINT_CHANNEL, name)
}

export async function setEndpointEnabled({ db, sql }: Deps, name: string, enabled: boolean): Promise<void> {
  const changed = await db
    .update(endpoints)
    .set({ enabled, updatedAt: new Date() })
    .where(eq(endpoints.name, name))
    .returning({ name: endpoints.name })
  if (changed.length === 0) throw new UserError('not_found', `There is no endpoint “${name}”.`)
  await sql.notify(ENDPOINT_CHANNEL, name)
}

export async function removeEndpoint({ db, sql }: Deps, name: string): Promise<void> {
  await db.delete(endpoints).where(eq(endpoints.name, name))
  await sql.notify(ENDPOINT_CHANNEL, name)
}

/** The name itself where no endpoint has it, else the first of `name-2`, `name-3`, … that is free. */
export async function findFreeEndpointName(db: Database, name: string): Promise<string> {
  const rows = await db.select({ name: endpoints.name }).from(endpoints)
  const taken = new Set(rows.map((row) => row.name))
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? '' : `-${count}`
    const candidate = `${name.slice(0, 63 - suffix.length)}${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}
