import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const folder = join(import.meta.dirname, 'reference')
const venv = join(tmpdir(), 'millrace-bench-python')
const venvPython = join(
  venv,
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
)

/** Why a reference is missing. */
export const NOT_INSTALLED =
  'not installed: `npm run bench -- --install-references` puts Prefect and Dagster into a folder of temporary files.'

const interpreters = (): string[] =>
  [process.env.BENCH_PYTHON ?? '', existsSync(venvPython) ? venvPython : '', 'python3'].filter(Boolean)

/** Installs what the reference scripts need into a Python environment of their own, among temporary files. */
export async function installReferences(): Promise<void> {
  if (!existsSync(venvPython)) await execute('python3', ['-m', 'venv', venv])
  const requirements = join(folder, 'requirements.txt')
  await execute(venvPython, ['-m', 'pip', 'install', '--quiet', '-r', requirements], {
    maxBuffer: 64 * 1024 ** 2,
  })
}

/**
 * Runs a reference script, which prints JSON on its last line; null where no Python here has the package. Millrace
 * never needs Python: it serves to measure others beside it.
 */
export async function runReference<T>(
  script: string,
  request: { needs: string; args: readonly string[] },
): Promise<T | null> {
  for (const python of interpreters()) {
    try {
      await execute(python, ['-c', `import ${request.needs}`])
    } catch {
      continue
    }
    const { stdout } = await execute(python, [join(folder, script), ...request.args], {
      maxBuffer: 64 * 1024 ** 2,
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T
  }
  return null
}
