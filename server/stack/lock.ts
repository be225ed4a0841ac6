import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../nodes/kit/errors.ts'
import { identify, isRunning, type ProcessIdentity } from './processes.ts'

const holderSchema = z.object({ pid: z.number().int(), startedAt: z.string() })

const readHolder = (path: string): ProcessIdentity | undefined => {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

const isExisting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Puts a complete file under `path` only if nothing is there: a hard link is atomic, and never half-written. */
const claim = (path: string, identity: ProcessIdentity): boolean => {
  const draft = `${path}.${identity.pid}.new`
  writeFileSync(draft, JSON.stringify(identity), { mode: 0o600 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (isExisting(error)) return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves a dead holder's lock out of the way; gives back one that has turned out to be alive. */
const clearStale = (path: string, pid: number): void => {
  const aside = `${path}.${pid}.stale`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const holder = readHolder(aside)
  if (holder !== undefined && isRunning(holder)) {
    try {
      linkSync(aside, path)
    } catch (error) {
      if (!isExisting(error)) throw error
    }
  }
  rmSync(aside, { force: true })
}

export interface Lock extends Disposable {
  release(): void
}

/**
 * Takes the lock of a data folder for this process. A lock whose holder no longer runs, killed or cut off by a restart
 * of the machine, is taken over.
 * @throws UserError `already_running` where another process holds it.
 */
export function acquireLock(path: string, dataDir: string): Lock {
  const self = identify(process.pid)
  if (self === undefined) throw new Error('this process cannot be identified')
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (claim(path, self)) {
      const release = () => {
        if (readHolder(path)?.startedAt === self.startedAt) rmSync(path, { force: true })
      }
      return { release, [Symbol.dispose]: release }
    }
    const holder = readHolder(path)
    if (holder !== undefined && isRunning(holder)) {
      throw new UserError(
        'already_running',
        `Millrace already runs on ${dataDir} (process ${holder.pid}). Stop that one first, or set MILLRACE_DATA to another folder to run a second one.`,
      )
    }
    clearStale(path, self.pid)
  }
  throw new UserError(
    'already_running',
    `Several Millrace processes are starting on ${dataDir} at once. Try again.`,
  )
}
