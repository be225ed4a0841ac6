import { definitions, findDefinition } from '../definitions.ts'
import { keyOfType } from '../../../nodes/graph/components.ts'
import { canConnect } from '../../../nodes/graph/connect.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import { freePortName } from '../../../nodes/graph/extract.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { createTopology, descendantsOf } from '../../../nodes/graph/topology.ts'
import { implicitInputs, implicitOutputs } from '../../../nodes/kit/ports.ts'
import { COLUMN_STEP, NODE_HEIGHT, nodeHeight } from '../node-views.ts'
import { say, sayMessage } from '../../i18n/current.ts'
import type { CanvasStore } from './canvas-store.ts'
import { addNodes, connect, createNodeId, disconnect, moveNodes, shiftNodes } from './document.ts'
import type { Point } from './document.ts'
import { copyFragment, formatFragment, insertFragment, readDrawing } from './fragment.ts'
import { layoutTask, runLayout } from './run-layout.ts'
import { flowIdOf, shiftNotes } from './notes.ts'
import type { LooseWire } from './view-slice.ts'
import { findFreePlace, placeBeside, suggestEdges } from './wiring.ts'

/** What a person does to a drawing, over the store; the same from mouse, keyboard and command palette. */

export const heightOfType = (type: string): number => nodeHeight(findDefinition(type))

interface NewNode {
  type: string
  params?: DocumentNode['params']
  title?: string
  /** Top left corner; without it the node comes to stand beside the chosen ones. */
  at?: Point
  /** The wire that led here, which then ends at the new node. */
  wire?: LooseWire
  /** Key of an edge that it is put into, where its ports fit. */
  into?: string
  /** Nodes it is wired to where ports fit; the chosen ones unless said otherwise. */
  anchors?: readonly string[]
  /** Where the view is, for a node with no other place. */
  centre?: Point
}

function wireEdge(document: PipelineDocument, wire: LooseWire, node: DocumentNode): DocumentEdge | null {
  const definition = findDefinition(node.type)
  const ports = Object.entries((wire.side === 'source' ? definition?.inputs : definition?.outputs) ?? {})
  const own = ports.find(([, spec]) => spec.type === wire.type)?.[0]
  const port = own ?? (wire.type === 'signal' && wire.side === 'source' ? 'when' : undefined)
  if (port === undefined) return null
  const loose = { node: wire.node, port: wire.port }
  const end = { node: node.id, port }
  return wire.side === 'source' ? { from: loose, to: end } : { from: end, to: loose }
}

/** The edge a new node is put into, and the two that take its place; null where its ports don't fit. */
function splitEdge(document: PipelineDocument, key: string | undefined, node: DocumentNode) {
  const edge = document.edges.find((candidate) => edgeKey(candidate) === key)
  const source = edge && document.nodes.find((candidate) => candidate.id === edge.from.node)
  const type = source && edge && findDefinition(source.type)?.outputs[edge.from.port]?.type
  const definition = findDefinition(node.type)
  const input = Object.entries(definition?.inputs ?? {}).find(([, spec]) => spec.type === type)
  const output = Object.entries(definition?.outputs ?? {}).find(([, spec]) => spec.type === type)
  if (!edge || !input || !output) return null
  return {
    key: edgeKey(edge),
    between: edge,
    edges: [
      { from: edge.from, to: { node: node.id, port: input[0] } },
      { from: { node: node.id, port: output[0] }, to: edge.to },
    ],
  }
}

/** A place between two connected nodes, and how far what lies behind must give way for it. */
function makeRoom(document: PipelineDocument, edge: DocumentEdge) {
  const source = document.nodes.find(({ id }) => id === edge.from.node)?.position ?? { x: 0, y: 0 }
  const target = document.nodes.find(({ id }) => id === edge.to.node)?.position ?? source
  const by = Math.max(0, source.x + 2 * COLUMN_STEP - target.x)
  const behind = descendantsOf(createTopology(document), [edge.to.node])
  behind.delete(edge.from.node)
  const x = by > 0 ? source.x + COLUMN_STEP : Math.round((source.x + target.x) / 2)
  return { at: { x, y: Math.round((source.y + target.y) / 2) }, by, shifted: [...behind] }
}

/** Every edge that may be added, one after the other. */
function connectAll(document: PipelineDocument, edges: readonly DocumentEdge[]): PipelineDocument {
  return edges.reduce(
    (current, edge) =>
      canConnect(current, { ...edge, replace: true }, definitions).ok ? connect(current, edge) : current,
    document,
  )
}

/** Adds a node, wires what fits, and chooses it. Returns its id; undefined for a type that is not known. */
export function addNode(store: CanvasStore, added: NewNode): string | undefined {
  const { document, selection, edit, announce } = store.getState()
  const definition = findDefinition(added.type)
  if (!definition) return undefined
  const isPipeline = keyOfType(added.type) !== undefined
  const id = createNodeId(document, isPipeline ? freePortName(definition.title, new Set()) : added.type)
  const anchors = added.wire ? [added.wire.node] : (added.anchors ?? (added.at ? [] : selection))
  const suggested = suggestEdges(document, findDefinition, { id, type: added.type, anchors })
  const feedsAnchors = suggested.some((edge) => edge.from.node === id) || added.wire?.side === 'target'
  const beside = placeBeside(document, findDefinition, { type: added.type, anchors, feedsAnchors })
  const wanted = added.at ?? beside ?? added.centre ?? { x: 0, y: 0 }
  const position = findFreePlace(document, findDefinition, { at: wanted, height: heightOfType(added.type) })
  const node: DocumentNode = {
    id,
    type: added.type,
    version: definition.version,
    params: added.params ?? {},
    position,
    ...(added.title === undefined ? {} : { title: added.title.slice(0, 120) }),
    // Or two of the same pipeline would draw the same random numbers.
    ...(isPipeline && document.nodes.some(({ type }) => type === added.type) && { seedSalt: id }),
  }
  const own = added.wire && wireEdge(document, added.wire, node)
  const split = splitEdge(document, added.into, node)
  const room = split && !added.at ? makeRoom(document, split.between) : null
  if (room) node.position = room.at
  const edges = split
    ? split.edges
    : own
      ? [own, ...suggested.filter((edge) => edge.to.node === id && edge.to.port !== own.to.port)]
      : suggested
  edit(
    (current) => {
      const ground = room ? shiftNodes(current, room.shifted, { x: room.by, y: 0 }) : current
      return connectAll(addNodes(split ? disconnect(ground, [split.key]) : ground, [node]), edges)
    },
    { select: [id] },
  )
  const wired =
    edges.length === 0
      ? ''
      : say(', connected to {{titles}}', {
          titles: anchors.map((anchor) => titleOf(store, anchor)).join(say(', ')),
        })
  announce(say('{{title}} added{{wired}}', { title: say(definition.title), wired }))
  return id
}

export function titleOf(store: CanvasStore, id: string): string {
  const node = store.getState().document.nodes.find((candidate) => candidate.id === id)
  return say(node?.title ?? (node && findDefinition(node.type)?.title) ?? id)
}

/** Connects two ports, taking the place of an edge that was there. Returns why not, or null. */
export function connectPorts(store: CanvasStore, edge: DocumentEdge): string | null {
  const { document, edit, announce } = store.getState()
  const answer = canConnect(document, { ...edge, replace: true }, definitions)
  if (!answer.ok) {
    announce(sayMessage(answer.reason).replaceAll('*', ''))
    return answer.reason
  }
  const target = document.nodes.find((node) => node.id === edge.to.node)
  const many = target ? (findDefinition(target.type)?.inputs[edge.to.port]?.many ?? false) : false
  edit((current) => connect(current, edge, many))
  announce(
    say('{{from}} connected to {{to}}', {
      from: titleOf(store, edge.from.node),
      to: titleOf(store, edge.to.node),
    }),
  )
  return null
}

export const selectAll = (store: CanvasStore): void => {
  const { document, select } = store.getState()
  select([...document.nodes.map(({ id }) => id), ...(document.notes ?? []).map(({ id }) => flowIdOf(id))])
}

export function moveSelection(store: CanvasStore, step: Point): void {
  const { selection, chosenNotes, edit } = store.getState()
  edit((current) => shiftNotes(shiftNodes(current, selection, step), chosenNotes, step), {
    key: `shift:${selection.join()}:${chosenNotes.join()}`,
  })
}

/** The chosen nodes and notes as clipboard text; null where none is chosen. */
export function copySelection(store: CanvasStore): string | null {
  const { document, selection, chosenNotes } = store.getState()
  const fragment = copyFragment(document, selection, chosenNotes)
  return fragment && formatFragment(fragment)
}

/** The whole drawing as clipboard text. */
export const copyDrawing = (store: CanvasStore): string =>
  `${JSON.stringify(store.getState().document, null, 2)}\n`

/**
 * Pastes text: part of a drawing or all of one. An empty canvas takes a whole drawing over as it is. Returns why not,
 * or null.
 */
export function pasteText(store: CanvasStore, text: string, at?: Point): string | null {
  const read = readDrawing(text)
  if (!read.ok) return read.message
  const { document, edit, announce } = store.getState()
  const isEmpty = document.nodes.length + (document.notes ?? []).length === 0
  const { whole } = read
  const pasted =
    isEmpty && whole
      ? {
          document: { ...whole, inputs: { ...document.inputs, ...whole.inputs } },
          ids: whole.nodes.map(({ id }) => id),
          noteIds: (whole.notes ?? []).map(({ id }) => id),
        }
      : insertFragment(document, read.fragment, at ? { at } : {})
  edit(() => pasted.document, { select: [...pasted.ids, ...pasted.noteIds.map(flowIdOf)] })
  announce(say('{{count}} nodes pasted', { count: pasted.ids.length }))
  return null
}

export function duplicateSelection(store: CanvasStore): void {
  const { document, selection, chosenNotes, edit } = store.getState()
  const fragment = copyFragment(document, selection, chosenNotes)
  if (!fragment) return
  const boxes = [
    ...fragment.nodes.map(({ position }) => ({ ...position, height: NODE_HEIGHT })),
    ...(fragment.notes ?? []),
  ]
  const left = boxes.reduce((least, { x }) => Math.min(least, x), Infinity)
  const top = boxes.reduce((least, { y }) => Math.min(least, y), Infinity)
  const bottom = boxes.reduce((most, { y, height }) => Math.max(most, y + height), -Infinity)
  const at = findFreePlace(document, findDefinition, {
    at: { x: left, y: bottom + 16 },
    height: bottom - top,
  })
  const copy = insertFragment(document, fragment, { at, keepInputs: true })
  edit(() => copy.document, { select: [...copy.ids, ...copy.noteIds.map(flowIdOf)] })
}

/** Lays the whole drawing out anew, as one step of undo; in rows where it is too long for the room it is seen in. */
export async function tidy(store: CanvasStore, room?: { width: number; height: number }): Promise<void> {
  const { document } = store.getState()
  const places = await runLayout(layoutTask(document, heightOfType, room))
  store.getState().edit((current) => moveNodes(current, places))
  store.getState().announce(say('Laid out'))
}

/** Outputs of a node and the inputs elsewhere that they may be connected to, for connecting by keyboard. */
export function listTargets(store: CanvasStore, nodeId: string): { edge: DocumentEdge; words: string }[] {
  const { document } = store.getState()
  const node = document.nodes.find((candidate) => candidate.id === nodeId)
  const definition = node && findDefinition(node.type)
  if (!definition) return []
  const options: { edge: DocumentEdge; words: string; rank: number }[] = []
  const offer = (edge: DocumentEdge, words: string): void => {
    if (!canConnect(document, { ...edge, replace: true }, definitions).ok) return
    const taken = document.edges.some(
      (other) => other.to.node === edge.to.node && other.to.port === edge.to.port,
    )
    const control = Object.hasOwn(implicitInputs, edge.to.port)
    options.push({ edge, words, rank: control ? 2 : taken ? 1 : 0 })
  }
  for (const other of document.nodes) {
    if (other.id === nodeId) continue
    const theirs = findDefinition(other.type)
    const name = titleOf(store, other.id)
    for (const [out, spec] of Object.entries({ ...definition.outputs, ...implicitOutputs })) {
      for (const [port, input] of Object.entries({ ...theirs?.inputs, ...implicitInputs })) {
        const edge = { from: { node: nodeId, port: out }, to: { node: other.id, port } }
        offer(edge, `${say(spec.title)} → ${name}: ${say(input.title)}`)
      }
    }
    for (const [port, input] of Object.entries(definition.inputs)) {
      for (const [out] of Object.entries(theirs?.outputs ?? {})) {
        offer(
          { from: { node: other.id, port: out }, to: { node: nodeId, port } },
          `${name} → ${say(input.title)}`,
        )
      }
    }
  }
  // Free inputs first: a wire that would be replaced, or one that only steers, is the rarer wish.
  return options.toSorted((a, b) => a.rank - b.rank)
}
