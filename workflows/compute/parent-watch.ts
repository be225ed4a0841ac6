import { Worker } from 'node:worker_threads'

/**
 * Ends this process when its parent is gone, even while its main thread is blocked by computation: a thread of its own
 * watches the parent's process id, which changes when the parent dies.
 */
export function exitWithParent(): void {
  const watch = `
    const { workerData } = require('node:worker_threads')
    setInterval(() => {
      if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL')
    }, 500)
  `
  new Worker(watch, { eval: true, execArgv: [], workerData: { parent: process.ppid } }).unref()
  process.on('disconnect', () => process.exit(0))
}
