import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

const prefix = `task-${hostname()}-`

/** Makes a folder for a task under `folder`. Its name says whose it is, so that it can be found once this process is dead. */
export const makeTaskFolder = (folder: string): Promise<string> =>
  mkdtemp(join(folder, `${prefix}${process.pid}-`))

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Takes away the folders of processes that died on this machine. Returns how many there are. */
export async function sweepTaskFolders(folder: string, dryRun = false): Promise<number> {
  let count = 0
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (Number.isNaN(pid) || isAlive(pid)) continue
    count++
    if (!dryRun) await rm(join(folder, name), { recursive: true, force: true })
  }
  return count
}
