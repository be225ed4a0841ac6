import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { NODE_WIDTH } from '../node-views.ts'
import type { Point } from './document.ts'

/**
 * Lays a drawing out from left to right by layers (dagre: network simplex ranks, crossings by barycentre). The library
 * is fetched when it is first needed. Positions are relative to where the drawing's top left corner was.
 */
export async function layOut(
  document: PipelineDocument,
  heightOf: (type: string) => number,
): Promise<Record<string, Point>> {
  if (document.nodes.length === 0) return {}
  const { Graph, layout } = await import('@dagrejs/dagre')
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 48, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const ids = new Set(document.nodes.map((node) => node.id))
  for (const node of document.nodes) {
    graph.setNode(node.id, { width: NODE_WIDTH, height: heightOf(node.type) })
  }
  for (const [index, edge] of document.edges.entries()) {
    if (ids.has(edge.from.node) && ids.has(edge.to.node)) {
      graph.setEdge(edge.from.node, edge.to.node, {}, String(index))
    }
  }
  layout(graph)
  const left = Math.min(...document.nodes.map((node) => node.position.x))
  const top = Math.min(...document.nodes.map((node) => node.position.y))
  const boxes = document.nodes.map((node) => {
    const box = graph.node(node.id) as { x: number; y: number; height: number }
    return { id: node.id, x: box.x - NODE_WIDTH / 2, y: box.y - box.height / 2 }
  })
  const minX = Math.min(...boxes.map((box) => box.x))
  const minY = Math.min(...boxes.map((box) => box.y))
  return Object.fromEntries(
    boxes.map((box) => [box.id, { x: Math.round(left + box.x - minX), y: Math.round(top + box.y - minY) }]),
  )
}
