import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelines, pipelineVersions, schedules } from '../../drizzle/schema.ts'
import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import { emptyDocument, type PipelineDocument } from '../../nodes/graph/document.ts'
import { isInputValue, referenceOf, withDefaults } from '../../nodes/graph/pipeline-inputs.ts'
import type { InputValues } from '../../nodes/graph/resolve-params.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { findFreeEndpointName } from '../deployments/deployments.ts'
import { listLatestRuns } from '../runs/runs.ts'
import { findTemplate } from '../../nodes/templates/templates.ts'
import { getTemplate } from '../templates/templates.ts'
import type { PipelineSummary, PipelineView } from '../views.ts'
import { refuseRecursion } from './components.ts'
import { requirePipeline, requireVersion } from './find.ts'
import { dropSuperseded } from './versions.ts'

export async function createPipeline(
  db: Database,
  request: {
    name?: string | undefined
    /** A template that comes with the product, or a saved one. */
    template?: string | undefined
    document?: PipelineDocument | undefined
    /** Values for the drawing's parameters, which become its defaults. */
    parameters?: InputValues | undefined
    /** Gives endpoints that exist already another name in the new drawing, so that it takes nobody's place. */
    freeEndpoints?: boolean
  },
): Promise<{ id: string }> {
  const template = request.template === undefined ? undefined : await getTemplate(db, request.template)
  const drawn = withParameters(
    request.document ?? template?.document ?? emptyDocument(),
    request.parameters ?? {},
  )
  const document = request.freeEndpoints || template ? await withFreeEndpoints(db, drawn) : drawn
  const name = request.name?.trim() || template?.title || 'Untitled pipeline'
  const id = crypto.randomUUID()
  await db.transaction(async (tx) => {
    await tx.insert(pipelines).values({ id, name, version: 1, template: request.template ?? null })
    await tx
      .insert(pipelineVersions)
      .values({ id: crypto.randomUUID(), pipelineId: id, version: 1, document, label: null })
    const schedule = request.template === undefined ? undefined : findTemplate(request.template)?.schedule
    // Temporal hears of it at the next reconciliation; until someone resumes it, it has nothing to do.
    if (schedule)
      await tx.insert(schedules).values({
        id: crypto.randomUUID(),
        pipelineId: id,
        name: schedule.name,
        timing: { kind: 'cron', cron: schedule.cron, timeZone: 'UTC' },
        paused: true,
      })
  })
  return { id }
}

/** A drawing with other defaults of its parameters. Throws UserError for a name it doesn't have or a value that is none. */
function withParameters(document: PipelineDocument, values: InputValues): PipelineDocument {
  for (const [name, value] of Object.entries(values)) {
    const input = Object.hasOwn(document.inputs, name) ? document.inputs[name] : undefined
    if (!input)
      throw new UserError('unknown_parameter', `The drawing has no parameter “${name}”.`, { field: name })
    if (!isInputValue(input.type, value)) {
      const words = { number: 'a number', text: 'text', boolean: 'on or off' }[input.type]
      throw new UserError('parameter_type', `“${input.title ?? name}” must be ${words}.`, { field: name })
    }
  }
  return withDefaults(document, values)
}

/** Gives the drawing's endpoints names that are free, whether written in the node or as a parameter's default. */
async function withFreeEndpoints(db: Database, document: PipelineDocument): Promise<PipelineDocument> {
  let freed = document
  for (const node of document.nodes) {
    if (node.type !== 'deploy.deploy') continue
    const { name } = node.params
    const input = referenceOf(name)
    const given = input === undefined ? name : freed.inputs[input]?.default
    if (typeof given !== 'string') continue
    const free = await findFreeEndpointName(db, given)
    freed =
      input === undefined
        ? {
            ...freed,
            nodes: freed.nodes.map((other) =>
              other.id === node.id ? { ...other, params: { ...other.params, name: free } } : other,
            ),
          }
        : withDefaults(freed, { [input]: free })
  }
  return freed
}

/** Newest first, with the last run of each. */
export async function listPipelines(db: Database): Promise<PipelineSummary[]> {
  const rows = await db
    .select({ pipeline: pipelines, document: pipelineVersions.document })
    .from(pipelines)
    .innerJoin(
      pipelineVersions,
      and(eq(pipelineVersions.pipelineId, pipelines.id), eq(pipelineVersions.version, pipelines.version)),
    )
    .where(isNull(pipelines.deletedAt))
    .orderBy(desc(pipelines.updatedAt))
    .limit(500)
  const lastRuns = await listLatestRuns(
    db,
    rows.map((row) => row.pipeline.id),
  )
  return rows.map(({ pipeline, document }) => ({
    id: pipeline.id,
    name: pipeline.name,
    version: pipeline.version,
    template: pipeline.template,
    nodeCount: document.nodes.length,
    createdAt: pipeline.createdAt.toISOString(),
    updatedAt: pipeline.updatedAt.toISOString(),
    lastRun: lastRuns.get(pipeline.id) ?? null,
  }))
}

export async function getPipeline(db: Database, id: string, version?: number): Promise<PipelineView> {
  const pipeline = await requirePipeline(db, id)
  const row = await requireVersion(db, id, version ?? pipeline.version)
  return {
    id,
    name: pipeline.name,
    version: row.version,
    latestVersion: pipeline.version,
    template: pipeline.template,
    document: row.document,
    savedAt: row.createdAt.toISOString(),
  }
}

export interface SavedVersion {
  version: number
  savedAt: string
}

/**
 * Saves a drawing as the next version. The same drawing again is the same version; a base that is no longer the newest
 * is refused with UserError `conflict`, so that nobody's work is overwritten.
 */
export async function savePipeline(
  db: Database,
  request: { id: string; document: PipelineDocument; baseVersion: number; label?: string | undefined },
): Promise<SavedVersion> {
  const { id, document, baseVersion, label } = request
  refuseRecursion(document, id)
  return db.transaction(async (tx) => {
    await tx.select().from(pipelines).where(eq(pipelines.id, id)).for('update')
    const pipeline = await requirePipeline(tx, id)
    const newest = await requireVersion(tx, id, pipeline.version)
    if (canonicalJson(newest.document) === canonicalJson(document))
      return { version: newest.version, savedAt: newest.createdAt.toISOString() }
    if (pipeline.version !== baseVersion)
      throw new UserError(
        'conflict',
        `Someone saved version ${pipeline.version} of this pipeline after you opened version ${baseVersion}. Reload to see it, or save yours as a copy.`,
      )
    const version = pipeline.version + 1
    const now = new Date()
    await tx.insert(pipelineVersions).values({
      id: crypto.randomUUID(),
      pipelineId: id,
      version,
      document,
      label: label ?? null,
      createdAt: now,
    })
    await tx.update(pipelines).set({ version, updatedAt: now }).where(eq(pipelines.id, id))
    await dropSuperseded(tx, id)
    return { version, savedAt: now.toISOString() }
  })
}

/** Makes an earlier version the newest one, as a version of its own. */
export async function restoreVersion(db: Database, id: string, version: number): Promise<SavedVersion> {
  const pipeline = await requirePipeline(db, id)
  const { document } = await requireVersion(db, id, version)
  const label = `restored from version ${version}`
  return savePipeline(db, { id, document, baseVersion: pipeline.version, label })
}

export async function renamePipeline(db: Database, id: string, name: string): Promise<void> {
  await requirePipeline(db, id)
  const trimmed = name.trim()
  if (trimmed.length === 0 || trimmed.length > 120)
    throw new UserError('name', 'A pipeline’s name has 1 to 120 characters.', { field: 'name' })
  await db.update(pipelines).set({ name: trimmed, updatedAt: new Date() }).where(eq(pipelines.id, id))
}

export async function duplicatePipeline(db: Database, id: string): Promise<{ id: string }> {
  const { name, document } = await getPipeline(db, id)
  return createPipeline(db, { name: `${name} (copy)`, document, freeEndpoints: true })
}

/** Puts a pipeline in the bin, or takes it out again; its runs, models and endpoints stay. */
export async function setPipelineRemoved(db: Database, id: string, removed: boolean): Promise<void> {
  const changed = await db
    .update(pipelines)
    .set({ deletedAt: removed ? new Date() : null })
    .where(eq(pipelines.id, id))
    .returning({ id: pipelines.id })
  if (changed.length === 0) throw new UserError('not_found', 'There is no such pipeline.')
}
