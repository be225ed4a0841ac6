import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import postgres from 'postgres'
import { inject, vi } from 'vitest'
import { type ServiceConfig, loadServiceConfig } from '../../server/config.ts'
import { workerSpec } from '../../server/stack/node-services.ts'
import { recreateDatabase } from '../../server/stack/postgres.ts'
import { createService } from '../../server/stack/service.ts'
import { createTestFolder } from './test-folder.ts'
import './services-setup.ts'

const randomName = (prefix: string): string => `${prefix}_${randomBytes(5).toString('hex')}`

export interface TestDatabase extends AsyncDisposable {
  url: string
}

/** A migrated, empty database of its own: `await using database = await createTestDatabase()`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { templateUrl } = inject('services')
  const template = new URL(templateUrl).pathname.slice(1)
  const url = new URL(templateUrl)
  url.pathname = `/${randomName('test')}`
  await recreateDatabase(url.href, template)
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      const sql = postgres(templateUrl, { max: 1, onnotice: () => {} })
      await sql`drop database if exists ${sql(url.pathname.slice(1))} with (force)`
      await sql.end({ timeout: 5 })
    },
  }
}

/** A namespace of its own at the run's Temporal server: no other test's workers or workflows are in it. */
export async function createTestNamespace(): Promise<{ address: string; namespace: string }> {
  const { temporalAddress: address } = inject('services')
  const namespace = randomName('test')
  const connection = await Connection.connect({ address })
  const { workflowService } = connection
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    })
    // Registering answers before every part of the server knows the name.
    await vi.waitFor(
      async () => {
        await workflowService.listWorkflowExecutions({ namespace, pageSize: 1 })
        await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'any' }, taskQueueType: 1 })
      },
      { timeout: 120_000, interval: 50 },
    )
  } finally {
    await connection.close()
  }
  return { address, namespace }
}

export interface TestWorker extends AsyncDisposable {
  pid(): number | undefined
  /** Waits for work in hand, as far as the configuration allows. It is started again only by `startWorker`. */
  stop(): Promise<void>
}

export interface TestStack extends AsyncDisposable {
  config: ServiceConfig
  /** Starts the real worker process, which forks real compute children; one that is killed is started again. */
  startWorker(env?: Readonly<Record<string, string>>): Promise<TestWorker>
}

/** A database, a namespace and a data folder of its own, and the worker process on demand. */
export async function createTestStack(env: Readonly<Record<string, string>> = {}): Promise<TestStack> {
  const { workflowBundle } = inject('services')
  const folder = createTestFolder()
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  const dataDir = join(folder.path, 'data')
  mkdirSync(dataDir)
  const configOf = (extra: Readonly<Record<string, string>>) =>
    loadServiceConfig({
      MILLRACE_DATA: dataDir,
      MILLRACE_COMPUTE_CHILDREN: '1',
      MILLRACE_SHUTDOWN_SECONDS: '1',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      ...env,
      ...extra,
    })
  const config = configOf({})
  const workers: TestWorker[] = []
  return {
    config,
    async startWorker(extra = {}) {
      const workerConfig = configOf(extra)
      const { databaseUrl, temporalAddress } = workerConfig
      const spec = workerSpec(
        { config: workerConfig, databaseUrl, temporalAddress, stackId: 'tests', isDev: false },
        workflowBundle,
      )
      const service = createService(
        { ...spec, env: { ...spec.env, ...extra } },
        { runDir: join(folder.path, 'run'), logDir: join(folder.path, 'logs') },
        { onDied: () => {}, onRecovered: () => {} },
      )
      await service.start()
      const stop = () => service.stop()
      const worker: TestWorker = { pid: () => service.pid(), stop, [Symbol.asyncDispose]: stop }
      workers.push(worker)
      return worker
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await database[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}
