import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** What one task of the check, or one suite of tests, came to. */
export interface Outcome {
  title: string
  passed: number
  failed: number
  skipped: number
  elapsedMs: number
  output: string
  /** Tests that failed, a line or a few each: where, and what was said. */
  failures?: readonly string[]
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
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
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

const FIRST_LINES = 6

const firstLines = (text: string): string =>
  stripVTControlCharacters(text).trim().split('\n').slice(0, FIRST_LINES).join('\n      ')

/** Every test that failed, and every file that could not be loaded. */
const failuresOf = ({ testResults }: z.infer<typeof vitestReport>): string[] =>
  testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(process.cwd(), name)
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return message ? [`${file}\n      ${firstLines(message)}`] : []
    return failed.map(
      ({ fullName, failureMessages }) =>
        `${file} > ${fullName}\n      ${firstLines(failureMessages?.[0] ?? '')}`,
    )
  })

function readReport(path: string, code: number): Tally & { failures: string[] } {
  let report: z.infer<typeof vitestReport> | undefined
  try {
    report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [`vitest left no report, and ended with ${code}`] }
  }
  const skipped = report.numPendingTests + report.numTodoTests
  // Errors outside of any test fail the run without failing a test.
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests
  return { passed: report.numPassedTests, failed, skipped, failures: failuresOf(report) }
}

/** What failed, one below the other: the end of a long output is what is left of it in many places. */
export const formatFailures = (outcomes: readonly Outcome[]): string =>
  outcomes
    .flatMap(({ title, failures = [] }) => failures.map((failure) => `  FAIL  ${title}: ${failure}`))
    .join('\n')

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
