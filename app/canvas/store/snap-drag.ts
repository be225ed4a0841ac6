import type { NodeChange } from '@xyflow/react'
import { snapBox } from './align.ts'
import type { Box, SnapLine } from './align.ts'
import type { FlowNode } from './flow-nodes.ts'

/** How near a card must come, in the drawing's pixels. */
const REACH = 6

const boxOf = ({ id, position, width = 0, height = 0 }: FlowNode): Box => ({ id, ...position, width, height })

/** Draws a single card or note that is being dragged to what it nearly lines up with. */
export function snapDrag(
  changes: readonly NodeChange<FlowNode>[],
  nodes: readonly FlowNode[],
): { changes: NodeChange<FlowNode>[]; lines: readonly SnapLine[] } {
  const moves = changes.filter((change) => change.type === 'position')
  const [move] = moves
  const node = moves.length === 1 ? nodes.find(({ id }) => id === move?.id) : undefined
  if (!node || !move?.position || move.dragging === undefined) return { changes: [...changes], lines: [] }
  const others = nodes.filter(({ id, type }) => id !== node.id && type === node.type).map(boxOf)
  const { position, lines } = snapBox({ ...boxOf(node), ...move.position }, others, REACH)
  return {
    changes: changes.map((change) => (change === move ? { ...move, position } : change)),
    // Let go, it stays where it was drawn to, and the lines go.
    lines: move.dragging ? lines : [],
  }
}
