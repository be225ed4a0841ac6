import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RouteOptions } from './app.ts'
import { decodeInference, encodeInference, inputTensors, outputTensors } from './inference-codec.ts'
import { isRecord } from './json.ts'
import { parseJson } from './read-body.ts'
import type { EndpointStatus } from './registry.ts'
import { RequestError } from './request-error.ts'

interface Params {
  name: string
  version?: string
}
type ModelRequest = FastifyRequest<{ Params: Params }>

/** States of endpoints in the words of the index. */
const states: Readonly<Record<EndpointStatus['state'], { state: string; reason: string }>> = {
  ready: { state: 'READY', reason: '' },
  loading: { state: 'LOADING', reason: '' },
  failed: { state: 'UNAVAILABLE', reason: 'The model can’t be loaded. Its metadata says why.' },
  disabled: { state: 'UNAVAILABLE', reason: 'The endpoint is switched off.' },
}

/** The Open Inference Protocol, version 2: health, metadata, inference, and the index of endpoints. */
export function addInferenceRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { findDeployment, takeIn, registry, limits } = options
  const isPublic = { config: { isPublic: true } }

  app.get('/v2', () => ({ name: 'millrace', version: options.version, extensions: [] }))
  app.get('/v2/health/live', isPublic, () => ({ live: true }))
  app.get('/v2/health/ready', isPublic, (_request, reply) => {
    const unready = registry.status().filter(({ state }) => state === 'loading' || state === 'failed')
    const ready = options.isStarted() && unready.length === 0
    return reply.code(ready ? 200 : 503).send({ live: true, ready })
  })

  const metadata = async (request: ModelRequest) => {
    const { name, version } = request.params
    const { model, digest, version: described } = await findDeployment(name, version)
    return {
      name,
      versions: registry.versionsOf(name).map(String),
      platform: `millrace_${model.family}`,
      inputs: inputTensors(model),
      outputs: outputTensors(model),
      // Not in the protocol, which lets a server add to it: which version is described here, and its very content.
      parameters: { version: String(described), digest },
    }
  }

  /** Index of Triton's model repository extension: https://github.com/triton-inference-server/server */
  app.post('/v2/repository/index', (request) => {
    const body = request.body instanceof Buffer && request.body.byteLength > 0 ? parseJson(request.body) : {}
    const readyOnly = isRecord(body) && body.ready === true
    return registry
      .status()
      .filter(({ state }) => !readyOnly || state === 'ready')
      .map(({ name, version, answering, state }) => ({
        name,
        version: String(answering ?? version),
        ...states[state],
      }))
  })

  const ready = async (request: ModelRequest, reply: FastifyReply) => {
    const { name, version } = request.params
    try {
      await findDeployment(name, version)
      return { name, ready: true }
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 503) throw error
      void reply.code(503)
      return { name, ready: false, error: error.message }
    }
  }

  const infer = async (request: ModelRequest, reply: FastifyReply): Promise<string> => {
    const { name, version } = request.params
    const deployment = await findDeployment(name, version)
    const origin = takeIn(request, reply, deployment)
    const { batch, ...asked } = decodeInference(parseJson(request.body), deployment.model, limits)
    const answers = await deployment.batcher.submit(batch, origin)
    request.rowCount = answers.rows
    void reply.type('application/json; charset=utf-8')
    return encodeInference({
      model: deployment.model,
      name,
      version: deployment.version,
      request: asked,
      answers,
    })
  }

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get(path, metadata)
    app.get(`${path}/ready`, ready)
    app.post(`${path}/infer`, { config: { api: 'v2' } }, infer)
  }
}
