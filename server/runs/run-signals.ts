import type { Sql } from '../../drizzle/client.ts'
import { RUN_CHANNEL } from './notify.ts'

/** Tells when a run changed. One Postgres LISTEN serves every watcher of the process. */
export interface RunSignals {
  listen(runId: string): RunListener
}

export interface RunListener extends Disposable {
  /** Resolves at the next change after this call, after `pollMs` at the latest, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>
}

/** A lost notification delays a watcher by no more than this. */
const pollMs = 3_000
/** Watchers look at most this often, however fast a run changes. */
const restMs = 100

export function createRunSignals(sql: Sql): RunSignals {
  const waiting = new Map<string, Set<() => void>>()
  // postgres.js reconnects and listens again by itself; until it does, polling covers.
  void sql
    .listen(RUN_CHANNEL, (runId) => {
      for (const wake of waiting.get(runId) ?? []) wake()
    })
    .catch(() => {})

  return {
    listen(runId) {
      const wakers = waiting.get(runId) ?? new Set()
      waiting.set(runId, wakers)
      let dirty = false
      let wake = () => {
        dirty = true
      }
      const onChange = () => wake()
      wakers.add(onChange)
      return {
        next: (signal) =>
          new Promise<void>((resolve) => {
            const timer = setTimeout(finish, dirty ? restMs : pollMs)
            function finish() {
              clearTimeout(timer)
              signal.removeEventListener('abort', finish)
              dirty = false
              wake = () => {
                dirty = true
              }
              resolve()
            }
            wake = () => {
              dirty = true
              setTimeout(finish, restMs)
            }
            signal.addEventListener('abort', finish, { once: true })
          }),
        [Symbol.dispose]() {
          wakers.delete(onChange)
          if (wakers.size === 0) waiting.delete(runId)
        },
      }
    },
  }
}
