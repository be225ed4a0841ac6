import type { PortType } from '../../../nodes/kit/ports.ts'
import { cardPorts, NODE_HEIGHT, NODE_WIDTH } from '../node-views.ts'
import { isLive } from '../../components/states.ts'
import type { VisualState } from '../../components/states.ts'
import type { CanvasState } from './canvas-store.ts'
import type { Point } from './document.ts'
import type { FlowNode } from './flow-nodes.ts'
import { standingOfGroup } from './group-standing.ts'

/** A card, or a folded frame that stands for several, or a note, as it is seen from afar. */
export interface FarBox extends Point {
  id: string
  width: number
  height: number
  kind: 'card' | 'note'
  /** Name of a state's hue, as in `--st-done`. */
  state: string
  category: string
  selected: boolean
}

export interface FarWire {
  type: PortType
  from: Point
  to: Point
  source: string
  target: string
}

/** All that is seen from afar, in the drawing's coordinates. */
export interface FarScene {
  boxes: readonly FarBox[]
  wires: readonly FarWire[]
}

const kindOf = (node: FlowNode): FarBox['kind'] => (node.type === 'note' ? 'note' : 'card')

function stateOf({ live, stale, analysis }: CanvasState, id: string): string {
  const node = live?.nodes[id]
  if (analysis.propagation.made.get(id)?.disabled || !node) return 'idle'
  if (!isLive(node.state) && stale[id] !== undefined) return 'stale'
  switch (node.state) {
    case 'succeeded':
      return 'done'
    case 'queued':
    case 'skipped':
    case 'cancelled':
      return 'idle'
    case 'cached':
    case 'failed':
    case 'running':
    case 'waiting':
      return node.state
  }
}

const quiet: readonly VisualState[] = ['ready', 'queued', 'skipped', 'cancelled']
const hueOf = (state: VisualState): string => (quiet.includes(state) ? 'idle' : state)

/** What a drawing looks like from afar. */
export function farScene(state: CanvasState): FarScene {
  const { nodes } = state.analysis.propagation
  const boxes = state.flowNodes.map(
    (node): FarBox => ({
      id: node.id,
      ...node.position,
      width: node.width ?? NODE_WIDTH,
      height: node.height ?? NODE_HEIGHT,
      kind: kindOf(node),
      state:
        node.type === 'group' ? hueOf(standingOfGroup(state, node.data.members)) : stateOf(state, node.id),
      category: nodes.get(node.id)?.definition.category ?? 'control',
      selected: node.selected ?? false,
    }),
  )
  const byId = new Map(boxes.map((box) => [box.id, box]))
  const portAt = (id: string, port: string, side: 'source' | 'target'): Point | undefined => {
    const box = byId.get(id)
    const definition = nodes.get(id)?.definition
    if (!box) return undefined
    const y = definition
      ? cardPorts(definition).find((each) => each.side === side && each.port === port)?.y
      : undefined
    return { x: box.x + (side === 'source' ? box.width : 0), y: box.y + (y ?? box.height / 2) }
  }
  const wires = state.flowEdges.flatMap(({ source, sourceHandle, target, targetHandle, data }): FarWire[] => {
    const from = portAt(source, sourceHandle ?? '', 'source')
    const to = portAt(target, targetHandle ?? '', 'target')
    if (!from || !to) return []
    return [{ type: data?.type ?? 'table', from, to, source, target }]
  })
  return { boxes, wires }
}

/** The uppermost card or note at a place. */
export const boxAt = ({ boxes }: FarScene, at: Point): FarBox | undefined =>
  boxes.findLast(
    (box) => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height,
  )
