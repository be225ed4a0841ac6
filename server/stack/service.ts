import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperationalError } from '../../nodes/kit/errors.ts'
import { explainLog, logPathOf, openLog } from './log-files.ts'
import { removePidFile, writePidFile } from './pid-files.ts'
import { identify, killGroup, signalProcess } from './processes.ts'

/** One process of the stack: how it is started, known to be ready, and stopped. */
export interface ServiceSpec {
  name: string
  command: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** User and group to run as, where not the supervisor's own. */
  credentials?: { uid: number; gid: number }
  /** `message`: the child says so with `process.send('ready')`; else a probe that throws until it is. */
  ready: 'message' | ((signal: AbortSignal) => Promise<void>)
  readyTimeoutMs: number
  /** How often a first start that ends at once is tried; once where not given. */
  startAttempts?: number
  stopSignal: 'SIGTERM' | 'SIGINT'
  /** How long it may take to stop before it is killed. */
  stopGraceMs: number
  /** Later ones are stopped first by a supervisor that finds them left over. */
  order: number
}

export interface ServiceEvents {
  /** It ended without being asked to, and will be started again after `delayMs`. */
  onDied(event: { name: string; reason: string; delayMs: number }): void
  onRecovered(event: { name: string }): void
}

export interface Service {
  readonly name: string
  /** Starts it and waits until it is ready. Rejects where it ends first; from then on it is restarted by itself. */
  start(): Promise<void>
  stop(): Promise<void>
  /** The process that runs now. */
  pid(): number | undefined
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 30_000
/** After running this long, the next death counts as the first again. */
const STEADY_MS = 60_000

/** 0.5 s, 1 s, 2 s … 30 s. */
export const backOffMs = (deaths: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(deaths, 16))

const describeExit = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal !== null ? `killed by ${signal}` : `exit code ${code ?? 'unknown'}`

/** Repeats `probe` until it resolves. */
async function poll(probe: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await probe(signal)
      return
    } catch {
      await sleep(50, undefined, { signal }).catch(() => undefined)
    }
  }
}

const untilMessage = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve()
    })
  })

interface Running {
  child: ChildProcess
  /** Resolves with the reason once the process has gone; never rejects. */
  gone: Promise<string>
}

interface Folders {
  runDir: string
  logDir: string
}

function launch(spec: ServiceSpec, folders: Folders): Running {
  const log = openLog(folders.logDir, spec.name)
  let child: ChildProcess
  try {
    child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      // Cast because Next declares NODE_ENV as always set.
      env: spec.env as NodeJS.ProcessEnv,
      // A group of its own: Ctrl-C at the terminal reaches the supervisor alone, which stops everything in order.
      detached: true,
      stdio: spec.ready === 'message' ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
      ...spec.credentials,
    })
  } finally {
    closeSync(log)
  }
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`cannot be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(describeExit(code, signal)))
  })
  if (child.pid !== undefined) {
    const { name, stopSignal, order } = spec
    writePidFile(folders.runDir, { name, pid: child.pid, stopSignal, order })
  }
  return { child, gone }
}

/** Waits for readiness, an early end or the time limit; the answer says which. */
async function awaitReady(
  spec: ServiceSpec,
  running: Running,
): Promise<'ready' | 'timeout' | { gone: string }> {
  const abort = new AbortController()
  const ready = spec.ready === 'message' ? untilMessage(running.child) : poll(spec.ready, abort.signal)
  const timeout = sleep(spec.readyTimeoutMs, 'timeout' as const, { signal: abort.signal }).catch(
    () => 'timeout' as const,
  )
  try {
    return await Promise.race([
      ready.then(() => 'ready' as const),
      running.gone.then((reason) => ({ gone: reason })),
      timeout,
    ])
  } finally {
    abort.abort()
  }
}

/** Lets go of the channel, so that a supervisor that has stopped everything can end. */
const release = (child: ChildProcess): void => {
  if (child.connected) child.disconnect()
}

async function end(spec: ServiceSpec, running: Running, graceMs: number): Promise<void> {
  const { child, gone } = running
  if (child.pid === undefined) return
  if (child.exitCode === null && child.signalCode === null) {
    signalProcess(child.pid, spec.stopSignal)
    const abort = new AbortController()
    const late = sleep(graceMs, true, { signal: abort.signal }).catch(() => false)
    if (await Promise.race([gone.then(() => false), late])) killGroup(child.pid)
    abort.abort()
    await gone
  }
  // What it has left in its group, if anything, must not outlive it.
  if (identify(child.pid) === undefined) killGroup(child.pid)
  release(child)
}

/** Starts, watches, restarts and stops one process. */
export function createService(spec: ServiceSpec, folders: Folders, events: ServiceEvents): Service {
  let running: Running | undefined
  let deaths = 0
  const stopping = new AbortController()

  const fail = (reason: string): OperationalError => {
    const log = logPathOf(folders.logDir, spec.name)
    const lines = explainLog(log).map((line) => `\n    ${line}`)
    return new OperationalError('service_failed', `${spec.name} ${reason}. Its log: ${log}${lines.join('')}`)
  }

  const launchAndWait = async (): Promise<Running> => {
    const launched = launch(spec, folders)
    running = launched
    const outcome = await awaitReady(spec, launched)
    if (outcome === 'ready') return launched
    if (outcome === 'timeout') {
      await end(spec, launched, 2_000)
      throw fail(`was not ready after ${Math.round(spec.readyTimeoutMs / 1000)} seconds`)
    }
    await end(spec, launched, 0)
    throw fail(`did not start (${outcome.gone})`)
  }

  const watch = async (watched: Running): Promise<void> => {
    let current = watched
    for (;;) {
      const readyAt = Date.now()
      let reason = await current.gone
      if (stopping.signal.aborted) return
      await end(spec, current, 0)
      if (Date.now() - readyAt > STEADY_MS) deaths = 0
      for (;;) {
        const delayMs = backOffMs(deaths)
        deaths += 1
        events.onDied({ name: spec.name, reason, delayMs })
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        if (stopping.signal.aborted) return
        try {
          current = await launchAndWait()
          break
        } catch (error) {
          if (stopping.signal.aborted) return
          reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it did not start'
        }
      }
      events.onRecovered({ name: spec.name })
    }
  }

  let watching: Promise<void> = Promise.resolve()
  return {
    name: spec.name,
    pid: () => running?.child.pid,
    async start() {
      for (let attempt = 1; ; attempt++) {
        try {
          const launched = await launchAndWait()
          watching = watch(launched)
          return
        } catch (error) {
          if (stopping.signal.aborted || attempt >= (spec.startAttempts ?? 1)) throw error
          await sleep(FIRST_DELAY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
        }
      }
    },
    async stop() {
      stopping.abort()
      if (running !== undefined) await end(spec, running, spec.stopGraceMs)
      await watching
      removePidFile(folders.runDir, spec.name)
    },
  }
}
