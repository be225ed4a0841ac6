import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RouteOptions } from './app.ts'
import { parseJson } from './read-body.ts'
import { decodeRows, encodeRowsAnswer } from './rows-codec.ts'

interface Params {
  name: string
  version?: string
}

/** `POST /v1/endpoints/{name}[/versions/{version}]/predict`. */
export function addRowsRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { findDeployment, takeIn, limits } = options

  const predict = async (
    request: FastifyRequest<{ Params: Params }>,
    reply: FastifyReply,
  ): Promise<string> => {
    const { name, version } = request.params
    const deployment = await findDeployment(name, version)
    const origin = takeIn(request, reply, deployment)
    const { batch, warnings } = decodeRows(parseJson(request.body), deployment.model, limits)
    const answers = await deployment.batcher.submit(batch, origin)
    request.rowCount = answers.rows
    void reply.type('application/json; charset=utf-8')
    return encodeRowsAnswer({
      endpoint: deployment.endpoint,
      version: deployment.version,
      predictions: deployment.encodePredictions(answers),
      warnings,
    })
  }

  const config = { api: 'rows' } as const
  app.post('/v1/endpoints/:name/predict', { config }, predict)
  app.post('/v1/endpoints/:name/versions/:version/predict', { config }, predict)
}
