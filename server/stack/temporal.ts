import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Connection, isGrpcServiceError } from '@temporalio/client'
import { OperationalError } from '../../nodes/kit/errors.ts'
import type { ServiceSpec } from './service.ts'

/** Finished workflows are kept this long; a run's own history lies in Postgres and stays. The server's default is a day. */
export const RETENTION_DAYS = 30

const DAY_SECONDS = 86_400
/** gRPC's numbers for what can be told apart here. */
const NOT_FOUND = 5
const ALREADY_EXISTS = 6

interface TemporalOptions {
  command: string
  /** Folder of this server alone. */
  folder: string
  port: number
  namespace: string
  stackId: string
  /** False keeps everything in memory: for tests. */
  durable?: boolean
}

const databaseOf = (folder: string): string => join(folder, 'temporal.db')
/** What SQLite may keep beside its file. */
const companions = ['', '-journal', '-wal', '-shm']

/** How the local Temporal server is started: on loopback, without its page, with its state in one file. */
export function temporalSpec(options: TemporalOptions): ServiceSpec {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const address = `127.0.0.1:${options.port}`
  // A write-ahead log, flushed at every commit: as durable as SQLite's default journal and two to three times as fast.
  const pragmas = ['journal_mode=wal', 'synchronous=full'].flatMap((pragma) => ['--sqlite-pragma', pragma])
  const file = options.durable === false ? [] : ['--db-filename', databaseOf(options.folder), ...pragmas]
  return {
    name: 'temporal',
    command: options.command,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(options.port),
      '--namespace',
      options.namespace,
      '--headless',
      '--log-level',
      'error',
      ...file,
    ],
    cwd: options.folder,
    env: {
      PATH: process.env.PATH,
      // Its own settings file of the person's is not ours to follow.
      HOME: options.folder,
      SYSTEMROOT: process.env.SYSTEMROOT,
      MILLRACE_STACK_ID: options.stackId,
    },
    ready: () => prepareNamespace(address, options.namespace, 2_000),
    // It chooses further ports for itself, and ends where another program takes one of them first.
    startAttempts: 3,
    readyTimeoutMs: 60_000,
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
    order: 1,
  }
}

/** Sets an unreadable file database aside, so that a new one is made; nothing of it is deleted. */
export function setDatabaseAside(folder: string, suffix: string): void {
  for (const companion of companions) {
    const path = `${databaseOf(folder)}${companion}`
    if (existsSync(path)) renameSync(path, join(folder, `temporal-${suffix}.db${companion}`))
  }
}

/** Copies the file database before another version of the server opens it. The server must not run. */
export function backUpDatabase(folder: string, suffix: string): void {
  for (const companion of companions) {
    const path = `${databaseOf(folder)}${companion}`
    const copy = join(folder, `temporal-${suffix}.backup.db${companion}`)
    if (existsSync(path)) copyFileSync(path, copy)
    else rmSync(copy, { force: true })
  }
}

/**
 * Waits for no one: succeeds where the server answers and knows the namespace, which it registers or whose retention
 * it raises to RETENTION_DAYS if need be.
 */
export async function prepareNamespace(address: string, namespace: string, timeoutMs: number): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: timeoutMs })
  try {
    const retention = { seconds: RETENTION_DAYS * DAY_SECONDS }
    const service = connection.workflowService
    await connection.withDeadline(Date.now() + timeoutMs, async () => {
      try {
        const found = await service.describeNamespace({ namespace })
        const seconds = Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0)
        if (seconds >= retention.seconds) return
        await service.updateNamespace({
          namespace,
          config: { workflowExecutionRetentionTtl: retention as never },
        })
      } catch (error) {
        if (!isGrpcServiceError(error) || Number(error.code) !== NOT_FOUND) throw error
        await service
          .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention as never })
          .catch((failure: unknown) => {
            if (!isGrpcServiceError(failure) || Number(failure.code) !== ALREADY_EXISTS) throw failure
          })
        throw new Error(`namespace ${namespace} has just been registered`, { cause: error })
      }
    })
  } finally {
    await connection.close()
  }
}

/**
 * Checks a Temporal server that is not ours.
 * @throws OperationalError `temporal_unreachable`, with what to look at.
 */
export async function checkTemporal(address: string, namespace: string): Promise<void> {
  let connection: Connection
  try {
    connection = await Connection.connect({ address, connectTimeout: 10_000 })
  } catch (cause) {
    throw new OperationalError(
      'temporal_unreachable',
      `No Temporal server answers at ${address} (TEMPORAL_ADDRESS). Is it running, and is the address right? Leave TEMPORAL_ADDRESS out to have Millrace start one.`,
      { cause },
    )
  }
  try {
    await connection.withDeadline(Date.now() + 10_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    )
  } catch (cause) {
    const unknown = isGrpcServiceError(cause) && Number(cause.code) === NOT_FOUND
    throw new OperationalError(
      'temporal_namespace',
      unknown
        ? `The Temporal server at ${address} has no namespace “${namespace}”. Create it there, or set TEMPORAL_NAMESPACE to one it has.`
        : `The Temporal server at ${address} does not answer for namespace “${namespace}”. See its own log.`,
      { cause },
    )
  } finally {
    await connection.close()
  }
}
