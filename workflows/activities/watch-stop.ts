import { isStopRequested } from '../../server/runs/stop-node.ts'
import type { ExecuteNodeInput } from '../types.ts'
import type { ActivityDeps } from './deps.ts'

const everyMs = 500

/** A signal that aborts once a person has asked for an early end of a node. `using`: ends the watch. */
export function watchForStop(
  { db }: Pick<ActivityDeps, 'db'>,
  input: ExecuteNodeInput,
): Disposable & { signal: AbortSignal } {
  const controller = new AbortController()
  const look = async () => {
    // A database that is away is asked again.
    if (await isStopRequested(db, input).catch(() => false)) controller.abort()
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
