import type { Node, NodeHandle } from '@xyflow/react'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentGroup, PipelineDocument } from '../../../nodes/graph/document.ts'
import { findInput, findOutput } from '../../../nodes/graph/registry.ts'
import type { PortSpec } from '../../../nodes/kit/ports.ts'
import { say } from '../../i18n/current.ts'
import { findDefinition } from '../definitions.ts'
import { NODE_HEIGHT, NODE_WIDTH, nodeHeight, PORT_SIZE, portY } from '../node-views.ts'
import { findNode, shiftNodes } from './document.ts'
import type { Point } from './document.ts'

/** Frames about nodes. They say how a drawing looks, and nothing of what it does. */

/** Room about the nodes of a frame; above it also stands its title. */
export const FRAME_ROOM = 16
export const FRAME_HEAD = 32

const withGroups = (document: PipelineDocument, groups: readonly DocumentGroup[]): PipelineDocument => ({
  ...document,
  groups: [...groups],
})

/** Frames nodes. A node lies in one frame only: it leaves the one that it was in. */
export function groupNodes(
  document: PipelineDocument,
  ids: readonly string[],
  title: string,
): { document: PipelineDocument; id: string } {
  const taken = new Set(document.groups.map(({ id }) => id))
  let count = taken.size + 1
  while (taken.has(`group-${count}`)) count += 1
  const id = `group-${count}`
  const left = document.groups
    .map((group) => ({ ...group, nodes: group.nodes.filter((node) => !ids.includes(node)) }))
    .filter((group) => group.nodes.length > 0)
  return { document: withGroups(document, [...left, { id, title, nodes: [...ids] }]), id }
}

export const removeGroup = (document: PipelineDocument, id: string): PipelineDocument =>
  withGroups(
    document,
    document.groups.filter((group) => group.id !== id),
  )

/** Changes a frame; `collapsed` draws it as one card. */
export const changeGroup = (
  document: PipelineDocument,
  id: string,
  change: Partial<Pick<DocumentGroup, 'title' | 'collapsed'>>,
): PipelineDocument =>
  withGroups(
    document,
    document.groups.map((group) => {
      if (group.id !== id) return group
      const { collapsed: _, ...rest } = { ...group, ...change }
      return (change.collapsed ?? group.collapsed) ? { ...rest, collapsed: true } : rest
    }),
  )

/** The frame that holds just these nodes; undefined where there is none. */
export const groupOf = (document: PipelineDocument, ids: readonly string[]): DocumentGroup | undefined =>
  document.groups.find(
    (group) => group.nodes.length === ids.length && group.nodes.every((id) => ids.includes(id)),
  )

/** The collapsed frame that hides a node. */
export const hiddenIn = (document: PipelineDocument, nodeId: string): DocumentGroup | undefined =>
  document.groups.find((group) => group.collapsed && group.nodes.includes(nodeId))

/** A port that a collapsed frame shows: one of a node inside, by which an edge crosses the border. */
export interface BorderPort {
  /** `<node>.<port>`. */
  id: string
  side: 'source' | 'target'
  spec: PortSpec
  title: string
}

export type GroupNode = Node<
  { groupId: string; title: string; members: readonly string[]; ports: readonly BorderPort[] },
  'group'
>

/** A collapsed frame's id among React Flow's nodes. */
export const flowIdOfGroup = (id: string): string => `group:${id}`

const collapsedIn = (document: PipelineDocument): DocumentGroup[] =>
  document.groups.filter(
    (group) => group.collapsed && group.nodes.some((id) => findNode(document, id) !== undefined),
  )

const cornerOf = (document: PipelineDocument, { nodes }: DocumentGroup): Point => {
  const places = document.nodes.filter(({ id }) => nodes.includes(id)).map(({ position }) => position)
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) }
}

function borderPorts(document: PipelineDocument, group: DocumentGroup): BorderPort[] {
  const ports = new Map<string, BorderPort>()
  const add = (side: BorderPort['side'], end: DocumentEdge['from']): void => {
    const node = findNode(document, end.node)
    const definition = node && findDefinition(node.type)
    const spec = side === 'source' ? findOutput(definition, end.port) : findInput(definition, end.port)
    const id = `${end.node}.${end.port}`
    if (!node || !spec || ports.has(`${side} ${id}`)) return
    const title = `${say(node.title ?? definition?.title ?? node.id)}: ${say(spec.title)}`
    ports.set(`${side} ${id}`, { id, side, spec, title })
  }
  for (const { from, to } of document.edges) {
    const [leaves, enters] = [group.nodes.includes(from.node), group.nodes.includes(to.node)]
    if (leaves === enters) continue
    if (leaves) add('source', from)
    else add('target', to)
  }
  return [...ports.values()]
}

/** Ports of a side lie one below the other. */
export const borderPortY = (ports: readonly BorderPort[], port: BorderPort): number =>
  portY(ports.filter(({ side }) => side === port.side).indexOf(port))

const LEFT = 'left' as NodeHandle['position']
const RIGHT = 'right' as NodeHandle['position']

const same = (a: GroupNode, b: GroupNode): boolean =>
  a.position.x === b.position.x &&
  a.position.y === b.position.y &&
  a.selected === b.selected &&
  JSON.stringify(a.data) === JSON.stringify(b.data)

/** The cards of collapsed frames. What did not change keeps its identity. */
export function toFlowGroups(
  document: PipelineDocument,
  view: { previous: readonly { id: string }[]; selected: ReadonlySet<string> },
): GroupNode[] {
  return collapsedIn(document).map((group) => {
    const ports = borderPorts(document, group)
    const most = Math.max(
      ...(['source', 'target'] as const).map((side) => ports.filter((port) => port.side === side).length),
    )
    const height = Math.max(NODE_HEIGHT, portY(Math.max(0, most - 1)) + 18)
    const members = group.nodes.filter((id) => findNode(document, id))
    const node: GroupNode = {
      id: flowIdOfGroup(group.id),
      type: 'group',
      position: cornerOf(document, group),
      data: { groupId: group.id, title: group.title, members, ports },
      selected: members.every((id) => view.selected.has(id)),
      width: NODE_WIDTH,
      height,
      measured: { width: NODE_WIDTH, height },
      handles: ports.map((port) => ({
        id: port.id,
        type: port.side,
        position: port.side === 'target' ? LEFT : RIGHT,
        x: (port.side === 'target' ? 0 : NODE_WIDTH) - PORT_SIZE / 2,
        y: borderPortY(ports, port) - PORT_SIZE / 2,
        width: PORT_SIZE,
        height: PORT_SIZE,
      })),
      ariaLabel: say('Group {{title}}, collapsed', { title: group.title }),
    }
    const old = view.previous.find(({ id }) => id === node.id) as GroupNode | undefined
    return old && same(old, node) ? old : node
  })
}

interface FlowEdge {
  id: string
  source: string
  target: string
  sourceHandle?: string | null | undefined
  targetHandle?: string | null | undefined
}

/** Wires as they run while frames are collapsed: those within one are hidden, those across its border end at its card. */
export function aroundGroups<E extends FlowEdge>(document: PipelineDocument, edges: readonly E[]): E[] {
  const collapsed = collapsedIn(document)
  if (collapsed.length === 0) return [...edges]
  const holder = new Map(collapsed.flatMap((group) => group.nodes.map((id) => [id, group.id] as const)))
  const drawn = new Map(document.edges.map((edge) => [edgeKey(edge), edge]))
  return edges.flatMap((flow) => {
    const edge = drawn.get(flow.id)
    const from = edge && holder.get(edge.from.node)
    const to = edge && holder.get(edge.to.node)
    if (!edge || (from === undefined && to === undefined)) return [flow]
    if (from === to) return []
    return [
      {
        ...flow,
        ...(from !== undefined && {
          source: flowIdOfGroup(from),
          sourceHandle: `${edge.from.node}.${edge.from.port}`,
        }),
        ...(to !== undefined && {
          target: flowIdOfGroup(to),
          targetHandle: `${edge.to.node}.${edge.to.port}`,
        }),
      },
    ]
  })
}

/** Ids of nodes that collapsed frames hide. */
export const hiddenNodes = (document: PipelineDocument): ReadonlySet<string> =>
  new Set(collapsedIn(document).flatMap(({ nodes }) => nodes))

/** Moves the nodes of collapsed frames whose cards were moved. */
export function moveGroups(
  document: PipelineDocument,
  places: Readonly<Record<string, Point>>,
): PipelineDocument {
  return collapsedIn(document).reduce((current, group) => {
    const place = places[flowIdOfGroup(group.id)]
    if (!place) return current
    const corner = cornerOf(document, group)
    return shiftNodes(current, group.nodes, { x: place.x - corner.x, y: place.y - corner.y })
  }, document)
}

/** The box of a frame about nodes as they lie on the screen now; null where none of them is drawn. */
export function frameBox(
  flowNodes: readonly {
    id: string
    position: Point
    width?: number | undefined
    height?: number | undefined
  }[],
  { nodes }: DocumentGroup,
): { x: number; y: number; width: number; height: number } | null {
  const inside = flowNodes.filter(({ id }) => nodes.includes(id))
  if (inside.length === 0) return null
  const left = Math.min(...inside.map(({ position }) => position.x))
  const top = Math.min(...inside.map(({ position }) => position.y))
  const right = Math.max(...inside.map(({ position, width = NODE_WIDTH }) => position.x + width))
  const bottom = Math.max(
    ...inside.map(({ position, height = nodeHeight(undefined) }) => position.y + height),
  )
  return {
    x: left - FRAME_ROOM,
    y: top - FRAME_ROOM - FRAME_HEAD,
    width: right - left + 2 * FRAME_ROOM,
    height: bottom - top + 2 * FRAME_ROOM + FRAME_HEAD,
  }
}
