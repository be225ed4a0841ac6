import { z } from 'zod'
import { deployModel } from '../../deployments/deployments.ts'
import { getModelCard } from '../../models/card.ts'
import { writeCard } from '../../models/card-text.ts'
import { getModel, listModels } from '../../models/models.ts'
import { changeModel, modelChanges, removeModelAlias, setModelAlias } from '../../models/registry.ts'
import { exportModel, importModel, MAX_MODEL_FILE } from '../../models/transfer.ts'
import { asDownload } from './file-response.ts'
import { readBytes } from './read-bytes.ts'
import { route } from './route.ts'

const id = z.object({ id: z.string() })
const alias = id.extend({ alias: z.string() })

/** The registry: model versions with their aliases, tags and notes. */
export const modelRoutes = [
  route({
    method: 'GET',
    path: '/models',
    operationId: 'listModels',
    summary: 'Registered model versions, newest first, with their aliases, tags and notes',
    tag: 'models',
    params: z.object({}),
    body: null,
    answer: ({ services: { db } }) => listModels(db),
  }),
  route({
    method: 'POST',
    path: '/models',
    operationId: 'importModel',
    summary:
      'Import a model that another Millrace exported; the body is the file. The same model again is the version that is there',
    tag: 'models',
    params: z.object({}),
    body: null,
    rawBody: true,
    async answer({ services, request }) {
      const maxBytes = Math.min(services.config.uploadLimitMb * 2 ** 20, MAX_MODEL_FILE)
      return importModel(services, await readBytes(request, maxBytes), maxBytes)
    },
  }),
  route({
    method: 'GET',
    path: '/models/{id}/file',
    operationId: 'exportModel',
    summary:
      'A model version as one file (zip): weights, fitted steps, drawing and card, for another Millrace',
    tag: 'models',
    params: id,
    body: null,
    produces: 'application/zip',
    async answer({ services, params }) {
      const { name, bytes } = await exportModel(services, params.id)
      return new Response(bytes, {
        headers: { 'content-type': 'application/zip', 'content-disposition': asDownload(name) },
      })
    },
  }),
  route({
    method: 'GET',
    path: '/models/{id}',
    operationId: 'getModel',
    summary: 'One model version',
    tag: 'models',
    params: id,
    body: null,
    answer: ({ services: { db }, params }) => getModel(db, params.id),
  }),
  route({
    method: 'PUT',
    path: '/models/{id}',
    operationId: 'changeModel',
    summary:
      'Change the tags of a model version, or notes on its card by heading; an empty note goes, what is left out stays',
    tag: 'models',
    params: id,
    body: modelChanges,
    answer: ({ services: { db }, params, body }) => changeModel(db, params.id, body),
  }),
  route({
    method: 'GET',
    path: '/models/{id}/card',
    operationId: 'getModelCard',
    summary:
      'What is known of a model version: data, rows, steps with their settings, figures; as Markdown with the notes where format is markdown',
    tag: 'models',
    params: id.extend({ format: z.enum(['json', 'markdown']).default('json') }),
    body: null,
    async answer({ services, params }) {
      const card = await getModelCard(services, params.id)
      if (params.format === 'json') return card
      return new Response(writeCard(await getModel(services.db, params.id), card), {
        headers: { 'content-type': 'text/markdown; charset=utf-8', 'cache-control': 'no-store' },
      })
    },
  }),
  route({
    method: 'POST',
    path: '/models/{id}/deploy',
    operationId: 'deployModel',
    summary:
      'Make a model version the one that answers at an endpoint, a new one or one that is there; the answer says what is different for whoever asks',
    tag: 'models',
    params: id,
    body: z.object({ name: z.string() }),
    async answer({ services, params, body: { name } }) {
      const { id: modelVersionId } = await getModel(services.db, params.id)
      const idempotencyKey = crypto.randomUUID()
      return deployModel(services, { name, modelVersionId, idempotencyKey, mayTakeOver: true })
    },
  }),
  route({
    method: 'PUT',
    path: '/models/{id}/aliases/{alias}',
    operationId: 'setModelAlias',
    summary: 'Give a model version an alias; the version of the model that had it has it no longer',
    tag: 'models',
    params: alias,
    body: null,
    answer: ({ services: { db }, params }) => setModelAlias(db, params.id, params.alias),
  }),
  route({
    method: 'DELETE',
    path: '/models/{id}/aliases/{alias}',
    operationId: 'removeModelAlias',
    summary: 'Take an alias from a model version',
    tag: 'models',
    params: alias,
    body: null,
    answer: ({ services: { db }, params }) => removeModelAlias(db, params.id, params.alias),
  }),
]
