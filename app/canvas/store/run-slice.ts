import type { StateCreator } from 'zustand/vanilla'
import { definitions, findDefinition } from '../definitions.ts'
import { bypass } from '../../../nodes/graph/bypass.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { RunDetail, RunUpdate } from '../../../server/views.ts'
import type { CanvasState } from './canvas-store.ts'
import { nodeTitle } from './card-view.ts'
import { applyUpdates, createLiveRun } from './live-run.ts'
import type { LiveRun } from './live-run.ts'
import { resolveNode } from './analysis.ts'
import { findStaleNodes } from './staleness.ts'
import type { StaleReasons } from './staleness.ts'

/** The run that the canvas shows, and which nodes have changed since. */
export interface RunSlice {
  live: LiveRun | null
  /** The drawing as that run executed it; null until fetched. */
  ran: PipelineDocument | null
  stale: StaleReasons
  showRun: (detail: RunDetail, ran: PipelineDocument | null) => void
  setRan: (ran: PipelineDocument) => void
  receive: (updates: readonly RunUpdate[]) => void
}

const none: StaleReasons = {}

/** Compares the drawing with the run shown; called whenever either changes. */
export function compareWithRun(
  document: PipelineDocument,
  ran: PipelineDocument | null,
  live: LiveRun | null,
): StaleReasons {
  if (!ran || !live || ran === document) return none
  return findStaleNodes({
    document: bypass(document, definitions).drawing,
    ran: bypass(ran, definitions).drawing,
    runNumber: live.run.number,
    // With the values of that run on both sides: what was given for it only is no change of the drawing.
    resolve: (node, drawing) => resolveNode(drawing, node, live.run.inputs),
    titleOf: (node) => nodeTitle(node, findDefinition(node.type)),
  })
}

export const createRunSlice: StateCreator<CanvasState, [], [], RunSlice> = (set) => ({
  live: null,
  ran: null,
  stale: none,

  showRun: (detail, ran) =>
    set((state) => {
      // The same run fetched again: what streamed in since stays.
      const fresh = createLiveRun(detail, Date.now())
      const live =
        state.live?.run.id === detail.id
          ? {
              ...state.live,
              run: fresh.run,
              nodes: fresh.nodes,
              planNodes: fresh.planNodes,
              cards: fresh.cards,
              receivedAtMs: fresh.receivedAtMs,
            }
          : fresh
      return { live, ran, stale: compareWithRun(state.document, ran, live) }
    }),

  setRan: (ran) => set((state) => ({ ran, stale: compareWithRun(state.document, ran, state.live) })),

  receive: (updates) =>
    set((state) =>
      state.live ? { live: { ...applyUpdates(state.live, updates), receivedAtMs: Date.now() } } : state,
    ),
})
