import { RUN_CHANNEL } from './notify.ts'

/** Tells when a run changed. One Postgres LISTEN serves every watcher of the process. */
export interface RunSignals {
  listen(runId: string): RunListener
}

export interface RunListener extends Disposable {
  /** Resolves at the next change after this call, after `pollMs` at the latest, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>
}

/** The part of the Postgres driver that is needed here. */
interface Listening {
  listen(channel: string, onNotify: (payload: string) => void): Promise<unknown>
}

/** A lost notification delays a watcher by no more than this. */
const pollMs = 3_000
/** Watchers look at most this often, however fast a run changes. */
const restMs = 100

export function createRunSignals(sql: Listening): RunSignals {
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
      /** Something changed while nobody waited. */
      let dirty = false
      const note = () => {
        dirty = true
      }
      let wake = note
      const onChange = () => wake()
      wakers.add(onChange)
      return {
        next: (signal) =>
          new Promise<void>((resolve) => {
            const finish = () => {
              clearTimeout(timer)
              signal.removeEventListener('abort', finish)
              wake = note
              resolve()
            }
            /** What changes during the rest is seen with it. */
            const rest = () => {
              clearTimeout(timer)
              wake = () => {}
              timer = setTimeout(finish, restMs)
            }
            let timer = setTimeout(finish, pollMs)
            wake = rest
            if (dirty) rest()
            dirty = false
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
