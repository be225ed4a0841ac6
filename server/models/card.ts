import { eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelineVersions, runs } from '../../drizzle/schema.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import { IMPORTED_CARD } from '../../nodes/kit/model-card.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef, PortValue } from '../../nodes/kit/values.ts'
import { sourcesOf } from '../runs/node-runs.ts'
import { listNodeRuns } from '../runs/runs.ts'
import type { ModelCardView } from '../views.ts'
import { getModelLineage, stepsOfModel, stepsOfPlan } from './lineage.ts'
import { cardSchema } from './model-file.ts'
import { getModel } from './models.ts'

interface Deps {
  db: Database
  store: Pick<BlobStore, 'getBytes'>
}

/** The facts on the card of a model version, as far as they are still known. Throws UserError `not_found`. */
export async function getModelCard({ db, store }: Deps, id: string): Promise<ModelCardView> {
  const model = await getModel(db, id)
  const [lineage, [made], nodes] = await Promise.all([
    getModelLineage({ db, store }, id),
    db
      .select({ run: runs, version: pipelineVersions.version })
      .from(runs)
      .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
      .where(eq(runs.id, model.runId)),
    listNodeRuns(db, model.runId),
  ])
  const { blob, blobs } = model.value
  const came = blobs.find(({ mediaType }) => mediaType === IMPORTED_CARD)
  const own = new Map([blob, ...blobs].map(({ sha256, sizeBytes }) => [sha256, sizeBytes]))
  if (came) own.delete(came.sha256)
  const sizeBytes = [...own.values()].reduce((sum, size) => sum + size, 0)
  if (came && !made) {
    const facts: unknown = JSON.parse(new TextDecoder().decode(await store.getBytes(came)))
    return { ...cardSchema.parse(facts), sizeBytes }
  }
  const plan = made?.run.plan.nodes ?? []
  const steps = made ? stepsOfPlan(plan, model.nodeId) : await stepsOfModel(store, model)
  const outputs = new Map(nodes.map((node) => [node.nodeId, node.outputs ?? {}]))
  return {
    data: lineage.items
      .filter(({ kind }) => kind === 'data')
      .map(({ title, detail, gone }) => ({ title, version: detail, gone })),
    rows: await trainingRows(store, blob),
    steps: steps.map(({ title, type, params }) => ({ title, type, params })),
    measured: measuredAfter(plan, model.nodeId, outputs),
    pipelineVersion: made?.version ?? null,
    backend: made?.run.backend ?? null,
    sizeBytes,
  }
}

type Outputs = ReadonlyMap<string, Readonly<Record<string, PortValue>>>

/** Training rows, as the manifests of all but models made of others say. */
async function trainingRows(store: Deps['store'], blob: BlobRef): Promise<number | null> {
  const manifest = JSON.parse(new TextDecoder().decode(await store.getBytes(blob))) as {
    training?: { rows?: { train?: unknown } }
  }
  const rows = manifest.training?.rows?.train
  return typeof rows === 'number' ? rows : null
}

/** Figures of the reports of what comes after a node. A plan names nodes after those they depend on. */
function measuredAfter(
  plan: readonly PlanNode[],
  nodeId: string,
  outputs: Outputs,
): ModelCardView['measured'] {
  const after = new Set([nodeId])
  const measured: { where: string; metrics: Readonly<Record<string, number>> }[] = []
  for (const node of plan) {
    if (!sourcesOf(node).some((source) => after.has(source.node))) continue
    after.add(node.id)
    for (const value of Object.values(outputs.get(node.id) ?? {}))
      if (value.port === 'report' && Object.keys(value.metrics).length > 0)
        measured.push({ where: node.title, metrics: value.metrics })
  }
  return measured
}
