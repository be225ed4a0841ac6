/**
 * Whether the server answers. A small store outside React, since the network code feeds it. Trouble of any kind (a
 * broken stream, a failed request) is checked by asking the server for a small file, so that one dropped request is not
 * told as an outage; while nothing answers, it asks again every two seconds.
 */
export interface Connection {
  /** True while the server does not answer. */
  isLost: () => boolean
  /** How often trouble was found to be over: streams that had given up start anew when it changes. */
  generation: () => number
  /** Something failed for want of an answer. */
  suspect: () => void
  /** Asks every few seconds while something is live: a stream over a dead line says nothing. Returns how to stop. */
  watch: () => () => void
  subscribe: (listener: () => void) => () => void
}

const RETRY_MS = 2_000
const PATIENCE_MS = 3_000
const WATCH_MS = 3_000

/** `probe` answers whether the server is there; it never rejects. */
export function createConnection(
  probe: () => Promise<boolean>,
  retryMs = RETRY_MS,
  watchMs = WATCH_MS,
): Connection {
  let lost = false
  let generation = 0
  let checking = false
  /** A stream has failed since the last answer. */
  let broken = false
  let checkedAt = Number.NEGATIVE_INFINITY
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const check = async (): Promise<void> => {
    checkedAt = Date.now()
    if (await probe()) {
      checking = false
      if (!lost && !broken) return
      lost = false
      broken = false
      generation += 1
      tell()
      return
    }
    if (!lost) {
      lost = true
      tell()
    }
    setTimeout(() => void check(), retryMs)
  }
  return {
    isLost: () => lost,
    generation: () => generation,
    suspect: () => {
      broken = true
      if (checking) return
      checking = true
      // A stream that is refused over and over must not make a storm of questions.
      setTimeout(() => void check(), Math.max(0, checkedAt + retryMs - Date.now()))
    },
    watch: () => {
      const timer = setInterval(() => {
        if (checking || Date.now() - checkedAt < watchMs / 2) return
        checking = true
        void check()
      }, watchMs)
      return () => clearInterval(timer)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A status by which a proxy says that nobody answers behind it. */
export const isGatewayFailure = (status: number): boolean => status >= 502 && status <= 504

async function probeServer(): Promise<boolean> {
  try {
    const response = await fetch('/theme.js', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return !isGatewayFailure(response.status)
  } catch {
    return false
  }
}

export const connection: Connection = createConnection(probeServer)
