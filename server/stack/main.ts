import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MillraceError } from '../../nodes/kit/errors.ts'
import { type Config, loadConfig } from '../config.ts'
import { packageRoot } from './builds.ts'
import { logPathOf } from './log-files.ts'
import { explainSystemError } from './preflight.ts'
import { createReport, showPath } from './report.ts'
import { createSupervisor } from './supervisor.ts'

/** npm passes a signal on to a child that the terminal has sent it to already: two at once are one. */
const SECOND_SIGNAL_AFTER_MS = 1_500

const version = (): string =>
  String(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version)

/** One message for whoever started it; what it does not say is in the log. */
function explain(error: unknown, config: Config | undefined): string {
  if (error instanceof MillraceError && error.kind !== 'unexpected') return error.message
  const reason = explainSystemError(error)
  if (reason !== undefined) return `Millrace could not start: ${reason}.`
  if (config === undefined) return 'Millrace could not start.'
  const log = logPathOf(join(config.dataDir, 'logs'), 'supervisor')
  try {
    const detail = error instanceof Error ? error.stack : String(error)
    appendFileSync(log, `${new Date().toISOString()} ${detail}\n`)
  } catch {
    return `Millrace could not start, nor write its log to ${log}.`
  }
  return `Millrace stopped because of a mistake of its own. The details: ${showPath(log)}`
}

async function main(): Promise<number> {
  const report = createReport({
    write: (text) => process.stdout.write(text),
    isTerminal: process.stdout.isTTY === true,
  })
  // A terminal that was closed must not end the supervisor before it has stopped its children.
  process.stdout.on('error', () => {})
  let config: Config | undefined
  try {
    config = loadConfig()
    const startedAt = performance.now()
    const supervisor = createSupervisor({ config, report, isDev: process.argv.includes('--dev') })
    let firstSignalAt: number | undefined
    let failed: Promise<void> | undefined
    const onSignal = () => {
      if (firstSignalAt === undefined) {
        firstSignalAt = Date.now()
        report.line()
        report.line('  Stopping everything; Ctrl-C again stops at once.')
        failed = supervisor.stop()
      } else if (Date.now() - firstSignalAt > SECOND_SIGNAL_AFTER_MS) {
        supervisor.kill()
        process.exit(130)
      }
    }
    const onMistake = (error: unknown) => {
      report.close()
      process.stderr.write(`\n${explain(error, config)}\n`)
      void supervisor.stop().finally(() => process.exit(1))
    }
    process.on('uncaughtException', onMistake)
    process.on('unhandledRejection', onMistake)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)

    report.line(`Millrace ${version()}`)
    report.line()
    report.line(`  data        ${showPath(config.dataDir)}`)
    const url = await supervisor.start()
    report.line()
    report.line(`  ${url}`)
    report.line()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const logs = showPath(join(config.dataDir, 'logs'))
    report.line(`  Ready after ${seconds} s. Ctrl-C stops everything. Logs: ${logs}`)
    await new Promise<void>((resolve, reject) => {
      const poll = setInterval(() => {
        if (failed === undefined) return
        clearInterval(poll)
        failed.then(resolve, reject)
      }, 50)
    })
    report.line('  Stopped.')
    return 0
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'stopped') {
      report.line('  Stopped.')
      return 0
    }
    report.close()
    process.stderr.write(`\n${explain(error, config)}\n`)
    return 1
  } finally {
    report.close()
  }
}

process.exit(await main())
