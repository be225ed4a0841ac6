import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { toErrorReport } from '../../nodes/kit/errors.ts'
import { type AccessRules, createGuard } from './access.ts'
import type { Origin } from './batcher.ts'
import { addInferenceRoutes } from './inference-routes.ts'
import type { ServingLimits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { addOperationRoutes } from './operation-routes.ts'
import { readBody } from './read-body.ts'
import type { Deployment, Registry } from './registry.ts'
import { abandoned, overloaded, RequestError } from './request-error.ts'
import { addRowsRoutes } from './rows-routes.ts'

export interface AppOptions {
  registry: Registry
  metrics: Metrics
  limits: ServingLimits
  access: AccessRules
  /** Version of Millrace. */
  version: string
  /** Reads Postgres again; called for a name that is not known here, since it may just have been deployed. */
  refresh(): Promise<void>
  /** True once every endpoint was tried to be loaded. */
  isStarted(): boolean
  log: (message: string) => void
}

/** What the routes share. */
export interface RouteOptions extends AppOptions {
  findDeployment: (name: string, version: string | undefined) => Promise<Deployment>
  /** Refuses a request that the queue has no room for, before its body is parsed. */
  takeIn: (request: FastifyRequest, reply: FastifyReply, deployment: Deployment) => Origin
  requestsInFlight(): number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The endpoint that answers, once it is known: what the request is counted under. */
    endpointName: string
    /** Rows predicted. */
    rowCount: number
    /** Bytes of its body, as far as they are known. */
    bodyBytes: number
  }
  interface FastifyContextConfig {
    /** Answered without a token. */
    isPublic?: boolean
    /** Counted in the metrics of predictions under this name. */
    api?: 'rows' | 'v2'
  }
}

/** Answers of the Open Inference Protocol carry the message alone. */
const isInference = (url: string): boolean =>
  url === '/v2' || url.startsWith('/v2/') || url.startsWith('/v2?')

function toRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error
  const report = toErrorReport(error)
  if (report.kind === 'user') {
    return new RequestError(400, report.code, report.message, report.field === undefined ? {} : report)
  }
  if (report.kind === 'operational') return new RequestError(503, report.code, report.message)
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || code === 'FST_ERR_CTP_INVALID_CONTENT_TYPE') {
    return new RequestError(415, 'wrong_content_type', 'Send the body with “Content-Type: application/json”.')
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new RequestError(statusCode, 'bad_request', 'The request can’t be read: it is not valid HTTP.')
  }
  return undefined
}

/** Builds the HTTP server; listening and closing are the caller's. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { registry, metrics, limits, log } = options
  const guard = createGuard(options.access)
  let inFlight = 0
  let bodyBytesInFlight = 0

  const sendError = (request: FastifyRequest, reply: FastifyReply, error: unknown): void => {
    let refusal = toRequestError(error)
    if (refusal === undefined) {
      const id = randomUUID()
      log(`Error ${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      refusal = new RequestError(
        500,
        'unexpected',
        `Something went wrong inside Millrace. The log of the serving process has the details under ${id}.`,
      )
    }
    const { status, code, message, field, retryAfterSeconds } = refusal
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
    if (status === 401) void reply.header('www-authenticate', 'Bearer')
    void reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send(
        JSON.stringify(isInference(request.url) ? { error: message } : { error: { code, message, field } }),
      )
  }

  const app = Fastify({
    logger: false,
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit: limits.bodyBytes,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => sendError(request, reply as FastifyReply, error),
  })
  app.decorateRequest('endpointName', '')
  app.decorateRequest('rowCount', 0)
  app.decorateRequest('bodyBytes', 0)

  const isFull = () => overloaded('This server is busy with as much as it may take. Try again in a moment.')
  /** Counts bytes that are held for a request. */
  const hold = (request: FastifyRequest, bytes: number): void => {
    if (bodyBytesInFlight > 0 && bodyBytesInFlight + bytes > limits.totalBodyBytes) throw isFull()
    request.bodyBytes += bytes
    bodyBytesInFlight += bytes
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', (request: FastifyRequest, stream: IncomingMessage, done) =>
    readBody({ stream, headers: request.headers, onBytes: (bytes) => hold(request, bytes) }, limits, done),
  )

  app.addHook('onRequest', (request, reply, done) => {
    const { config } = request.routeOptions
    try {
      guard(request.headers, config.isPublic === true)
      if (config.api !== undefined) {
        const { name } = request.params as { name: string }
        if (registry.has(name)) request.endpointName = name
        if (inFlight >= limits.requests) throw isFull()
        hold(request, Math.min(Number(request.headers['content-length'] ?? 0), limits.bodyBytes))
        inFlight++
        reply.raw.once('close', () => {
          inFlight--
          bodyBytesInFlight -= request.bodyBytes
        })
      }
    } catch (error) {
      done(error as Error)
      return
    }
    done()
  })

  app.addHook('onResponse', (request, reply, done) => {
    const { api } = request.routeOptions.config
    if (api !== undefined) {
      metrics.countRequest({
        endpoint: request.endpointName,
        api,
        status: reply.statusCode,
        seconds: reply.elapsedTime / 1000,
        rows: request.rowCount,
      })
    }
    done()
  })

  app.setErrorHandler((error, request, reply) => sendError(request, reply, error))
  app.setNotFoundHandler((request, reply) => {
    if (/\/(?:predict|infer)\/?(?:\?|$)/.test(request.url) && request.method !== 'POST') {
      void reply.header('allow', 'POST')
      sendError(request, reply, new RequestError(405, 'wrong_method', 'Ask for predictions by POST.'))
      return
    }
    sendError(
      request,
      reply,
      new RequestError(
        404,
        'not_found',
        'There is nothing at this address. The API is described in docs/serving.md.',
      ),
    )
  })

  const routes: RouteOptions = {
    ...options,
    requestsInFlight: () => inFlight,
    takeIn(request, reply, { batcher }) {
      const bytes = request.body instanceof Buffer ? request.body.byteLength : 0
      if (reply.raw.destroyed) throw abandoned()
      batcher.admit(bytes)
      return { bytes, isAbandoned: () => reply.raw.destroyed }
    },
    async findDeployment(name, version) {
      if (!registry.has(name, version)) await options.refresh()
      return (version === undefined ? registry.peek(name) : undefined) ?? registry.find(name, version)
    },
  }
  addRowsRoutes(app, routes)
  addInferenceRoutes(app, routes)
  addOperationRoutes(app, routes)
  return app
}
