import { and, desc, eq, sql as raw } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import {
  endpoints,
  endpointVersions,
  modelAliases,
  modelVersions,
  pipelines,
  runs,
} from '../../drizzle/schema.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import type { ModelVersionView } from '../views.ts'
import { modelTitleOf } from './model-title.ts'

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/**
 * Records every model among the outputs of a finished node; the same content is the same version. Versions count up
 * within the node of a pipeline.
 */
export async function registerModels(
  tx: Transaction,
  made: {
    run: Pick<typeof runs.$inferSelect, 'id' | 'pipelineId' | 'plan'>
    node: PlanNode
    inputs: Readonly<Record<string, PortValue>>
    outputs: Readonly<Record<string, PortValue>>
  },
): Promise<void> {
  const { run, node, inputs, outputs } = made
  const arrived = new Set(Object.values(inputs).map(({ digest }) => digest))
  for (const value of Object.values(outputs)) {
    // One that is passed on has its version already.
    if (value.port !== 'model' || arrived.has(value.digest)) continue
    const [pipeline] = await tx
      .select({ name: pipelines.name })
      .from(pipelines)
      .where(eq(pipelines.id, run.pipelineId))
      .for('update')
    const name = `${pipeline?.name ?? run.pipelineId} · ${modelTitleOf(node, run.plan.nodes)}`
    const [newest] = await tx
      .select({ version: modelVersions.version })
      .from(modelVersions)
      .where(and(eq(modelVersions.pipelineId, run.pipelineId), eq(modelVersions.nodeId, node.id)))
      .orderBy(desc(modelVersions.version))
      .limit(1)
    await tx
      .insert(modelVersions)
      .values({
        id: crypto.randomUUID(),
        name,
        version: (newest?.version ?? 0) + 1,
        pipelineId: run.pipelineId,
        runId: run.id,
        nodeId: node.id,
        digest: value.digest,
        value,
      })
      .onConflictDoNothing({ target: [modelVersions.pipelineId, modelVersions.nodeId, modelVersions.digest] })
  }
}

const selectModels = (db: Database) =>
  db
    .select({
      model: modelVersions,
      pipelineName: pipelines.name,
      runNumber: raw<number>`coalesce(${runs.number}, 0)`,
      aliases: raw<string[]>`array(
        select ${modelAliases.alias} from ${modelAliases}
        where ${modelAliases.modelVersionId} = ${modelVersions.id} order by 1)`,
      endpoints: raw<string[]>`array(
        select distinct ${endpointVersions.endpoint} from ${endpointVersions}
        join ${endpoints} on ${endpoints.name} = ${endpointVersions.endpoint}
          and ${endpoints.version} = ${endpointVersions.version}
        where ${endpointVersions.modelVersionId} = ${modelVersions.id})`,
    })
    .from(modelVersions)
    .innerJoin(pipelines, eq(pipelines.id, modelVersions.pipelineId))
    .leftJoin(runs, eq(runs.id, modelVersions.runId))

const toView = ({ model, ...rest }: Awaited<ReturnType<typeof selectModels>>[number]): ModelVersionView => ({
  id: model.id,
  name: model.name,
  version: model.version,
  pipelineId: model.pipelineId,
  pipelineName: rest.pipelineName,
  runId: model.runId,
  runNumber: rest.runNumber,
  nodeId: model.nodeId,
  value: model.value,
  aliases: rest.aliases,
  tags: model.tags,
  notes: model.notes,
  endpoints: rest.endpoints,
  createdAt: model.createdAt.toISOString(),
})

/** Newest first. */
export async function listModels(db: Database): Promise<ModelVersionView[]> {
  const rows = await selectModels(db).orderBy(desc(modelVersions.createdAt)).limit(500)
  return rows.map(toView)
}

export async function getModel(db: Database, id: string): Promise<ModelVersionView> {
  const [row] = await selectModels(db).where(eq(modelVersions.id, id))
  if (!row) throw new UserError('not_found', 'There is no such model version.')
  return toView(row)
}

/** The registered version of a model value of a pipeline, by content. */
export async function findModelByDigest(db: Database, pipelineId: string, digest: string) {
  const [row] = await db
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .where(and(eq(modelVersions.pipelineId, pipelineId), eq(modelVersions.digest, digest)))
    .limit(1)
  return row?.id
}
