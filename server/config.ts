import { availableParallelism, homedir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from '../nodes/kit/errors.ts'
import { parseSecretKey } from './secrets/secret-key.ts'

/** What every process of Millrace is told by its environment. */
export interface Config {
  /** MILLRACE_DATA: all that Millrace writes lies under this folder. Absolute. */
  dataDir: string
  /** MILLRACE_TOOLS: downloaded tools, shared by every data folder of this person. Absolute. */
  toolsDir: string
  /** DATABASE_URL: undefined means the embedded Postgres. */
  databaseUrl: string | undefined
  /** TEMPORAL_ADDRESS, `host:port`: undefined means the local Temporal server. */
  temporalAddress: string | undefined
  temporalNamespace: string
  /** MILLRACE_TEMPORAL_CLI: the `temporal` program to use. */
  temporalCli: string | undefined
  /** MILLRACE_HOST: the address that web and serving listen on. */
  host: string
  /** MILLRACE_PORT: pages and API. */
  port: number
  /** MILLRACE_SERVING_PORT: predictions. */
  servingPort: number
  /** MILLRACE_SERVING_URL: where web reaches serving. */
  servingUrl: string
  /** MILLRACE_TOKEN: asked of every request when it is set. */
  token: string | undefined
  /** MILLRACE_SECRET_KEY: what passwords are encrypted with; undefined means the file `secret.key` of the data folder. */
  secretKey: string | undefined
  /** MILLRACE_COMPUTE_CHILDREN: nodes computed at once on this machine. */
  computeChildren: number
  /** MILLRACE_COMPUTE_MEMORY_MB: memory of one compute child. */
  computeMemoryMb: number
  /** MILLRACE_COMPUTE_THREADS: threads of one compute child. */
  computeThreads: number
  /** MILLRACE_UPLOAD_LIMIT_MB: the largest file that may be uploaded. */
  uploadLimitMb: number
  /** MILLRACE_SHUTDOWN_SECONDS: how long work in hand may take to finish once a stop is asked for. */
  shutdownSeconds: number
  /** MILLRACE_ALLOW_PRIVATE_ADDRESSES: webhooks may call this machine and private networks. */
  allowPrivateAddresses: boolean
  /** MILLRACE_WORKFLOW_BUNDLE: workflow code bundled ahead; undefined means that the worker bundles it itself. */
  workflowBundle: string | undefined
}

/** The configuration of a process that needs its services: worker, web, serving. */
export interface ServiceConfig extends Config {
  databaseUrl: string
  temporalAddress: string
}

type Environment = Readonly<Record<string, string | undefined>>

const wholeNumber = (min: number, max: number, what: string) =>
  z
    .string()
    .regex(/^\d+$/, `expected ${what}, a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(
      z.number().min(min, `expected ${what}, ${min} or more`).max(max, `expected ${what}, ${max} or less`),
    )

const portNumber = wholeNumber(1, 65_535, 'a port')

const isDatabaseUrl = (text: string): boolean =>
  /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1

const isHostAndPort = (text: string): boolean => {
  const match = /^(?:\[[0-9a-fA-F:]+\]|[^\s:/]+):(\d{1,5})$/.exec(text)
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 65_535
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const environmentSchema = z.object({
  MILLRACE_DATA: z.string().default('.millrace'),
  MILLRACE_TOOLS: z.string().optional(),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'expected a Postgres address such as postgres://user:password@host:5432/millrace')
    .optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .refine(isHostAndPort, 'expected host:port, such as temporal.example.org:7233')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  MILLRACE_TEMPORAL_CLI: z.string().optional(),
  MILLRACE_HOST: z
    .string()
    .regex(
      /^[A-Za-z0-9.:_-]+$/,
      'expected a host name or an address such as 127.0.0.1, without a scheme or a port',
    )
    .default('127.0.0.1'),
  MILLRACE_PORT: portNumber.default(3000),
  MILLRACE_SERVING_PORT: portNumber.default(3001),
  MILLRACE_SERVING_URL: z
    .string()
    .refine(isHttpUrl, 'expected an address such as http://127.0.0.1:3001')
    .optional(),
  MILLRACE_TOKEN: z
    .string()
    .min(16, 'expected at least 16 characters')
    .regex(/^[\x21-\x7e]+$/, 'expected printable ASCII characters without spaces')
    .optional(),
  MILLRACE_SECRET_KEY: z
    .string()
    .refine(
      (text) => parseSecretKey(text) !== undefined,
      'expected 32 random bytes as 64 hex digits or in base64, such as `openssl rand -hex 32` prints',
    )
    .optional(),
  MILLRACE_COMPUTE_CHILDREN: wholeNumber(1, 256, 'a number of compute children').optional(),
  MILLRACE_COMPUTE_MEMORY_MB: wholeNumber(256, 4_194_304, 'a size in MiB').optional(),
  MILLRACE_COMPUTE_THREADS: wholeNumber(1, 1024, 'a number of threads').optional(),
  MILLRACE_UPLOAD_LIMIT_MB: wholeNumber(1, 4_194_304, 'a size in MiB').default(4096),
  MILLRACE_SHUTDOWN_SECONDS: wholeNumber(0, 3600, 'a number of seconds').default(10),
  MILLRACE_ALLOW_PRIVATE_ADDRESSES: z.stringbool({ error: 'expected 1 or 0' }).default(false),
  MILLRACE_WORKFLOW_BUNDLE: z.string().optional(),
})

/** True for addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** An address as it stands in a URL: IPv6 in brackets, "every address" as loopback. */
export const urlHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Variables whose value no message may show. */
const secretNames = new Set(['MILLRACE_TOKEN', 'MILLRACE_SECRET_KEY', 'DATABASE_URL'])

const toMessage = (error: z.ZodError, env: Environment): string =>
  error.issues
    .map((issue) => {
      const name = String(issue.path[0])
      const value = secretNames.has(name) ? 'is set' : `is “${env[name] ?? ''}”`
      return `${name} ${value}: ${issue.message}.`
    })
    .join('\n')

const spreadMemoryMb = (children: number): number =>
  Math.max(512, Math.floor((totalmem() / 1024 ** 2) * 0.6) / children) | 0

/**
 * Parses the environment, once per process.
 * @throws UserError `config`: its message names each variable and what was expected of it.
 */
export function loadConfig(env: Environment = process.env): Config {
  // An empty variable is what `MILLRACE_TOKEN= npm start` and many container files give: not set.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw new UserError('config', toMessage(parsed.error, env))
  const values = parsed.data
  if (!isLoopback(values.MILLRACE_HOST) && values.MILLRACE_TOKEN === undefined) {
    throw new UserError(
      'config',
      `MILLRACE_HOST is “${values.MILLRACE_HOST}”, which other machines can reach: set MILLRACE_TOKEN too (at least 16 characters), or leave MILLRACE_HOST out to listen on this machine only.`,
    )
  }
  if (values.MILLRACE_PORT === values.MILLRACE_SERVING_PORT) {
    throw new UserError(
      'config',
      `MILLRACE_PORT and MILLRACE_SERVING_PORT are both ${values.MILLRACE_PORT}: expected two different ports.`,
    )
  }
  const cores = availableParallelism()
  const computeChildren = values.MILLRACE_COMPUTE_CHILDREN ?? Math.max(1, Math.min(4, cores - 1))
  return {
    dataDir: resolve(values.MILLRACE_DATA),
    toolsDir: resolve(
      values.MILLRACE_TOOLS ?? join(given.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'millrace'),
    ),
    databaseUrl: values.DATABASE_URL,
    temporalAddress: values.TEMPORAL_ADDRESS,
    temporalNamespace: values.TEMPORAL_NAMESPACE,
    temporalCli: values.MILLRACE_TEMPORAL_CLI,
    host: values.MILLRACE_HOST,
    port: values.MILLRACE_PORT,
    servingPort: values.MILLRACE_SERVING_PORT,
    servingUrl:
      values.MILLRACE_SERVING_URL ??
      `http://${urlHost(values.MILLRACE_HOST)}:${values.MILLRACE_SERVING_PORT}`,
    token: values.MILLRACE_TOKEN,
    secretKey: values.MILLRACE_SECRET_KEY,
    computeChildren,
    computeMemoryMb: values.MILLRACE_COMPUTE_MEMORY_MB ?? spreadMemoryMb(computeChildren),
    computeThreads: values.MILLRACE_COMPUTE_THREADS ?? Math.max(1, Math.floor(cores / computeChildren)),
    uploadLimitMb: values.MILLRACE_UPLOAD_LIMIT_MB,
    shutdownSeconds: values.MILLRACE_SHUTDOWN_SECONDS,
    allowPrivateAddresses: values.MILLRACE_ALLOW_PRIVATE_ADDRESSES,
    workflowBundle: values.MILLRACE_WORKFLOW_BUNDLE,
  }
}

/**
 * The configuration of a process that needs Postgres and Temporal. `npm start` sets both addresses for its children.
 * @throws UserError `config` where one is missing.
 */
export function loadServiceConfig(env: Environment = process.env): ServiceConfig {
  const config = loadConfig(env)
  const missing = [
    config.databaseUrl === undefined && 'DATABASE_URL',
    config.temporalAddress === undefined && 'TEMPORAL_ADDRESS',
  ].filter((name) => name !== false)
  if (config.databaseUrl === undefined || config.temporalAddress === undefined) {
    throw new UserError(
      'config',
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set: start everything with \`npm start\`, which sets ${missing.length === 1 ? 'it' : 'them'}, or point to a running service.`,
    )
  }
  return { ...config, databaseUrl: config.databaseUrl, temporalAddress: config.temporalAddress }
}
