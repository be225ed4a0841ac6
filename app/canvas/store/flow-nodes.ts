import type { Edge, Node, NodeHandle } from '@xyflow/react'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import type { PortType } from '../../../nodes/kit/ports.ts'
import { NODE_WIDTH, nodeHeight, PORT_SIZE, portY } from '../node-views.ts'
import { say } from '../../i18n/current.ts'

export type CardNode = Node<Record<string, never>, 'card'>
export type WireEdge = Edge<{ type: PortType }, 'wire'>

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

const noData: Record<string, never> = {}

// `Position` of React Flow is an enum of these words; taking the words keeps the library out of this file.
const LEFT = 'left' as NodeHandle['position']
const RIGHT = 'right' as NodeHandle['position']

const handlesByDefinition = new WeakMap<AnyNodeDefinition, NodeHandle[]>()

/** Where a card's ports lie, so that edges are drawn before, and without, the card being measured. */
function handlesOf(definition: AnyNodeDefinition): NodeHandle[] {
  const known = handlesByDefinition.get(definition)
  if (known) return known
  const size = { width: PORT_SIZE, height: PORT_SIZE }
  const place = (index: number) => portY(index) - PORT_SIZE / 2
  const inputs = Object.keys(definition.inputs).map(
    (id, index): NodeHandle => ({
      id,
      type: 'target',
      position: LEFT,
      x: -PORT_SIZE / 2,
      y: place(index),
      ...size,
    }),
  )
  const outputs = Object.keys(definition.outputs).map(
    (id, index): NodeHandle => ({
      id,
      type: 'source',
      position: RIGHT,
      x: NODE_WIDTH - PORT_SIZE / 2,
      y: place(index),
      ...size,
    }),
  )
  const handles = [...inputs, ...outputs]
  handlesByDefinition.set(definition, handles)
  return handles
}

/** The id of the element that names a card for screen readers. */
export const cardNameId = (nodeId: string): string => `card-${nodeId}-name`

/** React Flow's nodes of a drawing. What did not change keeps its identity, so nothing of it is drawn again. */
export function toFlowNodes(
  document: PipelineDocument,
  find: FindDefinition,
  view: { previous: readonly CardNode[]; selected: ReadonlySet<string> },
): CardNode[] {
  const before = new Map(view.previous.map((node) => [node.id, node]))
  return document.nodes.map((node) => {
    const old = before.get(node.id)
    const selected = view.selected.has(node.id)
    if (
      old?.position.x === node.position.x &&
      old.position.y === node.position.y &&
      (old.selected ?? false) === selected
    ) {
      return old
    }
    if (old) return { ...old, position: node.position, selected, dragging: false }
    const definition = find(node.type)
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
      handles: definition ? handlesOf(definition) : [],
      domAttributes: { 'aria-labelledby': cardNameId(node.id) },
    }
  })
}

const wireType = (document: PipelineDocument, find: FindDefinition, edge: DocumentEdge): PortType => {
  const source = document.nodes.find((node) => node.id === edge.from.node)
  const outputs = source && find(source.type)?.outputs
  return outputs?.[edge.from.port]?.type ?? 'table'
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
  return document.edges.map((edge) => {
    const id = edgeKey(edge)
    const ariaLabel = say('{{port}} from {{from}} to {{to}}', {
      port: say(edge.from.port),
      from: titles.get(edge.from.node) ?? '',
      to: titles.get(edge.to.node) ?? '',
    })
    const old = before.get(id)
    if (old?.ariaLabel === ariaLabel) return old
    return {
      id,
      type: 'wire',
      source: edge.from.node,
      sourceHandle: edge.from.port,
      target: edge.to.node,
      targetHandle: edge.to.port,
      selected: old?.selected ?? false,
      data: { type: wireType(document, find, edge) },
      ariaLabel,
    }
  })
}
