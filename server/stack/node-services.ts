import { join } from 'node:path'
import { type Config, urlHost } from '../config.ts'
import { nextCli, packageRoot } from './builds.ts'
import type { ServiceSpec } from './service.ts'

interface NodeServiceOptions {
  config: Config
  databaseUrl: string
  temporalAddress: string
  stackId: string
  isDev: boolean
}

type Environment = Record<string, string | undefined>

/** What every process of ours is told: the whole configuration, resolved. */
export const childEnvironment = ({ config, ...options }: NodeServiceOptions): Environment => ({
  ...process.env,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  MILLRACE_STACK_ID: options.stackId,
  DATABASE_URL: options.databaseUrl,
  TEMPORAL_ADDRESS: options.temporalAddress,
  TEMPORAL_NAMESPACE: config.temporalNamespace,
  MILLRACE_DATA: config.dataDir,
  MILLRACE_TOOLS: config.toolsDir,
  MILLRACE_HOST: config.host,
  MILLRACE_PORT: String(config.port),
  MILLRACE_SERVING_PORT: String(config.servingPort),
  MILLRACE_SERVING_URL: config.servingUrl,
  MILLRACE_COMPUTE_CHILDREN: String(config.computeChildren),
  MILLRACE_COMPUTE_MEMORY_MB: String(config.computeMemoryMb),
  MILLRACE_COMPUTE_THREADS: String(config.computeThreads),
  MILLRACE_SHUTDOWN_SECONDS: String(config.shutdownSeconds),
})

/** Succeeds once a server answers over HTTP, with anything but an error of its own. */
const answers =
  (url: string) =>
  async (signal: AbortSignal): Promise<void> => {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    })
    await response.body?.cancel()
    if (response.status >= 500) throw new Error(`answered ${response.status}`)
  }

const common = { command: process.execPath, cwd: packageRoot, stopSignal: 'SIGTERM' } as const

export const workerSpec = (options: NodeServiceOptions, workflowBundle: string): ServiceSpec => ({
  ...common,
  name: 'worker',
  args: ['--import', 'tsx', join('workflows', 'worker.ts')],
  env: { ...childEnvironment(options), MILLRACE_WORKFLOW_BUNDLE: workflowBundle },
  ready: 'message',
  readyTimeoutMs: 90_000,
  stopGraceMs: options.config.shutdownSeconds * 1_000 + 5_000,
  order: 2,
})

export const servingSpec = (options: NodeServiceOptions): ServiceSpec => ({
  ...common,
  name: 'serving',
  args: ['--import', 'tsx', join('server', 'serving', 'main.ts')],
  // It opens no connection of anyone's.
  env: { ...childEnvironment(options), MILLRACE_SECRET_KEY: undefined },
  ready: 'message',
  readyTimeoutMs: 60_000,
  stopGraceMs: options.config.shutdownSeconds * 1_000 + 5_000,
  order: 3,
})

export const webSpec = (options: NodeServiceOptions): ServiceSpec => ({
  ...common,
  name: 'web',
  args: [
    nextCli,
    options.isDev ? 'dev' : 'start',
    '-H',
    options.config.host,
    '-p',
    String(options.config.port),
  ],
  env: { ...childEnvironment(options), NODE_ENV: options.isDev ? 'development' : 'production' },
  ready: answers(`http://${urlHost(options.config.host)}:${options.config.port}/api/v1/health`),
  readyTimeoutMs: 90_000,
  stopGraceMs: 8_000,
  order: 4,
})
