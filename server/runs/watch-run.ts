import { canonicalJson } from '../../nodes/graph/canonical-json.ts'
import type { Database } from '../../drizzle/client.ts'
import type { NodeRunView, RunUpdate } from '../views.ts'
import { isFinishedRun } from './node-runs.ts'
import type { RunSignals } from './run-signals.ts'
import { getRunSummary, listEvents, listNodeRuns } from './runs.ts'

interface Deps {
  db: Database
  signals: RunSignals
}

/** Events that are read at a time. */
const BLOCK = 2_000

/**
 * Follows a run until it has ended: first its state as it is, then what changes. `after` is the id of the last event
 * the caller has seen, so that nothing is missed or told twice over a lost connection.
 * @throws UserError `not_found`
 */
export async function* watchRun(
  { db, signals }: Deps,
  request: { runId: string; after?: number; signal: AbortSignal },
): AsyncGenerator<RunUpdate> {
  const { runId, signal } = request
  let after = request.after ?? 0
  let toldRun = ''
  const toldNodes = new Map<string, string>()
  using listener = signals.listen(runId)

  const changedNodes = (nodes: readonly NodeRunView[]) =>
    nodes.filter((node) => {
      const told = canonicalJson(node)
      if (toldNodes.get(node.nodeId) === told) return false
      toldNodes.set(node.nodeId, told)
      return true
    })

  while (!signal.aborted) {
    const changed = listener.next(signal)
    const run = await getRunSummary(db, runId)
    const nodes = await listNodeRuns(db, runId)
    for (let isAll = false; !isAll; ) {
      const events = await listEvents(db, { runId, after, limit: BLOCK })
      isAll = events.length < BLOCK
      for (const event of events) {
        after = event.id
        yield { type: 'event', event }
      }
    }
    // In the order in which things happened.
    const order = (node: NodeRunView) => node.finishedAt ?? node.startedAt ?? ''
    const changes = changedNodes(nodes).sort((a, b) => order(a).localeCompare(order(b)))
    for (const node of changes) yield { type: 'node', node }
    const told = canonicalJson(run)
    if (told !== toldRun) {
      toldRun = told
      yield { type: 'run', run }
    }
    if (isFinishedRun(run.state)) return
    await changed
  }
}
