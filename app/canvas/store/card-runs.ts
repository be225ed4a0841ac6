import { isWithin } from '../../../nodes/graph/expand.ts'
import type { PortValue } from '../../../nodes/kit/values.ts'
import type { NodeRunView, RunDetail } from '../../../server/views.ts'
import { say } from '../../i18n/current.ts'

type Nodes = Readonly<Record<string, NodeRunView>>

/** What decides how a card stands, the strongest first. */
const order: readonly NodeRunView['state'][] = [
  'failed',
  'waiting',
  'running',
  'cancelled',
  'queued',
  'succeeded',
  'skipped',
  'cached',
]

/** How several nodes stand as one; undefined for none. */
export const strongestState = (states: readonly NodeRunView['state'][]): NodeRunView['state'] | undefined =>
  order.find((state) => states.includes(state))

/** How many nodes stand so, the strongest state first; those that none is in are absent. */
export const countStates = (states: readonly NodeRunView['state'][]): [NodeRunView['state'], number][] =>
  order.flatMap((state): [NodeRunView['state'], number][] => {
    const count = states.filter((each) => each === state).length
    return count === 0 ? [] : [[state, count]]
  })

/** The run that all of them were reused from; null where there were several. */
const commonSource = (nodes: readonly NodeRunView[]): NodeRunView['cachedFrom'] => {
  const [first, ...others] = nodes.map(({ cachedFrom }) => cachedFrom)
  return first && others.every((other) => other?.runId === first.runId) ? first : null
}

const earliest = (times: readonly (string | null)[]): string | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null)

/** Null while one of them is open. */
const latest = (times: readonly (string | null)[]): string | null =>
  times.reduce(
    (last, time) => (last === null || time === null ? null : time > last ? time : last),
    times[0] ?? null,
  )

/** How a card that stands for several nodes went, from how they did; undefined where none of them is in the run. */
function runOfCard(card: RunDetail['cards'][number], nodes: Nodes): NodeRunView | undefined {
  const inner = Object.values(nodes).filter(({ nodeId }) => nodeId !== card.id && isWithin(nodeId, card.id))
  const [first] = inner
  const strongest = strongestState(inner.map(({ state }) => state))
  if (!first || !strongest) return undefined
  const begun = inner.some(({ startedAt, state }) => startedAt !== null || state === 'cached')
  const state = strongest === 'queued' && begun ? 'running' : strongest
  const at = inner.find((node) => node.state === strongest) ?? first
  // What one of them tells of its training is no word on all of them.
  const { training: _training, stopping: _stopping, ...own } = at
  const done = inner.filter((node) => ['succeeded', 'cached', 'skipped'].includes(node.state)).length
  const outputs = Object.entries(card.outputs).flatMap(([name, from]): [string, PortValue][] => {
    const value = nodes[from.node]?.outputs?.[from.port]
    return value ? [[name, value]] : []
  })
  return {
    ...own,
    nodeId: card.id,
    state,
    outputs: outputs.length === 0 ? null : Object.fromEntries(outputs),
    progress:
      state === 'running'
        ? {
            fraction: done / inner.length,
            message: say('{{done}} of {{count}} nodes', { done, count: inner.length }),
          }
        : null,
    cachedFrom: state === 'cached' ? commonSource(inner) : null,
    startedAt: earliest(inner.map(({ startedAt }) => startedAt)),
    finishedAt: latest(inner.map(({ finishedAt }) => finishedAt)),
  }
}

const sameRun = (a: NodeRunView | undefined, b: NodeRunView): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b)

/** The nodes of a run, and its cards as if they were nodes. Cards that stand as before keep their identity. */
export function withCards(nodes: Nodes, cards: RunDetail['cards']): Nodes {
  if (cards.length === 0) return nodes
  const all: Record<string, NodeRunView> = { ...nodes }
  const plain = Object.fromEntries(
    Object.entries(nodes).filter(([id]) => cards.every((card) => card.id !== id)),
  )
  for (const card of cards) {
    const run = runOfCard(card, plain)
    if (run && !sameRun(nodes[card.id], run)) all[card.id] = run
  }
  return all
}
