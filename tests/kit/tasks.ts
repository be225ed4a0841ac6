import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** What one task of the check, or one suite of tests, came to. */
export interface Outcome {
  title: string
  passed: number
  failed: number
  skipped: number
  elapsedMs: number
  output: string
}

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

export interface Task {
  title: string
  run: () => Promise<Outcome>
}

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** The script behind a package's command, so that it runs under this very Node and on any system. */
const scriptOf = (name: string, command = name): string => {
  const path = join(modules, name, 'package.json')
  const { bin } = z
    .object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) })
    .parse(JSON.parse(readFileSync(path, 'utf8')))
  const script = typeof bin === 'string' ? bin : bin[command]
  if (script === undefined) throw new Error(`${name} has no command ${command}`)
  return join(dirname(path), script)
}

interface Finished {
  code: number
  output: string
  elapsedMs: number
}

/** Runs a command of a package; its output is kept, and shown at once where `isLive`. */
function runScript(script: string, args: readonly string[], isLive = false): Promise<Finished> {
  const since = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    const keep = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      chunks.push(chunk)
      if (isLive) stream.write(chunk)
    }
    child.stdout.on('data', keep(process.stdout))
    child.stderr.on('data', keep(process.stderr))
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({
        code: code ?? 1,
        output: Buffer.concat(chunks).toString('utf8'),
        elapsedMs: performance.now() - since,
      }),
    )
  })
}

/** A command that counts as one check: passed where it ends with 0. */
export const commandTask = (
  title: string,
  [name, command]: [string, string?],
  args: readonly string[],
): Task => ({
  title,
  async run() {
    const { code, output, elapsedMs } = await runScript(scriptOf(name, command), args)
    const isPassed = code === 0
    return { title, passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0, elapsedMs, output }
  },
})

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
})

interface VitestOptions {
  isLive?: boolean
}

/** A project of vitest: every test counts. A file that could not be loaded counts as a failure. */
export const vitestTask = (title: string, project: string, { isLive = false }: VitestOptions = {}): Task => ({
  title,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-report-'))
    const report = join(folder, 'report.json')
    try {
      const args = [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]
      const { code, output, elapsedMs } = await runScript(scriptOf('vitest'), args, isLive)
      return { title, ...readReport(report, code), elapsedMs, output: isLive ? '' : output }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

function readReport(path: string, code: number): Tally {
  let report: z.infer<typeof vitestReport> | undefined
  try {
    report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const skipped = report.numPendingTests + report.numTodoTests
  // Errors outside of any test fail the run without failing a test.
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests
  return { passed: report.numPassedTests, failed, skipped }
}

export const addUp = (outcomes: readonly Tally[]): Tally =>
  outcomes.reduce<Tally>(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )

/** Runs lanes side by side, the tasks of a lane one after another. */
export async function runLanes(lanes: readonly (readonly Task[])[]): Promise<Outcome[]> {
  const done = await Promise.all(
    lanes.map(async (lane) => {
      const outcomes: Outcome[] = []
      for (const task of lane) outcomes.push(await task.run())
      return outcomes
    }),
  )
  return done.flat()
}

/** `12 passed, 0 failed`, with what was skipped where something was. */
export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** One line a task. */
export function formatTable(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ title }) => title.length))
  return outcomes
    .map((outcome) => {
      const verdict = outcome.failed === 0 ? 'ok  ' : 'FAIL'
      const seconds = `${(outcome.elapsedMs / 1000).toFixed(1)} s`.padStart(8)
      const counted = outcome.passed + outcome.failed + outcome.skipped
      return `  ${verdict}  ${outcome.title.padEnd(width)} ${seconds}${counted > 1 ? `   ${closingLine(outcome)}` : ''}`
    })
    .join('\n')
}
