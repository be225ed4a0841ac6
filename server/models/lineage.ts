import { eq, inArray } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import {
  connections,
  datasetVersions,
  endpoints,
  endpointVersions,
  modelVersions,
  pipelines,
  pipelineVersions,
  runs,
} from '../../drizzle/schema.ts'
import { catalogue } from '../../nodes/data/builtin/catalogue.ts'
import { isFileReader } from '../../nodes/data/file/source-key.ts'
import { findDefinition } from '../../nodes/definitions.ts'
import type { PlanNode } from '../../nodes/graph/plan.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import { loadLineage } from '../../nodes/kit/lineage.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import { sourcesOf } from '../runs/node-runs.ts'
import type { LineageItem, LineageView } from '../views.ts'

interface Deps {
  db: Database
  store: Pick<BlobStore, 'getBytes'>
}

/** A node on the way to a model. */
interface Step {
  id: string
  type: string
  title: string
  params: Readonly<Record<string, unknown>>
  after: readonly string[]
}

const beforeOf = (node: PlanNode): string[] => [
  ...new Set([...sourcesOf(node).map(({ node: id }) => id), ...(node.refit?.slice ?? [])]),
]

/** The nodes of a run's plan that a node depends on, with itself, in the order of the plan. */
export function stepsOfPlan(nodes: readonly PlanNode[], nodeId: string): Step[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const wanted = new Set([nodeId])
  for (const id of wanted)
    for (const before of byId.has(id) ? beforeOf(byId.get(id)!) : []) wanted.add(before)
  return nodes
    .filter(({ id }) => wanted.has(id))
    .map((node) => ({ ...node, after: beforeOf(node).filter((id) => wanted.has(id)) }))
}

/** Where the run is gone: the steps behind the table that the model learnt from, as the model keeps them. */
export async function stepsOfModel(
  store: Deps['store'],
  model: Pick<typeof modelVersions.$inferSelect, 'name' | 'nodeId' | 'value'>,
): Promise<Step[]> {
  const { head, steps } = await loadLineage(store, model.value.lineage)
  const titleOf = (type: string) => findDefinition(type)?.title ?? type
  const known = Object.values(steps).map(({ nodeId, nodeType, params, inputs }) => ({
    id: nodeId,
    type: nodeType,
    title: titleOf(nodeType),
    params: (params ?? {}) as Step['params'],
    after: Object.values(inputs).flatMap((input) => steps[input]?.nodeId ?? []),
  }))
  const last = { id: model.nodeId, type: '', title: model.name.split(' · ').at(-1) ?? '', params: {} }
  return [...known.toReversed(), { ...last, after: [steps[head]?.nodeId ?? ''] }]
}

/** What the sources among the steps read: files, data sets that come with Millrace, databases. */
async function dataOf(db: Database, steps: readonly Step[]): Promise<Map<string, LineageItem>> {
  const value = (step: Step, field: string): string => {
    const given = step.params[field]
    return typeof given === 'string' ? given : ''
  }
  const of = (type: string, field: string) =>
    steps.filter((step) => step.type === type).map((step) => value(step, field))
  const files = steps.filter(({ type }) => isFileReader(type)).map((step) => value(step, 'source'))
  const databases = of('data.postgres', 'connection')
  const [versions, known] = await Promise.all([
    files.length > 0 ? db.select().from(datasetVersions).where(inArray(datasetVersions.id, files)) : [],
    databases.length > 0
      ? db
          .select({ id: connections.id, name: connections.name })
          .from(connections)
          .where(inArray(connections.id, databases))
      : [],
  ])
  const describe = (step: Step): Omit<LineageItem, 'id' | 'kind'> | undefined => {
    if (isFileReader(step.type)) {
      const row = versions.find(({ id }) => id === value(step, 'source'))
      if (!row) return { title: 'A file', detail: null, href: null, gone: true }
      return { title: row.name, detail: `v${row.version}`, href: '/datasets', gone: row.deletedAt !== null }
    }
    if (step.type === 'data.builtin') {
      const id = value(step, 'dataset')
      const title = Object.hasOwn(catalogue, id) ? catalogue[id as keyof typeof catalogue].title : id
      return { title, detail: null, href: '/datasets', gone: false }
    }
    if (step.type === 'data.postgres') {
      const row = known.find(({ id }) => id === value(step, 'connection'))
      return { title: row?.name ?? 'A database', detail: null, href: '/connections', gone: !row }
    }
    return undefined
  }
  return new Map(
    steps.flatMap((step) => {
      const data = describe(step)
      return data ? [[step.id, { id: `data:${step.id}`, kind: 'data' as const, ...data }] as const] : []
    }),
  )
}

/**
 * Where a model comes from, from left to right: data, the nodes it went through, the version of the drawing and the run
 * that made it, and the endpoints that answer with it. What was deleted since is told apart.
 * @throws UserError `not_found`
 */
export async function getModelLineage({ db, store }: Deps, modelVersionId: string): Promise<LineageView> {
  const [model] = await db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId))
  if (!model) throw new UserError('not_found', 'There is no such model version.')
  const [[run], [pipeline], served] = await Promise.all([
    db
      .select({ run: runs, version: pipelineVersions.version })
      .from(runs)
      .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
      .where(eq(runs.id, model.runId)),
    db.select().from(pipelines).where(eq(pipelines.id, model.pipelineId)),
    db
      .select({ name: endpoints.name, version: endpointVersions.version, current: endpoints.version })
      .from(endpointVersions)
      .innerJoin(endpoints, eq(endpoints.name, endpointVersions.endpoint))
      .where(eq(endpointVersions.modelVersionId, modelVersionId))
      .orderBy(endpoints.name, endpointVersions.version),
  ])
  const steps = run ? stepsOfPlan(run.run.plan.nodes, model.nodeId) : await stepsOfModel(store, model)
  const data = await dataOf(db, steps)
  const items: LineageItem[] = [...data.values()]
  const wires: [string, string][] = [...data].map(([stepId, { id }]) => [id, `node:${stepId}`])
  const runHref = run ? `/runs/${run.run.id}` : null
  for (const { id, type, title, after } of steps) {
    items.push({
      id: `node:${id}`,
      kind: 'node',
      title,
      detail: null,
      href: runHref,
      gone: false,
      nodeType: type,
    })
    for (const before of after) wires.push([`node:${before}`, `node:${id}`])
  }
  items.push({
    id: 'pipeline',
    kind: 'pipeline',
    title: pipeline?.name ?? '',
    detail: run ? `v${run.version}` : null,
    href: pipeline?.deletedAt === null ? `/pipelines/${pipeline.id}` : null,
    gone: pipeline?.deletedAt !== null,
  })
  items.push({
    id: 'run',
    kind: 'run',
    title: 'Run',
    detail: run ? `${run.run.number}` : null,
    href: runHref,
    gone: !run,
  })
  items.push({
    id: 'model',
    kind: 'model',
    title: model.name,
    detail: `v${model.version}`,
    href: `/models/${model.id}`,
    gone: false,
  })
  wires.push(['pipeline', 'run'], ['run', 'model'], [`node:${model.nodeId}`, 'model'])
  for (const { name, version, current } of served) {
    if (version !== current) continue
    const id = `endpoint:${name}`
    items.push({
      id,
      kind: 'endpoint',
      title: name,
      detail: `v${version}`,
      href: `/endpoints/${encodeURIComponent(name)}`,
      gone: false,
    })
    wires.push(['model', id])
  }
  return { items, wires: wires.map(([from, to]) => ({ from, to })) }
}

/** Where the model behind an endpoint comes from. Throws UserError `not_found`. */
export async function getEndpointLineage(deps: Deps, name: string): Promise<LineageView> {
  const [row] = await deps.db
    .select({
      id: endpointVersions.modelVersionId,
      version: endpointVersions.version,
      current: endpoints.version,
    })
    .from(endpoints)
    .innerJoin(endpointVersions, eq(endpointVersions.endpoint, endpoints.name))
    .where(eq(endpoints.name, name))
    .then((rows) => rows.filter(({ version, current }) => version === current))
  if (!row) throw new UserError('not_found', `There is no endpoint “${name}”.`)
  const { items, wires } = await getModelLineage(deps, row.id)
  const others = items.filter(({ kind, title }) => kind === 'endpoint' && title !== name).map(({ id }) => id)
  return {
    items: items.filter(({ id }) => !others.includes(id)),
    wires: wires.filter(({ to }) => !others.includes(to)),
  }
}
