import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '../../drizzle/migrate.ts'
import { OperationalError } from '../../nodes/kit/errors.ts'
import { type Config, urlHost } from '../config.ts'
import { buildWeb, buildWorkflowBundle } from './builds.ts'
import { acquireLock, type Lock } from './lock.ts'
import { logPathOf, rotateLog } from './log-files.ts'
import { servingSpec, webSpec, workerSpec } from './node-services.ts'
import { killMarked, stopLeftovers } from './pid-files.ts'
import { chooseInternalPort } from './ports.ts'
import { ensureDatabase, preparePostgres, probeDatabase } from './postgres.ts'
import { loadSecretKey } from '../secrets/secret-key.ts'
import { checkNode, checkPorts, prepareDataDir } from './preflight.ts'
import { killGroup } from './processes.ts'
import { type Report, showPath } from './report.ts'
import { createService, type Service, type ServiceSpec } from './service.ts'
import { loadState, saveState, type StackState } from './state.ts'
import { backUpDatabase, checkTemporal, setDatabaseAside, temporalSpec } from './temporal.ts'
import { obtainTemporalCli } from './temporal-cli.ts'

const ROTATE_EVERY_MS = 30_000
const LEFTOVER_GRACE_MS = 5_000

export interface Supervisor {
  /** Starts everything; resolves with the address of the pages. Stops what it has started if it fails. */
  start(): Promise<string>
  /** Stops everything in order. Later calls wait for the first. */
  stop(): Promise<void>
  /** Kills everything at once. */
  kill(): void
}

interface SupervisorOptions {
  config: Config
  report: Report
  isDev: boolean
}

/** A log that cannot be written must not bring down what is logged. */
const unlessDiskIsFull = (write: () => void): void => {
  try {
    write()
  } catch {
    // The services meet the same disk, and say so.
  }
}

/** Starts, watches and stops the processes of one data folder. */
export function createSupervisor({ config, report, isDev }: SupervisorOptions): Supervisor {
  const { dataDir } = config
  const folders = { runDir: join(dataDir, 'run'), logDir: join(dataDir, 'logs') }
  const halt = new AbortController()
  const services = new Map<string, Service>()
  let state: StackState | undefined
  let lock: Lock | undefined
  let rotation: NodeJS.Timeout | undefined
  let stopped: Promise<void> | undefined

  const marker = (): string => `MILLRACE_STACK_ID=${state?.id ?? 'none'}`

  const note = (text: string) => {
    report.line(`  ${text}`)
    unlessDiskIsFull(() =>
      appendFileSync(logPathOf(folders.logDir, 'supervisor'), `${new Date().toISOString()} ${text}\n`),
    )
  }

  const events = {
    onDied: ({ name, reason, delayMs }: { name: string; reason: string; delayMs: number }) =>
      note(
        `${name} stopped (${reason}). Starting it again in ${delayMs / 1000} s; its log: ${showPath(logPathOf(folders.logDir, name))}`,
      ),
    onRecovered: ({ name }: { name: string }) => note(`${name} runs again`),
  }

  const run = async (spec: ServiceSpec): Promise<void> => {
    halt.signal.throwIfAborted()
    const service = createService(spec, folders, events)
    services.set(spec.name, service)
    await service.start()
  }

  const remember = (changes: Partial<StackState>): void => {
    if (state === undefined) return
    state = { ...state, ...changes }
    saveState(dataDir, state)
  }

  const startDatabase = async (current: StackState): Promise<string> => {
    const step = report.step('postgres')
    if (config.databaseUrl !== undefined) {
      await probeDatabase(config.databaseUrl)
      await migrate(config.databaseUrl)
      step.done(`${new URL(config.databaseUrl).host}, from DATABASE_URL; schema up to date`)
      return config.databaseUrl
    }
    const port = await chooseInternalPort(current.postgresPort)
    remember({ postgresPort: port })
    const embedded = await preparePostgres({ folder: join(dataDir, 'postgres'), port, stackId: current.id })
    await run(embedded.spec)
    await ensureDatabase(embedded.url)
    await migrate(embedded.url)
    step.done(`embedded, port ${port}; ${embedded.created ? 'database created' : 'schema up to date'}`)
    return embedded.url
  }

  const startTemporal = async (current: StackState): Promise<string> => {
    const step = report.step('temporal')
    const namespace = config.temporalNamespace
    if (config.temporalAddress !== undefined) {
      await checkTemporal(config.temporalAddress, namespace)
      step.done(`${config.temporalAddress}, from TEMPORAL_ADDRESS`)
      return config.temporalAddress
    }
    const cli = await obtainTemporalCli({
      named: config.temporalCli,
      toolsDir: config.toolsDir,
      fallbackDir: join(dataDir, 'tools'),
      onProgress: (text) => step.progress(text),
      signal: halt.signal,
    })
    const folder = join(dataDir, 'temporal')
    const port = await chooseInternalPort(current.temporalPort)
    const spec = temporalSpec({ command: cli.path, folder, port, namespace, stackId: current.id })
    const previous = current.temporalVersion
    const isOther = previous !== undefined && previous !== cli.version
    if (isOther) backUpDatabase(folder, previous)
    try {
      await run(spec)
    } catch (error) {
      // The file may be beyond this version. Runs and schedules are in Postgres; only what was under way is lost.
      if (!isOther || halt.signal.aborted) throw error
      setDatabaseAside(folder, previous)
      await run(spec)
      note(`the Temporal database of version ${previous} was set aside: ${showPath(folder)}`)
    }
    remember({ temporalPort: port, temporalVersion: cli.version })
    step.done(`${cli.version}, ${cli.origin}; port ${port}`)
    return `127.0.0.1:${port}`
  }

  const buildPages = async (): Promise<void> => {
    if (isDev) return
    const step = report.step('pages')
    let isBuilding = false
    const onBuild = () => {
      isBuilding = true
      step.progress('building, the first time and after an update')
    }
    await buildWeb({ logDir: folders.logDir, signal: halt.signal, onBuild })
    step.done(isBuilding ? 'built' : 'built earlier')
  }

  const bundleWorkflows = (): Promise<string> =>
    buildWorkflowBundle(join(dataDir, 'build'), {
      logDir: folders.logDir,
      signal: halt.signal,
      onBuild: () => {},
    })

  const runStep = async (spec: ServiceSpec, text: string): Promise<void> => {
    const step = report.step(spec.name)
    await run(spec)
    step.done(text)
  }

  const startAll = async (): Promise<string> => {
    checkNode()
    prepareDataDir(dataDir)
    loadSecretKey(config)
    lock = acquireLock(join(folders.runDir, 'supervisor.json'), dataDir)
    mkdirSync(folders.logDir, { recursive: true, mode: 0o700 })
    const current = loadState(dataDir)
    state = current
    saveState(dataDir, current)
    const leftovers = await stopLeftovers(folders.runDir, { marker: marker(), graceMs: LEFTOVER_GRACE_MS })
    if (leftovers.length > 0)
      note(`an earlier Millrace was cut off; stopped what it had left: ${leftovers.join(', ')}`)
    await checkPorts(config)
    rotation = setInterval(() => {
      for (const name of [...services.keys(), 'supervisor']) {
        unlessDiskIsFull(() => rotateLog(logPathOf(folders.logDir, name)))
      }
    }, ROTATE_EVERY_MS)
    rotation.unref()

    const pages = buildPages()
    const bundle = bundleWorkflows()
    const addresses = Promise.all([startDatabase(current), startTemporal(current)]).then(
      ([databaseUrl, temporalAddress]) => ({
        config,
        databaseUrl,
        temporalAddress,
        stackId: current.id,
        isDev,
      }),
    )
    const children = config.computeChildren
    await Promise.all([
      Promise.all([addresses, bundle]).then(([options, path]) =>
        runStep(
          workerSpec(options, path),
          children === 1 ? 'one compute child' : `${children} compute children`,
        ),
      ),
      addresses.then((options) => runStep(servingSpec(options), `port ${config.servingPort}`)),
      Promise.all([addresses, pages]).then(([options]) =>
        runStep(webSpec(options), `port ${config.port}${isDev ? ', development' : ''}`),
      ),
    ])
    const host = config.host === '127.0.0.1' ? 'localhost' : urlHost(config.host)
    return `http://${host}:${config.port}`
  }

  const stopAll = async (): Promise<void> => {
    halt.abort()
    clearInterval(rotation)
    // A database outlives what writes to it, and the worker ends while it can still report.
    for (const names of [['web', 'serving'], ['worker'], ['temporal'], ['postgres']]) {
      await Promise.all(names.map(async (name) => services.get(name)?.stop()))
    }
    if (state !== undefined) await killMarked(marker())
    lock?.release()
  }

  const stop = (): Promise<void> => {
    stopped ??= stopAll()
    return stopped
  }

  return {
    async start() {
      try {
        return await startAll()
      } catch (error) {
        const isAsked = halt.signal.aborted
        await stop()
        if (isAsked)
          throw new OperationalError('stopped', 'Stopped before everything had started.', { cause: error })
        throw error
      }
    },
    stop,
    kill() {
      for (const service of services.values()) {
        const pid = service.pid()
        if (pid !== undefined) killGroup(pid)
      }
      lock?.release()
    },
  }
}
