import { applyEdgeChanges, applyNodeChanges } from '@xyflow/react'
import type { EdgeChange, NodeChange } from '@xyflow/react'
import type { StateCreator } from 'zustand/vanilla'
import { completed, findDefinition } from '../definitions.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { analyse } from './analysis.ts'
import type { Analysis, FileReadings } from './analysis.ts'
import type { CanvasState } from './canvas-store.ts'
import { moveNodes, removeNodes, disconnect } from './document.ts'
import type { Point } from './document.ts'
import { toFlowEdges, toFlowNodes } from './flow-nodes.ts'
import type { FlowNode, WireEdge } from './flow-nodes.ts'
import { moveGroups } from './groups.ts'
import { commit, createHistory, jump, redo, undo } from './history.ts'
import type { History } from './history.ts'
import { flowIdOf, noteIdOf, patchNotes, removeNotes } from './notes.ts'
import { snapDrag } from './snap-drag.ts'
import type { SnapLine } from './align.ts'

export type Edit = (document: PipelineDocument) => PipelineDocument

/** The drawing, its history, its problems, and React Flow's copy of it. */
export interface EditorSlice {
  history: History<PipelineDocument>
  /** `history.present`, for short. */
  document: PipelineDocument
  analysis: Analysis
  readings: FileReadings
  flowNodes: FlowNode[]
  flowEdges: WireEdge[]
  /** Ids of the chosen nodes, in the order of the drawing. */
  selection: readonly string[]
  /** Ids of the chosen notes. */
  chosenNotes: readonly string[]
  /** What a card that is being dragged lines up with. */
  snapLines: readonly SnapLine[]

  /** Applies an edit as one step of undo; edits with one `key` in quick succession become one step. */
  edit: (change: Edit, options?: { key?: string; select?: readonly string[]; label?: string }) => void
  undo: () => void
  redo: () => void
  /** Goes back (negative) or forth by several steps of the history. */
  jump: (steps: number) => void
  /** Goes on from a history that was kept. */
  resume: (history: History<PipelineDocument>) => void
  setReadings: (readings: FileReadings) => void
  /** Chooses nodes and, by their ids among React Flow's nodes, notes; nothing else. */
  select: (ids: readonly string[]) => void
  removeSelection: () => void
  applyNodeChanges: (changes: NodeChange<FlowNode>[]) => void
  applyEdgeChanges: (changes: EdgeChange<WireEdge>[]) => void
}

/** Ids of the chosen nodes and notes, each list with its identity where it is the same as before. */
function chosenOf(
  flowNodes: readonly FlowNode[],
  before: Pick<EditorSlice, 'selection' | 'chosenNotes'>,
): Pick<EditorSlice, 'selection' | 'chosenNotes'> {
  const selection: string[] = []
  const chosenNotes: string[] = []
  for (const node of flowNodes) {
    const { id, selected } = node
    if (!selected) continue
    const noteId = noteIdOf(id)
    if (node.type === 'group') selection.push(...node.data.members)
    else if (noteId === undefined) selection.push(id)
    else chosenNotes.push(noteId)
  }
  return {
    selection: sameList(selection, before.selection) ? before.selection : selection,
    chosenNotes: sameList(chosenNotes, before.chosenNotes) ? before.chosenNotes : chosenNotes,
  }
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

type Core = Pick<
  EditorSlice,
  'history' | 'document' | 'analysis' | 'flowNodes' | 'flowEdges' | 'selection' | 'chosenNotes' | 'readings'
>

const noLines: readonly SnapLine[] = []

/** Everything that follows from a history step. */
function follow(state: Core, history: History<PipelineDocument>, select?: readonly string[]): Core {
  const document = history.present
  const selected = new Set(select ?? [...state.selection, ...state.chosenNotes.map(flowIdOf)])
  const flowNodes = toFlowNodes(document, findDefinition, { previous: state.flowNodes, selected })
  return {
    history,
    document,
    readings: state.readings,
    analysis: analyse(document, state.readings, state.analysis),
    flowNodes,
    flowEdges: toFlowEdges(document, findDefinition, state.flowEdges),
    ...chosenOf(flowNodes, state),
  }
}

export const createEditorCore = (document: PipelineDocument): Core => {
  const history = createHistory(document)
  const empty: Core = {
    history,
    document,
    readings: {},
    analysis: analyse(document, {}),
    flowNodes: [],
    flowEdges: [],
    selection: [],
    chosenNotes: [],
  }
  return follow(empty, history)
}

/** Final places of dragged nodes: React Flow says so with `dragging: false`. */
const landed = (changes: readonly NodeChange<FlowNode>[]): Record<string, Point> => {
  const places: Record<string, Point> = {}
  for (const change of changes) {
    if (change.type === 'position' && change.dragging === false && change.position) {
      places[change.id] = change.position
    }
  }
  return places
}

/** Notes that were moved or resized by hand, as they lie now. */
function settledNotes(changes: readonly NodeChange<FlowNode>[], nodes: readonly FlowNode[]) {
  const settled = changes.flatMap((change) =>
    (change.type === 'dimensions' && change.resizing === false) ||
    (change.type === 'position' && change.dragging === false)
      ? [change.id]
      : [],
  )
  return Object.fromEntries(
    nodes.flatMap((node) => {
      const id = settled.includes(node.id) ? noteIdOf(node.id) : undefined
      if (id === undefined) return []
      const { position, width = 0, height = 0 } = node
      return [[id, { x: position.x, y: position.y, width, height }]]
    }),
  )
}

export const createEditorSlice =
  (document: PipelineDocument): StateCreator<CanvasState, [], [], EditorSlice> =>
  (set, get) => ({
    ...createEditorCore(document),
    snapLines: noLines,

    edit: (change, options = {}) => {
      const state = get()
      if (state.readOnly) return
      const next = completed(change(state.document))
      if (next === state.document) {
        if (options.select) state.select(options.select)
        return
      }
      const atMs = Date.now()
      const { key, label } = options
      const step = { atMs, label, ...(key !== undefined && { key }) }
      set(follow(state, commit(state.history, next, step), options.select))
    },

    undo: () => set((state) => follow(state, undo(state.history))),
    redo: () => set((state) => follow(state, redo(state.history))),
    jump: (steps) => set((state) => follow(state, jump(state.history, steps))),
    resume: (history) => set((state) => follow(state, history)),

    setReadings: (readings) =>
      set((state) => ({ readings, analysis: analyse(state.document, readings, state.analysis) })),

    select: (ids) => set((state) => follow(state, state.history, ids)),

    removeSelection: () => {
      const { selection, chosenNotes, flowEdges, edit } = get()
      const edges = flowEdges.filter((edge) => edge.selected).map((edge) => edge.id)
      edit((current) => disconnect(removeNotes(removeNodes(current, selection), chosenNotes), edges))
    },

    applyNodeChanges: (changes) => {
      const state = get()
      // Cards have the sizes that they are given; notes are resized by hand.
      const wanted = changes.filter(
        (change) =>
          change.type !== 'remove' &&
          (change.type !== 'dimensions' ||
            (change.resizing !== undefined && noteIdOf(change.id) !== undefined)),
      )
      if (wanted.length === 0) return
      const { changes: kept, lines } = snapDrag(wanted, state.flowNodes)
      const flowNodes = applyNodeChanges(kept, state.flowNodes)
      const chosen = kept.some((change) => change.type === 'select') ? chosenOf(flowNodes, state) : {}
      const snapLines = lines.length > 0 || state.snapLines.length > 0 ? lines : state.snapLines
      set({ flowNodes, snapLines, ...chosen })
      const places = landed(kept)
      const notes = settledNotes(kept, flowNodes)
      if (Object.keys(places).length + Object.keys(notes).length > 0)
        get().edit((current) => patchNotes(moveGroups(moveNodes(current, places), places), notes))
    },

    applyEdgeChanges: (changes) => {
      const kept = changes.filter((change) => change.type === 'select')
      if (kept.length > 0) set((state) => ({ flowEdges: applyEdgeChanges(kept, state.flowEdges) }))
    },
  })
