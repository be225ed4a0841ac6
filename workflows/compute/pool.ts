import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fromErrorReport, OperationalError, UserError } from '../../nodes/kit/errors.ts'
import type { Checkpoint, Progress } from '../../nodes/kit/runner.ts'
import type { ComputeLimits, ComputeResults, ComputeTask, FromChild, ToChild } from './protocol.ts'

export interface TaskListener {
  /** Told where no child is free, and again once one is. */
  onQueue?(waits: boolean): void
  onProgress?(update: Progress): void
  onLog?(level: 'info' | 'warn' | 'error', message: string): void
  /** Resolves once the checkpoint is safe; training waits for it. */
  onCheckpoint?(checkpoint: Checkpoint, backend: string): Promise<void>
  /** Aborted where the task is to end early, with the best it has. */
  stop?: AbortSignal | undefined
  /** It fails with UserError `timed_out` after so long in its child; to wait for one does not count. */
  timeoutSeconds?: number | undefined
}

export interface ComputePool extends AsyncDisposable {
  /**
   * Runs a task in a child process of its own for that time. Rejects with the task's own error, with OperationalError
   * `compute_lost` when the child died at work, `compute_not_started` when it did before, and with the signal's reason when it was aborted; then the child is killed.
   */
  run<K extends ComputeTask['kind']>(
    task: Extract<ComputeTask, { kind: K }>,
    signal: AbortSignal,
    listener?: TaskListener,
  ): Promise<ComputeResults[K]>
  /** Process ids of the children alive, for tests and the worker's log. */
  pids(): number[]
}

interface PoolOptions {
  /** How many children run at once. */
  size: number
  limits: ComputeLimits
  blobFolder: string
  /** Where children keep temporary files. */
  tempFolder: string
  log(message: string): void
}

interface Child {
  process: ChildProcess
  /** It has said that it can work. */
  isReady: boolean
  /** Receives messages and the end of the child while a task runs. */
  deliver: ((message: FromChild) => void) | null
  lost: (() => void) | null
}

const childFile = fileURLToPath(new URL('./child.ts', import.meta.url))
const tasksPerChild = 500

/** Keeps compute children warm and hands each one task at a time. */
export function createComputePool(options: PoolOptions): ComputePool {
  const children = new Set<Child>()
  const idle: Child[] = []
  const waiting: ((child: Child) => void)[] = []
  const served = new WeakMap<Child, number>()
  let closed = false

  const spawn = (): Child => {
    const process_ = fork(childFile, [], {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        // The worker alone opens secrets.
        MILLRACE_SECRET_KEY: undefined,
        MILLRACE_BLOBS: options.blobFolder,
        MILLRACE_COMPUTE_TEMP: options.tempFolder,
        // One node at a time per child; the pool decides how many run beside each other.
        OMP_NUM_THREADS: String(options.limits.threads),
        TF_CPP_MIN_LOG_LEVEL: '2',
      },
    })
    const child: Child = { process: process_, isReady: false, deliver: null, lost: null }
    children.add(child)
    const end = (reason: string) => {
      if (!children.delete(child)) return
      const index = idle.indexOf(child)
      if (index >= 0) idle.splice(index, 1)
      if (child.lost && !closed) options.log(`compute child ${process_.pid} ended at work: ${reason}`)
      child.lost?.()
      const next = waiting.shift()
      if (next && !closed) next(spawn())
    }
    process_.on('message', (message) => {
      child.isReady = true
      child.deliver?.(message as FromChild)
    })
    process_.on('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit code ${code}`))
    process_.on('error', (error) => end(error.message))
    return child
  }

  /** Rejects with the signal's reason where that is aborted before a child is free. */
  const acquire = (signal: AbortSignal, listener: TaskListener): Promise<Child> => {
    const warm = idle.pop()
    if (warm) return Promise.resolve(warm)
    if (children.size < options.size) return Promise.resolve(spawn())
    listener.onQueue?.(true)
    return new Promise((resolve, reject) => {
      const take = (child: Child) => {
        listener.onQueue?.(false)
        signal.removeEventListener('abort', leave)
        resolve(child)
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(take), 1)
        reject(signal.reason)
      }
      waiting.push(take)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  const release = (child: Child) => {
    child.deliver = null
    child.lost = null
    if (!children.has(child)) return
    const count = (served.get(child) ?? 0) + 1
    served.set(child, count)
    if (count >= tasksPerChild) {
      child.process.kill('SIGKILL')
      return
    }
    const next = waiting.shift()
    if (next) next(child)
    else idle.push(child)
  }

  const send = (child: Child, message: ToChild) => {
    if (child.process.connected) child.process.send(message)
  }

  const execute = (child: Child, task: ComputeTask, signal: AbortSignal, listener: TaskListener) =>
    new Promise<ComputeResults[keyof ComputeResults]>((resolve, reject) => {
      const limit = listener.timeoutSeconds
      const kill = (reason: unknown) => {
        clearTimeout(timer)
        // What it still says is too late: nobody may take it for a child that is free.
        child.deliver = null
        child.process.kill('SIGKILL')
        reject(reason)
      }
      const abort = () => kill(signal.reason)
      const timer =
        limit === undefined
          ? undefined
          : setTimeout(() => {
              const message = `It took longer than the ${limit} s that it may take. Give it more time, or less to do.`
              kill(new UserError('timed_out', message))
            }, limit * 1_000)
      const stop = () => send(child, { type: 'stop' })
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        listener.stop?.removeEventListener('abort', stop)
        release(child)
        finish()
      }
      child.lost = () => {
        listener.stop?.removeEventListener('abort', stop)
        signal.removeEventListener('abort', abort)
        reject(
          child.isReady
            ? new OperationalError(
                'compute_lost',
                'The compute process stopped while it worked, most often because memory is short.',
              )
            : new OperationalError(
                'compute_not_started',
                'The compute process stopped before it could work; the worker’s log says why.',
              ),
        )
      }
      child.deliver = (message) => {
        switch (message.type) {
          case 'ready':
            return
          case 'progress':
            return listener.onProgress?.(message.update)
          case 'log':
            return listener.onLog?.(message.level, message.message)
          case 'checkpoint': {
            const saved = listener.onCheckpoint?.(message.checkpoint, message.backend) ?? Promise.resolve()
            saved.then(() => send(child, { type: 'checkpointed', seq: message.seq }), kill)
            return
          }
          case 'done':
            return settle(() => resolve(message.result))
          case 'failed':
            options.log(`compute ${task.kind}: ${message.detail}`)
            return settle(() => reject(fromErrorReport(message.error)))
        }
      }
      if (signal.aborted) return settle(() => reject(signal.reason))
      signal.addEventListener('abort', abort, { once: true })
      send(child, { type: 'start', task, limits: options.limits })
      if (listener.stop?.aborted) stop()
      listener.stop?.addEventListener('abort', stop, { once: true })
    })

  return {
    async run(task, signal, listener = {}) {
      signal.throwIfAborted()
      const child = await acquire(signal, listener)
      return (await execute(child, task, signal, listener)) as never
    },
    pids: () => [...children].flatMap((child) => child.process.pid ?? []),
    async [Symbol.asyncDispose]() {
      closed = true
      const ended = [...children].map(
        (child) => new Promise((resolve) => child.process.once('exit', resolve)),
      )
      for (const child of children) child.process.kill('SIGKILL')
      await Promise.all(ended)
    },
  }
}
