import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import type { DatabaseHandle } from '../../drizzle/client.ts'
import { endpoints, endpointVersions, modelVersions } from '../../drizzle/schema.ts'
import { OperationalError } from '../../nodes/kit/errors.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { ENDPOINT_CHANNEL } from '../runs/notify.ts'
import type { EndpointRecord } from './registry.ts'

export interface EndpointSource {
  /** Reads Postgres until it answers, then goes on listening. Resolves after the first reading. */
  start(): Promise<void>
  /** Reads now, unless it was read within the last second. Never rejects: what is loaded goes on serving. */
  refresh(): Promise<void>
  readModel(modelVersionId: string): Promise<ModelValue>
  stop(): void
}

export interface SourceOptions {
  handle: Pick<DatabaseHandle, 'db' | 'sql'>
  apply(records: readonly EndpointRecord[]): void
  log: (message: string) => void
  /** How often Postgres is read without being told to: a notification may get lost while it restarts. */
  pollMs?: number
}

const QUERY_TIMEOUT_MS = 10_000
const REFRESH_EVERY_MS = 1000
const LONGEST_RETRY_MS = 5000

/** A query that must not wait for ever for a server that went away. */
async function within<T>(work: Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timeout = sleep(QUERY_TIMEOUT_MS, undefined, { signal: stop.signal }).then(() => {
    throw new OperationalError(
      'database_slow',
      `Postgres did not answer within ${QUERY_TIMEOUT_MS / 1000} s.`,
    )
  })
  timeout.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    stop.abort()
  }
}

async function readEndpoints({ db }: Pick<DatabaseHandle, 'db'>): Promise<EndpointRecord[]> {
  const rows = await db
    .select({ endpoint: endpoints, version: endpointVersions })
    .from(endpoints)
    .innerJoin(endpointVersions, eq(endpointVersions.endpoint, endpoints.name))
  const records = new Map<string, EndpointRecord & { versions: Map<number, string> }>()
  for (const { endpoint, version } of rows) {
    const record = records.get(endpoint.name) ?? {
      name: endpoint.name,
      version: endpoint.version,
      enabled: endpoint.enabled,
      versions: new Map<number, string>(),
    }
    record.versions.set(version.version, version.modelVersionId)
    records.set(endpoint.name, record)
  }
  return [...records.values()]
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!

/** Follows the endpoints in Postgres: at start, when notified, and every so often. */
export function followEndpoints(options: SourceOptions): EndpointSource {
  const { handle, log } = options
  let stopped = false
  let reachable = true
  let current: Promise<boolean> | undefined
  let again = false
  let readAt = Number.NEGATIVE_INFINITY
  let poll: NodeJS.Timeout | undefined

  const readOnce = async (): Promise<boolean> => {
    try {
      readAt = performance.now()
      const records = await within(readEndpoints(handle))
      if (stopped) return true
      options.apply(records)
      if (!reachable) log('Postgres answers again.')
      reachable = true
    } catch (error) {
      if (reachable && !stopped)
        log(`Postgres can't be read (${firstLine(error)}). What is loaded goes on answering.`)
      reachable = false
    }
    return reachable
  }

  /** One reading at a time; what is asked for meanwhile leads to one more. True where Postgres answered. */
  const read = (): Promise<boolean> => {
    if (current) {
      again = true
      return current
    }
    current = (async () => {
      let success: boolean
      do {
        again = false
        success = await readOnce()
      } while (again && !stopped)
      current = undefined
      return success
    })()
    return current
  }

  const listen = async (): Promise<void> => {
    for (let delayMs = 250; !stopped; delayMs = Math.min(delayMs * 2, LONGEST_RETRY_MS)) {
      try {
        // Called again whenever the connection was lost and made anew: something may have been missed.
        await handle.sql.listen(
          ENDPOINT_CHANNEL,
          () => void read(),
          () => void read(),
        )
        return
      } catch {
        await sleep(delayMs)
      }
    }
  }

  return {
    async start() {
      void listen()
      for (
        let delayMs = 250;
        !stopped && !(await read());
        delayMs = Math.min(delayMs * 2, LONGEST_RETRY_MS)
      ) {
        await sleep(delayMs)
      }
      if (stopped) return
      poll = setInterval(() => void read(), options.pollMs ?? 15_000)
      poll.unref()
    },

    async refresh() {
      if (current || performance.now() - readAt >= REFRESH_EVERY_MS) await read()
    },

    async readModel(modelVersionId) {
      const [row] = await within(
        handle.db
          .select({ value: modelVersions.value })
          .from(modelVersions)
          .where(eq(modelVersions.id, modelVersionId)),
      ).catch((error: unknown) => {
        throw new OperationalError('database_unreachable', 'Postgres can’t be reached.', { cause: error })
      })
      if (!row) throw new OperationalError('model_missing', 'Its model version is not in the database.')
      return row.value
    },

    stop() {
      stopped = true
      clearInterval(poll)
    },
  }
}
