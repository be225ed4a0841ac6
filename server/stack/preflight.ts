import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs'
import { UserError } from '../../nodes/kit/errors.ts'
import type { Config } from '../config.ts'
import { requirePort } from './ports.ts'

const NEEDED_MIB = 500

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of its path is a file',
  EEXIST: 'a file of that name is in the way',
  EDQUOT: 'the disk quota is used up',
}

/**
 * What the system refused, in plain words; undefined for errors of another sort.
 * @example `the disk is full (/data/logs/web.log)`
 */
export function explainSystemError(error: unknown): string | undefined {
  const reason = reasons[codeOf(error) ?? '']
  if (reason === undefined) return undefined
  const path =
    error instanceof Error && 'path' in error && typeof error.path === 'string' ? ` (${error.path})` : ''
  return `${reason}${path}`
}

/**
 * Makes the data folder and checks that it can be written and has room.
 * @throws UserError `data_folder` or `disk_full`.
 */
export function prepareDataDir(dataDir: string, freeMib: (path: string) => number = freeSpaceMib): void {
  try {
    // Under root others must pass through it (Postgres runs as someone else); they can list nothing.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new UserError(
      'data_folder',
      `The data folder ${dataDir} cannot be used: ${reasons[codeOf(cause) ?? ''] ?? 'it cannot be made'}. Set MILLRACE_DATA to a folder that can be written.`,
      { cause },
    )
  }
  const free = freeMib(dataDir)
  if (free < NEEDED_MIB) {
    throw new UserError(
      'disk_full',
      `Only ${Math.floor(free)} MiB are free on the disk of ${dataDir}; Millrace needs ${NEEDED_MIB} MiB to start. Free some space, or set MILLRACE_DATA to a folder on another disk.`,
    )
  }
}

const freeSpaceMib = (path: string): number => {
  const { bavail, bsize } = statfsSync(path)
  return (bavail * bsize) / 1024 ** 2
}

/** @throws UserError `node_version` */
export function checkNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 11)) return
  throw new UserError(
    'node_version',
    `Millrace needs Node 20.11 or later, and this is ${version}. Install Node 22.`,
  )
}

/** Checks the two ports that people see. The lock must be held and leftovers stopped, or they would be in the way. */
export async function checkPorts(config: Config): Promise<void> {
  await requirePort(config.port, config.host, 'MILLRACE_PORT')
  await requirePort(config.servingPort, config.host, 'MILLRACE_SERVING_PORT')
}
