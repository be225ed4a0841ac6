import type { CanvasStore } from '../../store/canvas-store.ts'
import type { Comparison } from '../../store/compare.ts'

/** The id of the element that says what became of a node. */
export const markId = (nodeId: string): string => `mark-${nodeId}`

/** Gives cards and wires the looks of what became of them. Problems of two drawings on one sheet are nobody's. */
export function drawComparison(store: CanvasStore, { nodes, wires }: Comparison): void {
  const { flowNodes, flowEdges, analysis } = store.getState()
  store.setState({
    analysis: { ...analysis, problems: [], problemsByNode: {} },
    flowNodes: flowNodes.map((node) => {
      const mark = nodes.get(node.id)
      return mark === undefined
        ? { ...node, className: 'diff-same' }
        : {
            ...node,
            className: `diff-${mark}`,
            domAttributes: { ...node.domAttributes, 'aria-describedby': markId(node.id) },
          }
    }),
    flowEdges: flowEdges.map((edge) => ({ ...edge, className: `diff-${wires.get(edge.id) ?? 'same'}` })),
  })
}
