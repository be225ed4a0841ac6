import type { Edge, Node, NodeHandle } from '@xyflow/react'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNote, PipelineDocument } from '../../../nodes/graph/document.ts'
import { findOutput } from '../../../nodes/graph/registry.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { PortType } from '../../../nodes/kit/ports.ts'
import { cardPorts, NODE_WIDTH, nodeHeight, PORT_SIZE } from '../node-views.ts'
import { say } from '../../i18n/current.ts'
import { aroundGroups, hiddenNodes, toFlowGroups } from './groups.ts'
import type { GroupNode } from './groups.ts'
import { flowIdOf } from './notes.ts'

export type CardNode = Node<Record<string, never>, 'card'>
export type NoteNode = Node<{ text: string }, 'note'>
export type FlowNode = CardNode | NoteNode | GroupNode
/** The ports that a wire joins; where a frame is collapsed it is drawn from or to that one's card instead. */
export interface WireEnds {
  source: string
  sourcePort: string
  target: string
  targetPort: string
}
export type WireEdge = Edge<{ type: PortType; ends: WireEnds }, 'wire'>

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

const noData: Record<string, never> = {}

// `Position` of React Flow is an enum of these words; taking the words keeps the library out of this file.
const LEFT = 'left' as NodeHandle['position']
const RIGHT = 'right' as NodeHandle['position']

const noHandles: NodeHandle[] = []
const handlesByDefinition = new WeakMap<AnyNodeDefinition, NodeHandle[]>()

/** Where a card's ports lie, so that edges are drawn before, and without, the card being measured. */
function handlesOf(definition: AnyNodeDefinition): NodeHandle[] {
  const known = handlesByDefinition.get(definition)
  if (known) return known
  const handles = cardPorts(definition).map(
    ({ port, side, y }): NodeHandle => ({
      id: port,
      type: side,
      position: side === 'target' ? LEFT : RIGHT,
      x: (side === 'target' ? 0 : NODE_WIDTH) - PORT_SIZE / 2,
      y: y - PORT_SIZE / 2,
      width: PORT_SIZE,
      height: PORT_SIZE,
    }),
  )
  handlesByDefinition.set(definition, handles)
  return handles
}

/** The id of the element that names a card for screen readers. */
export const cardNameId = (nodeId: string): string => `card-${nodeId}-name`

/** A note; what did not change keeps its identity. */
function toFlowNote(note: DocumentNote, old: FlowNode | undefined, selected: boolean): NoteNode {
  const { x, y, width, height, text } = note
  const place = { position: { x, y }, width, height, selected }
  if (
    old?.type === 'note' &&
    old.data.text === text &&
    old.position.x === x &&
    old.position.y === y &&
    old.width === width &&
    old.height === height &&
    (old.selected ?? false) === selected
  ) {
    return old
  }
  return {
    id: flowIdOf(note.id),
    type: 'note',
    ...place,
    measured: { width, height },
    data: { text },
    // Under cards and wires.
    zIndex: -1,
    connectable: false,
    ariaLabel: say('Note: {{text}}', { text: text.trim() === '' ? say('empty') : text.slice(0, 200) }),
  }
}

/** React Flow's nodes of a drawing: its notes, then its cards. What did not change keeps its identity, so nothing of it is drawn again. */
export function toFlowNodes(
  document: PipelineDocument,
  find: FindDefinition,
  view: { previous: readonly FlowNode[]; selected: ReadonlySet<string> },
): FlowNode[] {
  const before = new Map(view.previous.map((node) => [node.id, node]))
  const notes = (document.notes ?? []).map((note) => {
    const id = flowIdOf(note.id)
    return toFlowNote(note, before.get(id), view.selected.has(id))
  })
  const hidden = hiddenNodes(document)
  const shown = hidden.size === 0 ? document.nodes : document.nodes.filter(({ id }) => !hidden.has(id))
  const cards = shown.map((node): CardNode => {
    const known = before.get(node.id)
    const old = known?.type === 'card' ? known : undefined
    const selected = view.selected.has(node.id)
    const definition = find(node.type)
    const handles = definition ? handlesOf(definition) : noHandles
    const same = old?.handles === handles
    if (
      same &&
      old?.position.x === node.position.x &&
      old.position.y === node.position.y &&
      (old.selected ?? false) === selected
    ) {
      return old
    }
    if (same && old) return { ...old, position: node.position, selected, dragging: false }
    const height = nodeHeight(definition)
    return {
      id: node.id,
      type: 'card',
      position: node.position,
      data: noData,
      selected,
      width: NODE_WIDTH,
      height,
      // Cards out of sight are never drawn, let alone measured; fitting the view needs their sizes all the same.
      measured: { width: NODE_WIDTH, height },
      handles,
      domAttributes: { 'aria-labelledby': cardNameId(node.id) },
    }
  })
  return [...notes, ...cards, ...toFlowGroups(document, view)]
}

const wireType = (document: PipelineDocument, find: FindDefinition, edge: DocumentEdge): PortType => {
  const source = document.nodes.find((node) => node.id === edge.from.node)
  return findOutput(source && find(source.type), edge.from.port)?.type ?? 'table'
}

export function toFlowEdges(
  document: PipelineDocument,
  find: FindDefinition,
  previous: readonly WireEdge[],
): WireEdge[] {
  const before = new Map(previous.map((edge) => [edge.id, edge]))
  const titles = new Map(
    document.nodes.map((node) => [node.id, say(node.title ?? find(node.type)?.title ?? node.id)]),
  )
  const wires = document.edges.map((edge): WireEdge => {
    const id = edgeKey(edge)
    const ariaLabel = say('{{port}} from {{from}} to {{to}}', {
      port: say(edge.from.port),
      from: titles.get(edge.from.node) ?? '',
      to: titles.get(edge.to.node) ?? '',
    })
    const old = before.get(id)
    if (old?.ariaLabel === ariaLabel && old.source === edge.from.node && old.target === edge.to.node)
      return old
    return {
      id,
      type: 'wire',
      source: edge.from.node,
      sourceHandle: edge.from.port,
      target: edge.to.node,
      targetHandle: edge.to.port,
      selected: old?.selected ?? false,
      data: {
        type: wireType(document, find, edge),
        ends: {
          source: edge.from.node,
          sourcePort: edge.from.port,
          target: edge.to.node,
          targetPort: edge.to.port,
        },
      },
      ariaLabel,
    }
  })
  return aroundGroups(document, wires)
}

/** The box around everything that lies on a drawing. */
export function boundsOf(nodes: readonly FlowNode[]): {
  x: number
  y: number
  width: number
  height: number
} {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { position, width = NODE_WIDTH, height = 0 } of nodes) {
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + width)
    bottom = Math.max(bottom, position.y + height)
  }
  return nodes.length === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top }
}
