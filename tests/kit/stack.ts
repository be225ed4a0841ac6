import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { packageRoot } from '../../server/stack/builds.ts'
import { killMarked } from '../../server/stack/pid-files.ts'
import { findByEnvironment } from '../../server/stack/processes.ts'
import { loadState } from '../../server/stack/state.ts'
import { chooseTestPort } from './ports.ts'

interface StackOptions {
  dataDir: string
  env?: Readonly<Record<string, string>>
  /** Chosen free where not given. */
  ports?: { web: number; serving: number }
}

export interface RunningStack extends AsyncDisposable {
  /** Address of the pages. */
  url: string
  servingUrl: string
  ports: { web: number; serving: number }
  dataDir: string
  pid: number
  /** From the start of the command to the line that says that it is ready. */
  startMs: number
  /** All it has printed so far. */
  output(): string
  /** As Ctrl-C does; resolves with the exit code. */
  interrupt(): Promise<number | null>
  /** `kill -9` of the supervisor alone. */
  kill(): Promise<void>
  /** Processes of this stack, the supervisor not among them. */
  children(): number[]
}

export interface FailedStart {
  code: number | null
  output: string
}

const START_LIMIT_MS = 480_000

const chooseTwoPorts = async (): Promise<{ web: number; serving: number }> => {
  const web = await chooseTestPort()
  let serving = await chooseTestPort()
  while (serving === web) serving = await chooseTestPort()
  return { web, serving }
}

const markerOf = (dataDir: string): string => `MILLRACE_STACK_ID=${loadState(dataDir).id}`

/** Runs what `npm start` runs; resolves when it is ready, or with what it printed where it gives up. */
export async function tryStartStack(options: StackOptions): Promise<RunningStack | FailedStart> {
  const { dataDir, env = {} } = options
  const ports = options.ports ?? (await chooseTwoPorts())
  const since = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', join('server', 'stack', 'main.ts')], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: '',
      TEMPORAL_ADDRESS: '',
      MILLRACE_COMPUTE_CHILDREN: '1',
      MILLRACE_SHUTDOWN_SECONDS: '1',
      MILLRACE_DATA: dataDir,
      MILLRACE_PORT: String(ports.web),
      MILLRACE_SERVING_PORT: String(ports.serving),
      ...env,
    } as NodeJS.ProcessEnv,
  })
  let output = ''
  const exit = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const ready = new Promise<'ready'>((resolve) => {
    const keep = (chunk: Buffer) => {
      output += stripVTControlCharacters(chunk.toString('utf8'))
      if (output.includes('Ready after')) resolve('ready')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
  })
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), START_LIMIT_MS)
  const late = once(limit.signal, 'abort').then(() => 'late' as const)
  const outcome = await Promise.race([ready, exit.then((code) => ({ code })), late])
  clearTimeout(timer)
  if (outcome === 'late') {
    child.kill('SIGKILL')
    await killMarked(markerOf(dataDir))
    return { code: null, output: `${output}\nnot ready after ${START_LIMIT_MS / 1000} s` }
  }
  if (outcome !== 'ready') return { code: outcome.code, output }

  const interrupt = () => {
    child.kill('SIGINT')
    return exit
  }
  return {
    url: `http://localhost:${ports.web}`,
    servingUrl: `http://localhost:${ports.serving}`,
    ports,
    dataDir,
    pid: child.pid ?? 0,
    startMs: performance.now() - since,
    output: () => output,
    interrupt,
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    children: () => findByEnvironment(markerOf(dataDir)).map(({ pid }) => pid),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await interrupt()
      await killMarked(markerOf(dataDir))
    },
  }
}

/** `await using stack = await startStack({ dataDir })`; throws with what it printed where it does not start. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const started = await tryStartStack(options)
  if ('url' in started) return started
  throw new Error(`the stack did not start (exit code ${started.code}):\n${started.output}`)
}
