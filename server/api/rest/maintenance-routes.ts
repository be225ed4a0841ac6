import { z } from 'zod'
import { deleteDataset } from '../../datasets/delete-dataset.ts'
import { collectGarbage, getLastCollection } from '../../maintenance/collect-garbage.ts'
import { clearCache } from '../../maintenance/expire.ts'
import { getRetention, retentionChanges, setRetention } from '../../maintenance/retention.ts'
import { deleteModelVersion } from '../../models/delete-model.ts'
import { getEndpointLineage, getModelLineage } from '../../models/lineage.ts'
import { deleteRun, setRunKept } from '../../runs/delete-run.ts'
import { explainReuse } from '../../runs/explain-reuse.ts'
import { route } from './route.ts'

const none = z.object({})
const id = z.object({ id: z.string() })

/** What is kept and for how long, what is deleted by hand, and where models come from. */
export const maintenanceRoutes = [
  route({
    method: 'DELETE',
    path: '/runs/{id}',
    operationId: 'deleteRun',
    summary: 'Delete a run with its logs and results; models and endpoints that came of it stay',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => deleteRun(db, params.id),
  }),
  route({
    method: 'PUT',
    path: '/runs/{id}/kept',
    operationId: 'keepRun',
    summary: 'Keep a run whatever the retention says, or no longer',
    tag: 'runs',
    params: id,
    body: z.object({ kept: z.boolean() }),
    answer: ({ services: { db }, params, body }) => setRunKept(db, params.id, body.kept),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/nodes/{node}/reuse',
    operationId: 'explainReuse',
    summary:
      'What a node’s result was made of, where it came from, and why it was not taken from an earlier run',
    tag: 'runs',
    params: id.extend({ node: z.string() }),
    body: null,
    answer: ({ services: { db }, params }) => explainReuse(db, { runId: params.id, nodeId: params.node }),
  }),
  route({
    method: 'DELETE',
    path: '/datasets/{id}',
    operationId: 'deleteDataset',
    summary: 'Delete a version of a data set; refused while a pipeline reads it, unless evenIfRead is set',
    tag: 'datasets',
    params: id.extend({ evenIfRead: z.stringbool().default(false) }),
    body: null,
    answer: ({ services: { db }, params }) => deleteDataset(db, params),
  }),
  route({
    method: 'DELETE',
    path: '/models/{id}',
    operationId: 'deleteModel',
    summary:
      'Delete a version of a model; refused while an endpoint answers with it or it has an alias. The answer names the earlier versions of endpoints that went with it',
    tag: 'models',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => deleteModelVersion(db, params.id),
  }),
  route({
    method: 'DELETE',
    path: '/pipelines/{id}/cache',
    operationId: 'clearCache',
    summary:
      'Forget what later runs of a pipeline, or of one of its nodes, would reuse; runs keep what they made',
    tag: 'pipelines',
    params: id.extend({ node: z.string().optional() }),
    body: null,
    answer: ({ services: { db }, params }) => clearCache(db, { pipelineId: params.id, nodeId: params.node }),
  }),
  route({
    method: 'GET',
    path: '/lineage/models/{id}',
    operationId: 'getModelLineage',
    summary: 'Data, nodes, drawing and run that a model comes from, and the endpoints that answer with it',
    tag: 'models',
    params: id,
    body: null,
    answer: ({ services, params }) => getModelLineage(services, params.id),
  }),
  route({
    method: 'GET',
    path: '/lineage/endpoints/{name}',
    operationId: 'getEndpointLineage',
    summary: 'Data, nodes, drawing, run and model that an endpoint’s answers come from',
    tag: 'endpoints',
    params: z.object({ name: z.string() }),
    body: null,
    answer: ({ services, params }) => getEndpointLineage(services, params.name),
  }),
  route({
    method: 'GET',
    path: '/retention',
    operationId: 'getRetention',
    summary: 'How long runs and unused results are kept',
    tag: 'system',
    params: none,
    body: null,
    answer: ({ services: { db } }) => getRetention(db),
  }),
  route({
    method: 'PUT',
    path: '/retention',
    operationId: 'setRetention',
    summary: 'Change how long things are kept; what is left out stays as it is',
    tag: 'system',
    params: none,
    body: retentionChanges,
    answer: ({ services: { db }, body }) => setRetention(db, body),
  }),
  route({
    method: 'GET',
    path: '/garbage-collection',
    operationId: 'getLastCollection',
    summary: 'What the last garbage collection took away; null before the first',
    tag: 'system',
    params: none,
    body: null,
    answer: ({ services: { db } }) => getLastCollection(db),
  }),
  route({
    method: 'POST',
    path: '/garbage-collection',
    operationId: 'collectGarbage',
    summary: 'Delete what is past its retention and free what nothing leads to; a dry run only counts',
    tag: 'system',
    params: none,
    body: z.object({ dryRun: z.boolean().default(false) }),
    answer: ({ services, body }) => collectGarbage(services, body),
  }),
]
