import { loadConfig } from '../config.ts'
import { startServing } from './serve.ts'

const log = (message: string) => console.error(`${new Date().toISOString()} ${message}`)

/** Started by the supervisor, it must not outlive it: an orphan is given another parent. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) stop()
  }, 1000)
  watch.unref()
}

/** The serving process: answers for deployed models until it is told to stop, or its parent is gone. */
async function main(): Promise<void> {
  const config = loadConfig()
  const serving = await startServing(config, { log })
  let stopping: Promise<void> | undefined
  const stop = (reason: string) => {
    stopping ??= (async () => {
      log(`Stopping: ${reason}.`)
      await serving.stop()
      process.exit(0)
    })().catch((error: unknown) => {
      log(`Stopped badly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      process.exit(1)
    })
  }
  process.on('SIGTERM', () => stop('asked to'))
  process.on('SIGINT', () => stop('interrupted'))
  if (process.env.MILLRACE_STACK_ID !== undefined) stopWithParent(() => stop('the supervisor is gone'))
  await serving.ready
  log('serving ready')
  // The supervisor waits for it.
  process.send?.('ready')
}

try {
  await main()
} catch (error) {
  const { kind, message, stack } = error as { kind?: unknown; message?: string; stack?: string }
  log(kind === 'user' ? String(message) : (stack ?? String(error)))
  process.exit(1)
}
