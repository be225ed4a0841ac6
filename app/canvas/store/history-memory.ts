import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { statesOf } from './history.ts'
import type { History } from './history.ts'

/** A history as text, so that it survives a reload: the first drawing whole, each later one by what it changed. */
interface Packed {
  first: PipelineDocument
  steps: Delta[]
  /** Which of the states is the present one. */
  at: number
  labels: [state: number, label: string][]
  saved: { version: number; state: number | null }
}

/** From where on how many entries gave way to which. */
type Splice = [from: number, removed: number, put: unknown[]]

interface Delta {
  nodes?: Splice
  edges?: Splice
  /** Other fields of the drawing that changed; null for one that is gone. */
  rest?: Record<string, unknown>
}

export interface RememberedHistory {
  history: History<PipelineDocument>
  /** The version that was the newest when it was written; its drawing, where that is among the states. */
  version: number
  saved: PipelineDocument | null
}

const MOST_CHARACTERS = 1_500_000

/** What changed in a list, by identity: edits leave alone what they don't touch. */
function splice(before: readonly unknown[], after: readonly unknown[]): Splice | undefined {
  if (before === after) return undefined
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return [head, before.length - head - tail, after.slice(head, after.length - tail)]
}

function restOf({ nodes: _nodes, edges: _edges, ...rest }: PipelineDocument): Record<string, unknown> {
  return rest
}

function delta(before: PipelineDocument, after: PipelineDocument): Delta {
  const [nodes, edges] = [splice(before.nodes, after.nodes), splice(before.edges, after.edges)]
  const [old, now] = [restOf(before), restOf(after)]
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => old[name] !== now[name],
  )
  const rest = Object.fromEntries(changed.map((name) => [name, now[name] ?? null]))
  return { ...(nodes && { nodes }), ...(edges && { edges }), ...(changed.length > 0 && { rest }) }
}

const patch = <T>(list: readonly T[], change: Splice | undefined): T[] =>
  change ? list.toSpliced(change[0], change[1], ...(change[2] as T[])) : (list as T[])

function apply(before: PipelineDocument, { nodes, edges, rest = {} }: Delta): PipelineDocument {
  const next: Record<string, unknown> = {
    ...before,
    nodes: patch(before.nodes, nodes),
    edges: patch(before.edges, edges),
  }
  for (const [name, value] of Object.entries(rest)) {
    if (value === null) delete next[name]
    else next[name] = value
  }
  return next as unknown as PipelineDocument
}

/** The history as text of at most 1.5 million characters; the oldest steps are left out where it would be more. */
export function packHistory(
  history: History<PipelineDocument>,
  saved: { version: number; document: PipelineDocument },
): string {
  const { states, at } = statesOf(history)
  for (let skip = 0; ; ) {
    const kept = states.slice(skip)
    const index = kept.indexOf(saved.document)
    const packed: Packed = {
      first: kept[0] ?? history.present,
      steps: kept.slice(1).map((state, i) => delta(kept[i] ?? state, state)),
      at: at - skip,
      labels: kept.flatMap((state, i) => {
        const label = history.labels.get(state)
        return label === undefined ? [] : [[i, label] as [number, string]]
      }),
      saved: { version: saved.version, state: index === -1 ? null : index },
    }
    const text = JSON.stringify(packed)
    if (text.length <= MOST_CHARACTERS || skip === at) return text
    skip = Math.min(at, skip + Math.max(1, Math.ceil((at - skip) / 2)))
  }
}

/** The reverse of `packHistory`; null for what is none. */
export function unpackHistory(text: string): RememberedHistory | null {
  try {
    const { first, steps, at, labels, saved } = JSON.parse(text) as Packed
    const states = [first]
    for (const step of steps) states.push(apply(states.at(-1) ?? first, step))
    const present = states[at]
    if (present === undefined) return null
    return {
      history: {
        past: states.slice(0, at),
        present,
        future: states.slice(at + 1),
        last: null,
        labels: new Map(
          labels.flatMap(([i, label]) => (states[i] === undefined ? [] : [[states[i], label] as const])),
        ),
      },
      version: saved.version,
      saved: saved.state === null ? null : (states[saved.state] ?? null),
    }
  } catch {
    return null
  }
}
