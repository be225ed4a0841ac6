import type { FastifyInstance } from 'fastify'
import type { RouteOptions } from './app.ts'

/** `GET /healthz` for whoever watches the process, `GET /metrics` for Prometheus. */
export function addOperationRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { registry, metrics } = options

  app.get('/healthz', { config: { isPublic: true } }, () => ({ status: 'ok' }))

  app.get('/metrics', (_request, reply) => {
    void reply.type('text/plain; version=0.0.4; charset=utf-8')
    return reply.send(
      metrics.write({
        queuedRows: new Map(registry.status().map(({ name, queuedRows }) => [name, queuedRows])),
        requestsInFlight: options.requestsInFlight(),
      }),
    )
  })
}
