import type { DocumentEdge, PipelineDocument } from './document.ts'

/** Nodes and edges by id; of several nodes with one id the first counts, and dangling edges are left out. */
export interface Topology {
  ids: readonly string[]
  incoming: ReadonlyMap<string, readonly DocumentEdge[]>
  outgoing: ReadonlyMap<string, readonly DocumentEdge[]>
}

type Drawing = Pick<PipelineDocument, 'nodes' | 'edges'>

export function createTopology(document: Drawing): Topology {
  const incoming = new Map<string, DocumentEdge[]>()
  const outgoing = new Map<string, DocumentEdge[]>()
  for (const { id } of document.nodes) {
    incoming.set(id, [])
    outgoing.set(id, [])
  }
  for (const edge of document.edges) {
    const to = incoming.get(edge.to.node)
    const from = outgoing.get(edge.from.node)
    if (!to || !from) continue
    to.push(edge)
    from.push(edge)
  }
  return { ids: [...incoming.keys()], incoming, outgoing }
}

/** All that can be come to from `start` in steps of `next`, with itself. */
export function reach(start: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>()
  const waiting = [...start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...next(id))
  }
  return seen
}

/** Every node that `ids` depend on, with themselves. */
export const ancestorsOf = (topology: Topology, ids: Iterable<string>): Set<string> =>
  reach(ids, (id) => (topology.incoming.get(id) ?? []).map((edge) => edge.from.node))

/** Every node that depends on `ids`, with themselves. */
export const descendantsOf = (topology: Topology, ids: Iterable<string>): Set<string> =>
  reach(ids, (id) => (topology.outgoing.get(id) ?? []).map((edge) => edge.to.node))

/**
 * The shortest way along the edges from one node to another, both ends included; undefined where there is none.
 * From a node to itself it is the shortest cycle through it.
 */
export function findPath(topology: Topology, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const waiting = [from]
  for (let at = 0; at < waiting.length; at++) {
    const id = waiting[at] as string
    for (const edge of topology.outgoing.get(id) ?? []) {
      const next = edge.to.node
      if (next === to) return walkBack(cameFrom, from, [to, id])
      if (next === from || cameFrom.has(next)) continue
      cameFrom.set(next, id)
      waiting.push(next)
    }
  }
  return undefined
}

function walkBack(cameFrom: ReadonlyMap<string, string>, start: string, path: string[]): string[] {
  for (let id = path.at(-1); id !== undefined && id !== start; ) {
    id = cameFrom.get(id)
    if (id !== undefined) path.push(id)
  }
  return path.toReversed()
}

/**
 * Strongly connected components with more than one node, or one that feeds itself: wherever a drawing goes round in a
 * circle. Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) with a stack of its own, so that depth is no limit.
 */
export function findCyclicParts(topology: Topology): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const onStack = new Set<string>()
  const stack: string[] = []
  const parts: string[][] = []
  const lower = (id: string, value: number) => low.set(id, Math.min(low.get(id) ?? value, value))

  const open = (id: string) => {
    index.set(id, index.size)
    lower(id, index.size - 1)
    stack.push(id)
    onStack.add(id)
    return { id, edges: topology.outgoing.get(id) ?? [], at: 0 }
  }
  const close = (id: string) => {
    if (low.get(id) !== index.get(id)) return
    const part = stack.splice(stack.lastIndexOf(id))
    for (const member of part) onStack.delete(member)
    const feedsItself = topology.outgoing.get(id)?.some((edge) => edge.to.node === id) ?? false
    if (part.length > 1 || feedsItself) parts.push(part)
  }

  for (const root of topology.ids) {
    if (index.has(root)) continue
    const frames = [open(root)]
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const edge = frame.edges[frame.at++]
      if (edge === undefined) {
        frames.pop()
        close(frame.id)
        const parent = frames.at(-1)
        if (parent) lower(parent.id, low.get(frame.id) ?? 0)
      } else if (!index.has(edge.to.node)) {
        frames.push(open(edge.to.node))
      } else if (onStack.has(edge.to.node)) {
        lower(frame.id, index.get(edge.to.node) ?? 0)
      }
    }
  }
  return parts
}

/**
 * All nodes in topological order, among equals in the drawing's order. Edges within a cyclic part don't count, so
 * that there is an order even then: the nodes outside a circle still come before and after it.
 */
export function topologicalOrder(topology: Topology, cyclicParts = findCyclicParts(topology)): string[] {
  const partOf = new Map(cyclicParts.flatMap((part, at) => part.map((id) => [id, at] as const)))
  const counts = (edge: DocumentEdge) => {
    const part = partOf.get(edge.from.node)
    return part === undefined || part !== partOf.get(edge.to.node)
  }
  const rank = new Map(topology.ids.map((id, at) => [id, at]))
  const missing = topology.ids.map((id) => (topology.incoming.get(id) ?? []).filter(counts).length)
  const ready: number[] = []
  missing.forEach((count, at) => {
    if (count === 0) push(ready, at)
  })
  const order: string[] = []
  for (let at = pop(ready); at !== undefined; at = pop(ready)) {
    const id = topology.ids[at] as string
    order.push(id)
    for (const edge of topology.outgoing.get(id) ?? []) {
      if (!counts(edge)) continue
      const next = rank.get(edge.to.node) as number
      missing[next] = (missing[next] ?? 0) - 1
      if (missing[next] === 0) push(ready, next)
    }
  }
  return order
}

/** A binary heap of numbers, least first. */
function push(heap: number[], value: number): void {
  let at = heap.length
  heap.push(value)
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = heap[parent] as number
    if (above <= value) break
    heap[at] = above
    at = parent
  }
  heap[at] = value
}

function pop(heap: number[]): number | undefined {
  const least = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return least
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++
    const below = heap[child]
    if (below === undefined || below >= last) break
    heap[at] = below
    at = child
  }
  heap[at] = last
  return least
}
