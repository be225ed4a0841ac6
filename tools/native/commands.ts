import { execFile } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The one line a person is told when native TensorFlow can't be had. */
export class NativeError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'NativeError'
  }
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Runs a program in `cwd` (default: the project) and resolves to what it printed; rejects with NativeError. */
export function runProgram(program: string, args: string[], cwd: string = root): Promise<string> {
  return new Promise((done, fail) => {
    execFile(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return done(stdout)
      const reason = error.code === 'ENOENT' ? 'it is not installed' : tellingLine(stderr) || error.message
      fail(new NativeError(`${program} failed: ${reason}`, { cause: error }))
    })
  })
}

/** The first of `names` that answers `--version`, or undefined. */
export async function findProgram(names: string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = await runProgram(name, ['--version']).then(
      () => true,
      () => false,
    )
    if (found) return name
  }
  return undefined
}

/** npm as it runs this script, else the one on PATH. */
export function runNpm(args: string[], cwd: string): Promise<string> {
  const npm = process.env.npm_execpath
  return npm === undefined || !npm.endsWith('.js')
    ? runProgram('npm', args, cwd)
    : runProgram(process.execPath, [npm, ...args], cwd)
}

/** Loads the native package of `folder` (default: that of node_modules) in a child; its library's version, or why not. */
export async function probe(folder?: string): Promise<{ version: string } | { error: string }> {
  const script = resolve(root, 'tools/native/probe.ts')
  try {
    const output = await runProgram(process.execPath, ['--import', 'tsx', script, folder ?? ''])
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as { version: string } | { error: string }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Compilers and pip print many lines: the first one that speaks of an error is what to tell. */
function tellingLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').trim()
}
