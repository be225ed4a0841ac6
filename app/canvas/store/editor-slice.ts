import { applyEdgeChanges, applyNodeChanges } from '@xyflow/react'
import type { EdgeChange, NodeChange } from '@xyflow/react'
import type { StateCreator } from 'zustand/vanilla'
import { findDefinition } from '../../../nodes/definitions.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { analyse } from './analysis.ts'
import type { Analysis, FileReadings } from './analysis.ts'
import type { CanvasState } from './canvas-store.ts'
import { moveNodes, removeNodes, disconnect } from './document.ts'
import type { Point } from './document.ts'
import { toFlowEdges, toFlowNodes } from './flow-nodes.ts'
import type { CardNode, WireEdge } from './flow-nodes.ts'
import { commit, createHistory, redo, undo } from './history.ts'
import type { History } from './history.ts'

export type Edit = (document: PipelineDocument) => PipelineDocument

/** The drawing, its history, its problems, and React Flow's copy of it. */
export interface EditorSlice {
  history: History<PipelineDocument>
  /** `history.present`, for short. */
  document: PipelineDocument
  analysis: Analysis
  readings: FileReadings
  flowNodes: CardNode[]
  flowEdges: WireEdge[]
  /** Ids of the chosen nodes, in the order of the drawing. */
  selection: readonly string[]

  /** Applies an edit as one step of undo; edits with one `key` in quick succession become one step. */
  edit: (change: Edit, options?: { key?: string; select?: readonly string[] }) => void
  undo: () => void
  redo: () => void
  /** Another document altogether: what the server has. History starts anew. */
  replaceDocument: (document: PipelineDocument) => void
  setReadings: (readings: FileReadings) => void
  select: (ids: readonly string[]) => void
  removeSelection: () => void
  applyNodeChanges: (changes: NodeChange<CardNode>[]) => void
  applyEdgeChanges: (changes: EdgeChange<WireEdge>[]) => void
}

const chosenOf = (nodes: readonly CardNode[]): string[] =>
  nodes.filter((node) => node.selected).map((node) => node.id)

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

type Core = Pick<
  EditorSlice,
  'history' | 'document' | 'analysis' | 'flowNodes' | 'flowEdges' | 'selection' | 'readings'
>

/** Everything that follows from a history step. */
function follow(state: Core, history: History<PipelineDocument>, select?: readonly string[]): Core {
  const document = history.present
  const ids = new Set(document.nodes.map((node) => node.id))
  const selected = new Set((select ?? state.selection).filter((id) => ids.has(id)))
  const flowNodes = toFlowNodes(document, findDefinition, { previous: state.flowNodes, selected })
  const selection = chosenOf(flowNodes)
  return {
    history,
    document,
    readings: state.readings,
    analysis: analyse(document, state.readings, state.analysis),
    flowNodes,
    flowEdges: toFlowEdges(document, findDefinition, state.flowEdges),
    selection: sameList(selection, state.selection) ? state.selection : selection,
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
  }
  return follow(empty, history)
}

/** Final places of dragged nodes: React Flow says so with `dragging: false`. */
const landed = (changes: readonly NodeChange<CardNode>[]): Record<string, Point> => {
  const places: Record<string, Point> = {}
  for (const change of changes) {
    if (change.type === 'position' && change.dragging === false && change.position) {
      places[change.id] = change.position
    }
  }
  return places
}

export const createEditorSlice =
  (document: PipelineDocument): StateCreator<CanvasState, [], [], EditorSlice> =>
  (set, get) => ({
    ...createEditorCore(document),

    edit: (change, options = {}) => {
      const state = get()
      const next = change(state.document)
      if (next === state.document) {
        if (options.select) state.select(options.select)
        return
      }
      const atMs = Date.now()
      const step = options.key === undefined ? { atMs } : { key: options.key, atMs }
      set(follow(state, commit(state.history, next, step), options.select))
    },

    undo: () => set((state) => follow(state, undo(state.history))),
    redo: () => set((state) => follow(state, redo(state.history))),
    replaceDocument: (next) => set((state) => follow(state, createHistory(next))),

    setReadings: (readings) =>
      set((state) => ({ readings, analysis: analyse(state.document, readings, state.analysis) })),

    select: (ids) => set((state) => follow(state, state.history, ids)),

    removeSelection: () => {
      const { selection, flowEdges, edit } = get()
      const edges = flowEdges.filter((edge) => edge.selected).map((edge) => edge.id)
      edit((current) => disconnect(removeNodes(current, selection), edges))
    },

    applyNodeChanges: (changes) => {
      const state = get()
      const kept = changes.filter((change) => change.type !== 'remove' && change.type !== 'dimensions')
      if (kept.length === 0) return
      const flowNodes = applyNodeChanges(kept, state.flowNodes)
      const selection = kept.some((change) => change.type === 'select')
        ? chosenOf(flowNodes)
        : state.selection
      set({ flowNodes, selection: sameList(selection, state.selection) ? state.selection : selection })
      const places = landed(kept)
      if (Object.keys(places).length > 0) get().edit((current) => moveNodes(current, places))
    },

    applyEdgeChanges: (changes) => {
      const kept = changes.filter((change) => change.type === 'select')
      if (kept.length > 0) set((state) => ({ flowEdges: applyEdgeChanges(kept, state.flowEdges) }))
    },
  })
