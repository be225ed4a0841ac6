import { findDefinition, listDefinitions } from '../definitions.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { NODE_WIDTH } from '../node-views.ts'
import { say } from '../../i18n/current.ts'
import { heightOfType, titleOf } from './actions.ts'
import { alignBoxes, distributeBoxes } from './align.ts'
import type { Alignment, Axis, Box } from './align.ts'
import type { CanvasStore } from './canvas-store.ts'
import { moveNodes } from './document.ts'
import type { Point } from './document.ts'
import { addNotes, flowIdOf, NOTE_HEIGHT, NOTE_WIDTH, noteIdOf, patchNotes } from './notes.ts'
import { replaceType } from './replace.ts'

/** What is done to nodes and notes that are there already, over the store. */

const GAP = 16

/** Turns nodes off or on; the same document where they stand so. */
export function setDisabled(
  document: PipelineDocument,
  ids: readonly string[],
  disabled: boolean,
): PipelineDocument {
  const wanted = new Set(ids)
  if (!document.nodes.some((node) => wanted.has(node.id) && (node.disabled ?? false) !== disabled))
    return document
  return {
    ...document,
    nodes: document.nodes.map((node) => {
      if (!wanted.has(node.id)) return node
      const { disabled: _, ...rest } = node
      return disabled ? { ...rest, disabled } : rest
    }),
  }
}

/** Whether all of the chosen nodes are bypassed, so that the next press switches them on. */
export const isBypassed = (document: PipelineDocument, ids: readonly string[]): boolean =>
  ids.length > 0 && document.nodes.every((node) => node.disabled === true || !ids.includes(node.id))

/** Bypasses the chosen nodes; switches them on where all of them are bypassed. */
export function toggleBypass(store: CanvasStore): void {
  const { document, selection, edit, announce } = store.getState()
  const [first] = selection
  if (first === undefined) return
  const disabled = !isBypassed(document, selection)
  edit((current) => setDisabled(current, selection, disabled))
  const what =
    selection.length === 1 ? titleOf(store, first) : say('{{count}} nodes', { count: selection.length })
  announce(disabled ? say('{{what}} bypassed', { what }) : say('{{what}} switched on', { what }))
}

/** The chosen nodes and notes as boxes; notes under their ids among React Flow's nodes. */
function chosenBoxes(store: CanvasStore): Box[] {
  const { document, selection, chosenNotes } = store.getState()
  const nodes = document.nodes
    .filter(({ id }) => selection.includes(id))
    .map(({ id, type, position }) => ({ id, ...position, width: NODE_WIDTH, height: heightOfType(type) }))
  const notes = (document.notes ?? []).filter(({ id }) => chosenNotes.includes(id))
  return [
    ...nodes,
    ...notes.map(({ id, x, y, width, height }) => ({ id: flowIdOf(id), x, y, width, height })),
  ]
}

function moveBoxes(store: CanvasStore, places: Readonly<Record<string, Point>>): void {
  const notes = Object.entries(places).flatMap(([id, place]) => {
    const noteId = noteIdOf(id)
    return noteId === undefined ? [] : [[noteId, place] as const]
  })
  store.getState().edit((current) => patchNotes(moveNodes(current, places), Object.fromEntries(notes)))
}

export function alignSelection(store: CanvasStore, to: Alignment): void {
  const boxes = chosenBoxes(store)
  if (boxes.length < 2) return
  moveBoxes(store, alignBoxes(boxes, to))
  store.getState().announce(say('{{number}} aligned', { number: boxes.length }))
}

export function distributeSelection(store: CanvasStore, axis: Axis): void {
  const boxes = chosenBoxes(store)
  if (boxes.length < 3) return
  moveBoxes(store, distributeBoxes(boxes, axis))
  store.getState().announce(say('{{number}} distributed', { number: boxes.length }))
}

/** A place for a note at or below the one wanted, where it covers no card. */
function freePlaceForNote(document: PipelineDocument, at: Point): Point {
  let y = at.y
  const boxes = document.nodes.toSorted((a, b) => a.position.y - b.position.y)
  for (const { type, position } of boxes) {
    const apart = position.x >= at.x + NOTE_WIDTH + GAP || position.x + NODE_WIDTH + GAP <= at.x
    const bottom = position.y + heightOfType(type)
    if (!apart && position.y < y + NOTE_HEIGHT + GAP && bottom + GAP > y) y = bottom + GAP
  }
  return { x: Math.round(at.x), y: Math.round(y) }
}

/** Puts an empty note down, chooses it and opens it for typing. */
export function addNote(store: CanvasStore, at: Point): string | undefined {
  const { document, edit, editNote } = store.getState()
  const place = freePlaceForNote(document, at)
  const note = { text: '', ...place, width: NOTE_WIDTH, height: NOTE_HEIGHT }
  const { document: next, ids } = addNotes(document, [note])
  edit(() => next, { select: ids.map(flowIdOf) })
  editNote(ids[0] ?? null)
  return ids[0]
}

/** Makes the chosen notes larger or smaller, by keys. */
export function resizeNotes(store: CanvasStore, step: Point): void {
  const { document, chosenNotes, edit } = store.getState()
  const sizes = (document.notes ?? [])
    .filter(({ id }) => chosenNotes.includes(id))
    .map(({ id, width, height }) => [id, { width: width + step.x, height: height + step.y }] as const)
  edit((current) => patchNotes(current, Object.fromEntries(sizes)), { key: `size:${chosenNotes.join()}` })
}

/** Another type in a node's place. Returns how many of its wires found no port. */
export function replaceNode(store: CanvasStore, nodeId: string, type: string): number {
  const { document, edit, announce } = store.getState()
  const to = findDefinition(type)
  const before = titleOf(store, nodeId)
  if (!to) return 0
  const { document: next, lost } = replaceType(document, nodeId, { to, find: findDefinition })
  edit(() => next, { select: [nodeId] })
  announce(say('{{before}} replaced by {{after}}', { before, after: say(to.title) }))
  return lost.length
}

/** Wires that a node could be put into: the chosen ones, else those of the chosen nodes. */
export function edgesToInsertInto(store: CanvasStore): string[] {
  const { document, selection, flowEdges } = store.getState()
  const chosen = flowEdges.filter((edge) => edge.selected).map((edge) => edge.id)
  if (chosen.length > 0) return chosen
  return document.edges
    .filter((edge) => selection.includes(edge.from.node) || selection.includes(edge.to.node))
    .map(edgeKey)
}

/** Node types that can stand in a wire: they take and give what it carries. */
export function listInserts(document: PipelineDocument, key: string) {
  const edge = document.edges.find((candidate) => edgeKey(candidate) === key)
  const source = edge && document.nodes.find(({ id }) => id === edge.from.node)
  const type = source && edge && findDefinition(source.type)?.outputs[edge.from.port]?.type
  if (!type) return []
  return listDefinitions().filter(({ inputs, outputs }) =>
    [inputs, outputs].every((ports) => Object.values(ports).some((spec) => spec.type === type)),
  )
}
