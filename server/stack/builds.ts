import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { OperationalError, UserError } from '../../nodes/kit/errors.ts'
import { acquireLock, type Lock } from './lock.ts'
import { explainLog, logPathOf } from './log-files.ts'
import { hashSources } from './source-hash.ts'

const execute = promisify(execFile)

/** The folder of Millrace itself, where package.json lies. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')

export const nextCli = join(packageRoot, 'node_modules', 'next', 'dist', 'bin', 'next')

const buildRecord = join(packageRoot, '.next', 'millrace-build.json')
/** Where a build leaves it alone. */
const buildLock = join(packageRoot, '.next', 'cache', 'millrace-build.lock')

/** What the pages are built from. Compute code is not among it: a change there must not rebuild them. */
export const hashWebSources = (): string =>
  hashSources({
    root: packageRoot,
    include: [
      'app',
      'nodes',
      'server',
      'drizzle',
      'workflows/client.ts',
      'workflows/types.ts',
      'sdk',
      'public',
      'next.config.js',
      'postcss.config.mjs',
      'tsconfig.json',
      'package.json',
      'package-lock.json',
    ],
    exclude: (path) => /^nodes\/.*\/run\.ts$|^nodes\/runners\.ts$|^server\/(stack|serving)\//.test(path),
    extra: [process.version],
  })

const isBuilt = (hash: string): boolean => {
  try {
    return (
      existsSync(join(packageRoot, '.next', 'BUILD_ID')) &&
      JSON.parse(readFileSync(buildRecord, 'utf8')).hash === hash
    )
  } catch {
    return false
  }
}

interface BuildOptions {
  logDir: string
  signal: AbortSignal
  /** Told once, when there is something to build. */
  onBuild: () => void
}

/** What Next says where another build of this checkout, by hand or by another Millrace, is under way. */
const BUSY = 'Another next build process is already running'
const BUSY_WAIT_MS = 2_000
const BUSY_ATTEMPTS = 150

/** @returns false where another build is under way. */
async function runBuild(name: string, args: readonly string[], options: BuildOptions): Promise<boolean> {
  const log = logPathOf(options.logDir, name)
  mkdirSync(options.logDir, { recursive: true, mode: 0o700 })
  try {
    const { stdout, stderr } = await execute(process.execPath, args, {
      cwd: packageRoot,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      maxBuffer: 64 * 1024 ** 2,
      signal: options.signal,
    })
    writeFileSync(log, stdout + stderr, { mode: 0o600 })
    return true
  } catch (error) {
    if (options.signal.aborted) throw error
    const output =
      error instanceof Error && 'stdout' in error && 'stderr' in error
        ? `${String(error.stdout)}${String(error.stderr)}`
        : ''
    writeFileSync(log, output === '' ? String(error) : output, { mode: 0o600 })
    if (output.includes(BUSY)) return false
    const last = explainLog(log).map((line) => `\n    ${line}`)
    throw new OperationalError('build_failed', `${name} failed. Its output: ${log}${last.join('')}`, {
      cause: error,
    })
  }
}

/** Builds the pages unless they were built from these very sources. */
export async function buildWeb(options: BuildOptions): Promise<void> {
  const hash = hashWebSources()
  if (isBuilt(hash)) return
  options.onBuild()
  for (let attempt = 1; !(await buildAlone(hash, options)); attempt += 1) {
    if (attempt === BUSY_ATTEMPTS)
      throw new OperationalError('build_busy', `${BUSY}. Wait for it, or stop it.`)
    await sleep(BUSY_WAIT_MS, undefined, { signal: options.signal })
  }
}

/**
 * A build clears away the one before, which another Millrace may just have made and started on.
 * @returns false where another build is under way.
 */
async function buildAlone(hash: string, options: BuildOptions): Promise<boolean> {
  let lock: Lock
  try {
    lock = acquireLock(buildLock, packageRoot)
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
  try {
    if (isBuilt(hash)) return true
    rmSync(buildRecord, { force: true })
    if (!(await runBuild('web-build', [nextCli, 'build'], options))) return false
    writeFileSync(buildRecord, `${JSON.stringify({ hash })}\n`)
    return true
  } finally {
    lock.release()
  }
}

/**
 * Bundles the workflow code unless it was bundled from these very sources.
 * @returns the path of the bundle.
 */
export async function buildWorkflowBundle(buildDir: string, options: BuildOptions): Promise<string> {
  const hash = hashSources({
    root: packageRoot,
    include: ['workflows', 'nodes/graph', 'nodes/kit', 'package-lock.json'],
    exclude: (path) => /^workflows\/(activities|compute)\//.test(path),
  })
  const name = `workflows-${hash}.js`
  const path = join(buildDir, name)
  if (existsSync(path)) return path
  options.onBuild()
  mkdirSync(buildDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  await runBuild('workflow-build', ['--import', 'tsx', join('tools', 'bundle-workflows.ts'), draft], options)
  renameSync(draft, path)
  for (const other of readdirSync(buildDir)) {
    if (other.startsWith('workflows-') && other !== name) rmSync(join(buildDir, other), { force: true })
  }
  return path
}
