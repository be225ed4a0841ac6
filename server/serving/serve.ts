import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressInfo } from 'node:net'
import { openDatabase } from '../../drizzle/client.ts'
import { initBackend } from '../../ml/backend/init-backend.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Config } from '../config.ts'
import { openFolderStore } from '../storage/folder-store.ts'
import { buildApp } from './app.ts'
import { followEndpoints } from './endpoint-source.ts'
import { defaultLimits, type ServingLimits } from './limits.ts'
import { loadServedModel } from './load-served-model.ts'
import { createMetrics } from './metrics.ts'
import { createRegistry } from './registry.ts'

export type ServingConfig = Pick<
  Config,
  'databaseUrl' | 'dataDir' | 'host' | 'servingPort' | 'servingUrl' | 'token' | 'shutdownSeconds'
>

export interface Serving {
  /** Port it listens on. */
  port: number
  /** Resolves once Postgres was read and every model that should answer was tried to be loaded. */
  ready: Promise<void>
  /** Takes no more requests, answers those in hand, and lets go of everything. */
  stop(): Promise<void>
}

export interface ServingOptions {
  log: (message: string) => void
  limits?: Partial<ServingLimits>
  /** How often Postgres is read without being told to. */
  pollMs?: number
}

const readVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}

const toListenError = (error: unknown, { host, servingPort }: ServingConfig): unknown =>
  (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? new UserError(
        'port_taken',
        `Port ${servingPort} of ${host} is taken by another program. Stop that program, or set MILLRACE_SERVING_PORT to a free port.`,
        { cause: error },
      )
    : error

/**
 * Starts the model server. It listens at once and answers for each endpoint as soon as its model is loaded; while
 * Postgres is away it goes on with what it has.
 */
export async function startServing(config: ServingConfig, options: ServingOptions): Promise<Serving> {
  const { log } = options
  if (config.databaseUrl === undefined) {
    throw new UserError(
      'config',
      'DATABASE_URL is not set: start everything with `npm start`, which sets it, or point it to a running Postgres.',
    )
  }
  const limits = { ...defaultLimits, ...options.limits }
  const store = openFolderStore(join(config.dataDir, 'blobs'))
  const handle = openDatabase(config.databaseUrl, { maxConnections: 3 })
  const metrics = createMetrics()
  let started = false

  const registry = createRegistry({
    limits,
    log,
    readModel: (modelVersionId) => source.readModel(modelVersionId),
    load: (value) => loadServedModel(store, value),
    onBatch: (requests, rows) => metrics.countBatch(requests, rows),
  })
  const source = followEndpoints({
    handle,
    log,
    apply: (records) => registry.apply(records),
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
  })
  const app = buildApp({
    registry,
    metrics,
    limits,
    log,
    access: config,
    version: readVersion(),
    refresh: () => source.refresh(),
    isStarted: () => started,
  })

  const backend = await initBackend()
  log(
    `Numeric backend: ${backend.name} (${backend.version}).${backend.note === null ? '' : ` ${backend.note}`}`,
  )
  try {
    await app.listen({ host: config.host, port: config.servingPort })
  } catch (error) {
    await handle.close()
    throw toListenError(error, config)
  }
  const { port } = app.server.address() as AddressInfo
  log(`Listening on ${config.host}:${port}.`)

  const ready = (async () => {
    await source.start()
    await registry.settled()
    started = true
  })()

  return {
    port,
    ready,
    async stop() {
      source.stop()
      // A connection that had work when the closing began is kept open by the client afterwards: close it once idle.
      const closeIdle = setInterval(() => app.server.closeIdleConnections(), 50)
      // A client that does not read its answer must not hold up the end.
      await Promise.race([app.close(), sleep(config.shutdownSeconds * 1000, undefined, { ref: false })])
      clearInterval(closeIdle)
      app.server.closeAllConnections()
      await registry.close()
      await handle.close()
    },
  }
}
