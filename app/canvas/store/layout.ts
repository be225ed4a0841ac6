import { Graph, layout } from '@dagrejs/dagre'
import type { Point } from './document.ts'
import { wrapLayout, type Room } from './wrap-layout.ts'

/** A drawing to lay out: sizes and places of its cards, and which feeds which. */
export interface LayoutTask {
  nodes: readonly { id: string; x: number; y: number; width: number; height: number }[]
  edges: readonly { from: string; to: string }[]
  /** Where it is to be seen whole, in the drawing's pixels at full size. */
  room?: Room
}

/**
 * Lays a drawing out from left to right by layers (dagre: network simplex ranks, crossings by barycentre), in several
 * rows where the room is too narrow for one. Positions are relative to where the drawing's top left corner was.
 */
export function layOut({ nodes, edges, room }: LayoutTask): Record<string, Point> {
  if (nodes.length === 0) return {}
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 48, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const ids = new Set(nodes.map((node) => node.id))
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const [index, { from, to }] of edges.entries())
    if (ids.has(from) && ids.has(to)) graph.setEdge(from, to, {}, String(index))
  layout(graph)
  const left = Math.min(...nodes.map((node) => node.x))
  const top = Math.min(...nodes.map((node) => node.y))
  const boxes = nodes.map(({ id, width, height }) => {
    const box = graph.node(id) as Point
    return { id, width, height, x: box.x - width / 2, y: box.y - height / 2 }
  })
  const minX = Math.min(...boxes.map((box) => box.x))
  const minY = Math.min(...boxes.map((box) => box.y))
  const placed = boxes.map((box) => ({ ...box, x: Math.round(box.x - minX), y: Math.round(box.y - minY) }))
  const wrapped = room ? wrapLayout(placed, edges, room) : placed
  return Object.fromEntries(
    wrapped.map(({ id, x, y }) => [id, { x: Math.round(left) + x, y: Math.round(top) + y }]),
  )
}
