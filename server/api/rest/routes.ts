import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { z } from 'zod'
import { eventKinds } from '../../../drizzle/schema/runs.ts'
import { listDefinitions } from '../../../nodes/definitions.ts'
import { documentSchema } from '../../../nodes/graph/document.ts'
import { UserError } from '../../../nodes/kit/errors.ts'
import { addDataset, listDatasets, readDataset } from '../../datasets/datasets.ts'
import { fetchDataset } from '../../datasets/fetch-dataset.ts'
import { getEndpoint, listEndpoints } from '../../deployments/deployments.ts'
import * as pipelines from '../../pipelines/pipelines.ts'
import { cancelRun } from '../../runs/cancel-run.ts'
import { runFilter } from '../../runs/run-filter.ts'
import { getRun, listEvents, listRuns } from '../../runs/runs.ts'
import { runInputs, startRun } from '../../runs/start-run.ts'
import { getReport, getReportFile, readRows } from '../../runs/values.ts'
import { watchRun } from '../../runs/watch-run.ts'
import { getSystemInfo } from '../../system/info.ts'
import { setPipelineRemoved } from '../../schedules/schedules.ts'
import { componentRoutes } from './component-routes.ts'
import { connectionRoutes } from './connection-routes.ts'
import { eventStream } from './event-stream.ts'
import { fileResponse } from './file-response.ts'
import { maintenanceRoutes } from './maintenance-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { route } from './route.ts'
import { runControlRoutes } from './run-control-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'
import { templateRoutes } from './template-routes.ts'
import { versionRoutes } from './version-routes.ts'

const none = z.object({})
const id = z.object({ id: z.string() })
const port = z.object({ id: z.string(), node: z.string(), port: z.string() })
const at = ({ id: runId, node: nodeId, port: name }: z.infer<typeof port>) => ({ runId, nodeId, port: name })

const newPipeline = z.object({
  name: z.string().max(120).optional(),
  template: z.string().optional(),
  document: documentSchema.optional(),
  parameters: runInputs.optional(),
})
const newRun = z.object({
  pipelineId: z.string(),
  version: z.number().int().positive().optional(),
  until: z.string().optional(),
  from: z.string().optional(),
  fresh: z.boolean().optional(),
  inputs: runInputs.optional(),
  trigger: z.enum(['api', 'cli']).default('api'),
})

/** The public interface under `/api/v1`. */
export const routes = [
  route({
    method: 'GET',
    path: '/system',
    operationId: 'getSystem',
    summary: 'Version, numeric backend and addresses of this Millrace',
    tag: 'system',
    params: none,
    body: null,
    answer: ({ services: { db, config } }) => getSystemInfo(db, config),
  }),
  route({
    method: 'GET',
    path: '/node-types',
    operationId: 'listNodeTypes',
    summary: 'Every node type with its ports and the JSON schema of its parameters',
    tag: 'system',
    params: none,
    body: null,
    answer: async () =>
      listDefinitions().map(({ type, version, title, summary, category, inputs, outputs, params }) => ({
        type,
        version,
        title,
        summary,
        category,
        inputs,
        outputs,
        params: z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }),
      })),
  }),
  route({
    method: 'GET',
    path: '/datasets',
    operationId: 'listDatasets',
    summary: 'Uploaded files, newest first',
    tag: 'datasets',
    params: none,
    body: null,
    answer: ({ services: { db } }) => listDatasets(db),
  }),
  route({
    method: 'POST',
    path: '/datasets',
    operationId: 'uploadDataset',
    summary:
      'Upload a file; the body is its bytes. The same bytes under the same name are the same version: `isNew` tells',
    tag: 'datasets',
    params: z.object({ name: z.string().min(1).max(200) }),
    body: null,
    rawBody: true,
    async answer({ services: { db, store, config }, params, request }) {
      if (!request.body) throw new UserError('empty_body', 'The request has no body: send the file’s bytes.')
      const stream = Readable.fromWeb(request.body as WebStream)
      const maxBytes = config.uploadLimitMb * 2 ** 20
      const blob = await store.putStream(stream, 'application/octet-stream', maxBytes)
      return addDataset(db, { name: params.name, blob })
    },
  }),
  route({
    method: 'POST',
    path: '/datasets/fetch',
    operationId: 'fetchDataset',
    summary:
      'Fetch a file from an address of the web, as if it were uploaded; `name` is that of the file by default',
    tag: 'datasets',
    params: none,
    body: z.object({ url: z.string().max(4_000), name: z.string().max(200).optional() }),
    answer: ({ services, body }) => fetchDataset(services, body),
  }),
  route({
    method: 'POST',
    path: '/datasets/{id}/read',
    operationId: 'readDataset',
    summary: 'Columns, row count and first rows of a file when it is read with these options',
    tag: 'datasets',
    params: id,
    body: z.record(z.string(), z.json()),
    answer: ({ services, params, body }) => readDataset(services, { id: params.id, options: body }),
  }),
  route({
    method: 'GET',
    path: '/pipelines',
    operationId: 'listPipelines',
    summary: 'Pipelines, last changed first',
    tag: 'pipelines',
    params: none,
    body: null,
    answer: ({ services: { db } }) => pipelines.listPipelines(db),
  }),
  route({
    method: 'POST',
    path: '/pipelines',
    operationId: 'createPipeline',
    summary: 'Make a pipeline, empty, from a template or from a drawing; parameters become its defaults',
    tag: 'pipelines',
    params: none,
    body: newPipeline,
    answer: ({ services: { db }, body }) => pipelines.createPipeline(db, body),
  }),
  route({
    method: 'GET',
    path: '/pipelines/{id}',
    operationId: 'getPipeline',
    summary: 'A pipeline with its drawing, the newest version unless one is named',
    tag: 'pipelines',
    params: id.extend({ version: z.coerce.number().int().positive().optional() }),
    body: null,
    answer: ({ services: { db }, params }) => pipelines.getPipeline(db, params.id, params.version),
  }),
  route({
    method: 'PUT',
    path: '/pipelines/{id}',
    operationId: 'savePipeline',
    summary: 'Save a drawing as the next version; refused when someone saved after baseVersion',
    tag: 'pipelines',
    params: id,
    body: z.object({ document: documentSchema, baseVersion: z.number().int().positive() }),
    answer: ({ services: { db }, params, body }) => pipelines.savePipeline(db, { ...params, ...body }),
  }),
  route({
    method: 'DELETE',
    path: '/pipelines/{id}',
    operationId: 'removePipeline',
    summary: 'Put a pipeline in the bin; its runs, models and endpoints stay',
    tag: 'pipelines',
    params: id,
    body: null,
    answer: ({ services, params }) => setPipelineRemoved(services, params.id, true),
  }),
  ...versionRoutes,
  ...componentRoutes,
  ...templateRoutes,
  ...connectionRoutes,
  route({
    method: 'POST',
    path: '/runs',
    operationId: 'startRun',
    summary: 'Run a pipeline; a drawing with errors is refused with its problems',
    tag: 'runs',
    params: none,
    body: newRun,
    answer: ({ services, body }) => startRun(services, body),
  }),
  route({
    method: 'GET',
    path: '/runs',
    operationId: 'listRuns',
    summary:
      'Runs, newest first: of a pipeline or schedule, in a state (waiting: for an approval), by what started them, since and before a time, with a text',
    tag: 'runs',
    params: runFilter,
    body: null,
    answer: ({ services: { db }, params }) => listRuns(db, params),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}',
    operationId: 'getRun',
    summary: 'A run with the state and outputs of its nodes',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => getRun(db, params.id),
  }),
  route({
    method: 'POST',
    path: '/runs/{id}/cancel',
    operationId: 'cancelRun',
    summary: 'Stop a run; what finished stays',
    tag: 'runs',
    params: id,
    body: null,
    answer: ({ services, params }) => cancelRun(services, params.id),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/events',
    operationId: 'listRunEvents',
    summary: 'Logs, curve points and state changes of a run, in order',
    tag: 'runs',
    params: id.extend({
      after: z.coerce.number().int().optional(),
      node: z.string().optional(),
      kind: z.enum(eventKinds).optional(),
      limit: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    body: null,
    answer: ({ services: { db }, params: { id: runId, node, kind, ...rest } }) =>
      listEvents(db, { runId, nodeId: node, kinds: kind ? [kind] : undefined, ...rest }),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/watch',
    operationId: 'watchRun',
    summary: 'Server-sent events: the state of a run as it is, then every change until it has ended',
    tag: 'runs',
    params: id.extend({ after: z.coerce.number().int().optional() }),
    body: null,
    produces: 'text/event-stream',
    answer: async ({ services, params, request }) =>
      eventStream(watchRun(services, { runId: params.id, after: params.after, signal: request.signal })),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/nodes/{node}/outputs/{port}/rows',
    operationId: 'readRows',
    summary: 'A page of the rows of a table that a run made',
    tag: 'runs',
    params: port.extend({
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    body: null,
    answer: ({ services, params }) =>
      readRows(services, { ...at(params), offset: params.offset, limit: params.limit }),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/nodes/{node}/outputs/{port}',
    operationId: 'getReport',
    summary: 'The JSON of a report, model manifest or blueprint that a run made',
    tag: 'runs',
    params: port,
    body: null,
    answer: ({ services, params }) => getReport(services, at(params)),
  }),
  route({
    method: 'GET',
    path: '/runs/{id}/nodes/{node}/outputs/{port}/file',
    operationId: 'downloadFile',
    summary: 'The file behind a report of kind “file”',
    tag: 'runs',
    params: port,
    body: null,
    produces: 'application/octet-stream',
    async answer({ services, params }) {
      const { name, blob } = await getReportFile(services, at(params))
      return fileResponse(await services.store.pathOf(blob), { name, blob })
    },
  }),
  ...modelRoutes,
  route({
    method: 'GET',
    path: '/endpoints',
    operationId: 'listEndpoints',
    summary: 'Endpoints with the model behind each and an example row',
    tag: 'endpoints',
    params: none,
    body: null,
    answer: ({ services: { db, store, config } }) =>
      listEndpoints({ db, store, servingUrl: config.servingUrl }),
  }),
  route({
    method: 'GET',
    path: '/endpoints/{name}',
    operationId: 'getEndpoint',
    summary: 'One endpoint',
    tag: 'endpoints',
    params: z.object({ name: z.string() }),
    body: null,
    answer: ({ services: { db, store, config }, params }) =>
      getEndpoint({ db, store, servingUrl: config.servingUrl }, params.name),
  }),
  ...runControlRoutes,
  ...maintenanceRoutes,
  ...scheduleRoutes,
]
