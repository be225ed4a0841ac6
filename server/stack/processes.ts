import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A process that can be told from a later one with the same number: `startedAt` is opaque and compared as it is.
 * On Linux it is the boot's id and the clock tick of the start, elsewhere what `ps` says.
 */
export interface ProcessIdentity {
  pid: number
  startedAt: string
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

interface ProcStat {
  state: string
  group: number
  startTicks: string
}

/** The program's name stands in brackets and may itself hold spaces and brackets: count from the last one. */
export const parseProcStat = (text: string): ProcStat | undefined => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, , group] = fields
  const startTicks = fields[19]
  if (state === undefined || group === undefined || startTicks === undefined) return undefined
  return { state, group: Number(group), startTicks }
}

const isGone = (state: string): boolean => state.startsWith('Z') || state.startsWith('X')

const identifyOnLinux = (pid: number): string | undefined => {
  const text = readText(`/proc/${pid}/stat`)
  const stat = text === undefined ? undefined : parseProcStat(text)
  if (stat === undefined || isGone(stat.state)) return undefined
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${stat.startTicks}`
}

const identifyByPs = (pid: number): string | undefined => {
  const { stdout, status } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const match = status === 0 ? /^\s*(\S+)\s+(.+?)\s*$/m.exec(stdout) : null
  if (match === null || isGone(match[1] ?? '')) return undefined
  return match[2]
}

const identifyOnWindows = (pid: number): string | undefined => {
  const script = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.Ticks`
  const { stdout, status } = spawnSync('powershell', ['-NoProfile', '-Command', script], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The identity of a running process; undefined where none runs under this number (a zombie does not run). */
export function identify(pid: number): ProcessIdentity | undefined {
  const find =
    process.platform === 'linux'
      ? identifyOnLinux
      : process.platform === 'win32'
        ? identifyOnWindows
        : identifyByPs
  const startedAt = find(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** True while the very process that was identified runs, not another that took over its number. */
export const isRunning = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startedAt === identity.startedAt

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has gone in the meantime, which is what was wanted.
  }
}

/** Signals one process. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): void => kill(pid, signal)

/** Kills a process and all of its group at once. The process must have been started as the leader of a group. */
export function killGroup(pid: number): void {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
  else kill(-pid, 'SIGKILL')
}

/** Waits until a process has gone; false where it still runs after `timeoutMs`. */
export async function waitUntilGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs
  while (isRunning(identity)) {
    if (Date.now() >= until) return false
    await sleep(25)
  }
  return true
}

/**
 * Processes that carry `marker` (`NAME=value`) in the environment they were started with, wherever in the tree they
 * are now. Linux only; elsewhere none is found, and pid files must do.
 */
export function findByEnvironment(marker: string): ProcessIdentity[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => readText(`/proc/${name}/environ`)?.split('\0').includes(marker) ?? false)
    .map((name) => identify(Number(name)))
    .filter((identity) => identity !== undefined)
}

/** Stops a process: `signal`, then, if it still runs after `graceMs`, its whole group is killed. */
export async function stopProcess(
  identity: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number },
): Promise<void> {
  if (!isRunning(identity)) return
  signalProcess(identity.pid, options.signal)
  if (await waitUntilGone(identity, options.graceMs)) return
  killGroup(identity.pid)
  signalProcess(identity.pid, 'SIGKILL')
  await waitUntilGone(identity, 5_000)
}
