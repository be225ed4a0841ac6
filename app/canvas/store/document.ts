import { keyOfType } from '../../../nodes/graph/components.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'

/**
 * Pure edits of a drawing. Each returns the very same document where nothing changes, so that history and React can
 * compare by identity.
 */

export interface Point {
  x: number
  y: number
}

const samePoint = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export const findNode = (document: PipelineDocument, id: string): DocumentNode | undefined =>
  document.nodes.find((node) => node.id === id)

/** A short readable id from the node type: `scale`, then `scale-2`; unused in the document and in `taken`. */
export function createNodeId(document: PipelineDocument, type: string, taken?: ReadonlySet<string>): string {
  const base = (keyOfType(type) === undefined ? (type.split('.').pop() ?? 'node') : 'pipeline')
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 56)
  const used = new Set(document.nodes.map((node) => node.id))
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`
    if (!used.has(id) && !taken?.has(id)) return id
  }
}

export const addNodes = (
  document: PipelineDocument,
  nodes: readonly DocumentNode[],
  edges: readonly DocumentEdge[] = [],
): PipelineDocument =>
  nodes.length === 0 && edges.length === 0
    ? document
    : { ...document, nodes: [...document.nodes, ...nodes], edges: [...document.edges, ...edges] }

function replaceNode(
  document: PipelineDocument,
  id: string,
  change: (node: DocumentNode) => DocumentNode,
): PipelineDocument {
  let changed = false
  const nodes = document.nodes.map((node) => {
    if (node.id !== id) return node
    const next = change(node)
    changed ||= next !== node
    return next
  })
  return changed ? { ...document, nodes } : document
}

export function moveNodes(
  document: PipelineDocument,
  positions: Readonly<Record<string, Point>>,
): PipelineDocument {
  let changed = false
  const nodes = document.nodes.map((node) => {
    const position = positions[node.id]
    if (!position || samePoint(position, node.position)) return node
    changed = true
    return { ...node, position: { x: Math.round(position.x), y: Math.round(position.y) } }
  })
  return changed ? { ...document, nodes } : document
}

/** Moves some nodes by the same step. */
export function shiftNodes(
  document: PipelineDocument,
  ids: readonly string[],
  step: Point,
): PipelineDocument {
  const positions: Record<string, Point> = {}
  for (const node of document.nodes) {
    if (ids.includes(node.id)) {
      positions[node.id] = { x: node.position.x + step.x, y: node.position.y + step.y }
    }
  }
  return moveNodes(document, positions)
}

/** Removes nodes with their edges, and from their groups; a group left empty goes too. */
export function removeNodes(document: PipelineDocument, ids: readonly string[]): PipelineDocument {
  const gone = new Set(ids)
  const nodes = document.nodes.filter((node) => !gone.has(node.id))
  if (nodes.length === document.nodes.length) return document
  return {
    ...document,
    nodes,
    edges: document.edges.filter((edge) => !gone.has(edge.from.node) && !gone.has(edge.to.node)),
    groups: document.groups
      .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !gone.has(id)) }))
      .filter((group) => group.nodes.length > 0),
  }
}

/** Adds an edge. A port that takes one edge gives up the one it had, unless `many`. */
export function connect(document: PipelineDocument, edge: DocumentEdge, many = false): PipelineDocument {
  const key = edgeKey(edge)
  if (document.edges.some((other) => edgeKey(other) === key)) return document
  const kept = many
    ? document.edges
    : document.edges.filter((other) => other.to.node !== edge.to.node || other.to.port !== edge.to.port)
  return { ...document, edges: [...kept, edge] }
}

export function disconnect(document: PipelineDocument, keys: readonly string[]): PipelineDocument {
  const gone = new Set(keys)
  const edges = document.edges.filter((edge) => !gone.has(edgeKey(edge)))
  return edges.length === document.edges.length ? document : { ...document, edges }
}

/** Sets parameters of one node; `undefined` takes a parameter back to its default. */
export const setParams = (
  document: PipelineDocument,
  nodeId: string,
  patch: Readonly<Record<string, unknown>>,
): PipelineDocument =>
  replaceNode(document, nodeId, (node) => {
    const params: Record<string, unknown> = { ...node.params }
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) delete params[name]
      else params[name] = value
    }
    return sameJson(params, node.params) ? node : { ...node, params: params as DocumentNode['params'] }
  })

function setText(node: DocumentNode, key: 'title' | 'note' | 'seedSalt', text: string): DocumentNode {
  const value = text.trim() === '' ? undefined : text
  if (node[key] === value) return node
  const { [key]: _, ...rest } = node
  return value === undefined ? rest : { ...rest, [key]: value }
}

/** Names a node; an empty title takes the node type's own back. */
export const renameNode = (document: PipelineDocument, nodeId: string, title: string): PipelineDocument =>
  replaceNode(document, nodeId, (node) => setText(node, 'title', title.slice(0, 120)))

export const setNote = (document: PipelineDocument, nodeId: string, note: string): PipelineDocument =>
  replaceNode(document, nodeId, (node) => setText(node, 'note', note.slice(0, 4000)))

/** What becomes of a failure, and how a node is tried; what is as it is by itself is not written down. */
export const setPolicy = (
  document: PipelineDocument,
  nodeId: string,
  { onError, retry }: Pick<DocumentNode, 'onError' | 'retry'>,
): PipelineDocument =>
  replaceNode(document, nodeId, (node) => {
    const { onError: _, retry: __, ...rest } = node
    const limits = Object.entries(retry ?? {}).filter(([, value]) => value !== undefined)
    return {
      ...rest,
      ...(onError === 'continue' && { onError }),
      ...(limits.length > 0 && { retry: Object.fromEntries(limits) }),
    }
  })

/** Pins nodes to a run, or, for null, unpins them. */
export const setPin = (
  document: PipelineDocument,
  ids: readonly string[],
  runId: string | null,
): PipelineDocument =>
  ids.reduce(
    (drawn, id) =>
      replaceNode(drawn, id, (node) => {
        if (node.pin?.runId === (runId ?? undefined)) return node
        const { pin: _, ...rest } = node
        return runId === null ? rest : { ...rest, pin: { runId } }
      }),
    document,
  )

export const setSeed = (document: PipelineDocument, seed: number): PipelineDocument =>
  document.seed === seed ? document : { ...document, seed }
