import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  findByEnvironment,
  identify,
  isRunning,
  killGroup,
  signalProcess,
  stopProcess,
  waitUntilGone,
} from './processes.ts'

/** What is kept of a started process, so that a later supervisor knows it for one of ours. */
const pidFileSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  startedAt: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT', 'SIGKILL']),
  /** Later ones are stopped first: a database outlives what writes to it. */
  order: z.number().int(),
})
export type PidFile = z.infer<typeof pidFileSchema>

const pathOf = (runDir: string, name: string): string => join(runDir, `${name}.pid.json`)

/** Writes the pid file of a process that has just been started; nothing where it has already gone. */
export function writePidFile(runDir: string, entry: Omit<PidFile, 'startedAt'>): void {
  const identity = identify(entry.pid)
  if (identity === undefined) return
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  const path = pathOf(runDir, entry.name)
  writeFileSync(`${path}.new`, JSON.stringify({ ...entry, startedAt: identity.startedAt }), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export const removePidFile = (runDir: string, name: string): void =>
  rmSync(pathOf(runDir, name), { force: true })

/** All pid files of a folder, those to be stopped first in front. One that cannot be read is left out. */
export function readPidFiles(runDir: string): PidFile[] {
  let names: string[]
  try {
    names = readdirSync(runDir)
  } catch {
    return []
  }
  return names
    .filter((name) => name.endsWith('.pid.json'))
    .map((name) => {
      try {
        return pidFileSchema.safeParse(JSON.parse(readFileSync(join(runDir, name), 'utf8'))).data
      } catch {
        return undefined
      }
    })
    .filter((entry) => entry !== undefined)
    .sort((a, b) => b.order - a.order)
}

/**
 * Stops what a supervisor that was killed has left behind: every process of a pid file that still is the same process,
 * in order, then whatever else carries the marker in its environment. Call it only while holding the folder's lock.
 * @returns the names of what was found running.
 */
export async function stopLeftovers(
  runDir: string,
  options: { marker: string; graceMs: number },
): Promise<string[]> {
  const found: string[] = []
  for (const entry of readPidFiles(runDir)) {
    if (isRunning(entry)) {
      found.push(entry.name)
      await stopProcess(entry, { signal: entry.stopSignal, graceMs: options.graceMs })
    }
    removePidFile(runDir, entry.name)
  }
  const strays = await killMarked(options.marker)
  return strays === 0 ? found : [...found, strays === 1 ? 'one more process' : `${strays} more processes`]
}

/** Kills every process that carries `marker`, and says how many there were. */
export async function killMarked(marker: string): Promise<number> {
  const strays = findByEnvironment(marker)
  for (const stray of strays) {
    killGroup(stray.pid)
    signalProcess(stray.pid, 'SIGKILL')
  }
  await Promise.all(strays.map((stray) => waitUntilGone(stray, 5_000)))
  return strays.length
}
