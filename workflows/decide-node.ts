import type { Outcome, RunPipelineNode } from './types.ts'

/** What is to be done with a node once all that it waits for has settled; `culprit`: the node that holds it back. */
export type Decision = { go: true } | { go: false; because: 'failure' | 'signal'; culprit: string }

const fellThrough = (outcome: Outcome): boolean =>
  outcome.state === 'failed' || (outcome.state === 'skipped' && outcome.because === 'failure')

function isGiven(outcome: Outcome, port: string): boolean {
  if (port === 'failed') return outcome.state === 'failed'
  return outcome.state === 'done' && (port === 'done' || outcome.given.includes(port))
}

/** Whether a node runs, given what came of the nodes before it. */
export function decideNode(
  { when = [], after, merges = false }: RunPipelineNode,
  outcomeOf: (id: string) => Outcome,
): Decision {
  const no = (id: string): Decision => ({
    go: false,
    because: fellThrough(outcomeOf(id)) ? 'failure' : 'signal',
    culprit: id,
  })
  const refused = when.find(({ node, port }) => !isGiven(outcomeOf(node), port))
  if (refused) return no(refused.node)
  const missing = after.filter((id) => outcomeOf(id).state !== 'done')
  const [first] = missing
  if (first === undefined || (merges && missing.length < after.length)) return { go: true }
  return no(missing.find((id) => fellThrough(outcomeOf(id))) ?? first)
}

/** All that a node waits for. */
export const waitsFor = ({ after, when = [] }: RunPipelineNode): string[] => [
  ...new Set([...after, ...when.map(({ node }) => node)]),
]

const isPlain = ({ when, merges, refits, waits, signals, retry }: RunPipelineNode): boolean =>
  !when && !merges && !refits && !waits && !signals && !retry

/**
 * The nodes that may follow one in the same visit to a worker: each is the only one that waits for the one before it,
 * and takes from nothing else that is not done: what has failed or was left out decides otherwise about it.
 */
export function chainAfter(
  first: RunPipelineNode,
  dependents: ReadonlyMap<string, readonly RunPipelineNode[]>,
  settled: ReadonlyMap<string, Outcome>,
): RunPipelineNode[] {
  const isDone = (id: string) => settled.get(id)?.state === 'done'
  const chain: RunPipelineNode[] = []
  for (let last = first; ; ) {
    const [next, another] = dependents.get(last.id) ?? []
    if (!next || another || !isPlain(next) || settled.has(next.id) || next.queue !== first.queue) return chain
    if (!next.after.every((id) => id === last.id || isDone(id))) return chain
    chain.push(next)
    last = next
  }
}
