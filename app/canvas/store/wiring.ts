import type { DocumentEdge, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { PortType } from '../../../nodes/kit/ports.ts'
import { COLUMN_STEP, NODE_WIDTH, nodeHeight } from '../node-views.ts'
import type { Point } from './document.ts'

type FindDefinition = (type: string) => AnyNodeDefinition | undefined
type Side = 'source' | 'target'

export interface OpenPort {
  node: string
  port: string
  type: PortType
}

/** A node type that a wire could lead to, and the port it would end at. */
export interface Fit {
  definition: AnyNodeDefinition
  port: string
}

const portsOf = (definition: AnyNodeDefinition, side: Side) =>
  Object.entries(side === 'source' ? definition.outputs : definition.inputs)

/** Node types that can take (or feed) a wire of `type` that starts at a port on `side`. */
export function listFits(
  definitions: readonly AnyNodeDefinition[],
  from: { side: Side; type: PortType },
): Fit[] {
  const other: Side = from.side === 'source' ? 'target' : 'source'
  return definitions.flatMap((definition) => {
    const fitting = portsOf(definition, other).find(([, spec]) => spec.type === from.type)?.[0]
    // A signal may call for any node.
    const port = fitting ?? (other === 'target' && from.type === 'signal' ? 'when' : undefined)
    return port === undefined ? [] : [{ definition, port }]
  })
}

const outputsOf = (document: PipelineDocument, find: FindDefinition, id: string): OpenPort[] => {
  const node = document.nodes.find((candidate) => candidate.id === id)
  const definition = node && find(node.type)
  if (!definition) return []
  return portsOf(definition, 'source').map(([port, spec]) => ({ node: id, port, type: spec.type }))
}

const isFree = (document: PipelineDocument, node: string, port: string): boolean =>
  !document.edges.some((edge) => edge.to.node === node && edge.to.port === port)

/** Outputs of the anchors, then of what stands before them, nearest first. */
function listUpstream(
  document: PipelineDocument,
  find: FindDefinition,
  anchors: readonly string[],
): OpenPort[] {
  const ports: OpenPort[] = []
  const seen = new Set(anchors)
  const queue = [...anchors]
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    ports.push(...outputsOf(document, find, id))
    for (const edge of document.edges) {
      if (edge.to.node !== id || seen.has(edge.from.node)) continue
      seen.add(edge.from.node)
      queue.push(edge.from.node)
    }
  }
  return ports
}

/**
 * The wires a new node gets when it is added after the chosen ones: each required input takes the nearest output of
 * its type, from an anchor or what stands before it. A node that takes nothing from an anchor but makes what a free
 * input of one needs is wired the other way.
 */
export function suggestEdges(
  document: PipelineDocument,
  find: FindDefinition,
  added: { id: string; type: string; anchors: readonly string[] },
): DocumentEdge[] {
  const definition = find(added.type)
  if (!definition || added.anchors.length === 0) return []
  const own = added.anchors.flatMap((id) => outputsOf(document, find, id))
  const upstream = listUpstream(document, find, added.anchors)
  const forward = portsOf(definition, 'target').flatMap(([port, spec]): DocumentEdge[] => {
    const source = (spec.optional ? own : upstream).find((candidate) => candidate.type === spec.type)
    return source ? [{ from: { node: source.node, port: source.port }, to: { node: added.id, port } }] : []
  })
  if (forward.some((edge) => added.anchors.includes(edge.from.node))) return forward
  const backward = suggestBackward(document, find, { ...added, definition })
  return backward.length > 0 ? backward : forward
}

function suggestBackward(
  document: PipelineDocument,
  find: FindDefinition,
  added: { id: string; anchors: readonly string[]; definition: AnyNodeDefinition },
): DocumentEdge[] {
  const taken = new Set<string>()
  return portsOf(added.definition, 'source').flatMap(([port, spec]): DocumentEdge[] => {
    for (const anchor of added.anchors) {
      const node = document.nodes.find((candidate) => candidate.id === anchor)
      const inputs = node && find(node.type)?.inputs
      for (const [input, target] of Object.entries(inputs ?? {})) {
        const key = `${anchor}.${input}`
        if (target.type !== spec.type || taken.has(key) || !isFree(document, anchor, input)) continue
        taken.add(key)
        return [{ from: { node: added.id, port }, to: { node: anchor, port: input } }]
      }
    }
    return []
  })
}

const GAP = 16

/** The first free place at or below `wanted`, so that a new card never covers another. */
export function findFreePlace(
  document: PipelineDocument,
  find: FindDefinition,
  wanted: { at: Point; height: number },
): Point {
  const boxes = document.nodes.map((node) => ({ ...node.position, height: nodeHeight(find(node.type)) }))
  let { y } = wanted.at
  const { x } = wanted.at
  for (let tries = 0; tries <= boxes.length; tries += 1) {
    const hit = boxes.find(
      (box) =>
        Math.abs(box.x - x) < NODE_WIDTH + GAP &&
        y < box.y + box.height + GAP &&
        box.y < y + wanted.height + GAP,
    )
    if (!hit) break
    y = hit.y + hit.height + GAP
  }
  return { x: Math.round(x), y: Math.round(y) }
}

/** Where a node added after the anchors belongs: a column to the right of the rightmost, or left when it feeds them. */
export function placeBeside(
  document: PipelineDocument,
  find: FindDefinition,
  added: { type: string; anchors: readonly string[]; feedsAnchors: boolean },
): Point | null {
  const anchors = document.nodes.filter((node) => added.anchors.includes(node.id))
  if (anchors.length === 0) return null
  const column = added.feedsAnchors
    ? Math.min(...anchors.map((node) => node.position.x)) - COLUMN_STEP
    : Math.max(...anchors.map((node) => node.position.x)) + COLUMN_STEP
  const row = Math.min(...anchors.map((node) => node.position.y))
  return findFreePlace(document, find, { at: { x: column, y: row }, height: nodeHeight(find(added.type)) })
}
