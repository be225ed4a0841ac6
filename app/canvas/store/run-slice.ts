import type { StateCreator } from 'zustand/vanilla'
import { definitions, findDefinition } from '../definitions.ts'
import { bypass } from '../../../nodes/graph/bypass.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { titleOfField } from '../../../nodes/graph/issue-words.ts'
import type { RunDetail, RunUpdate } from '../../../server/views.ts'
import type { CanvasState } from './canvas-store.ts'
import { nodeTitle } from './card-view.ts'
import { applyUpdates, createLiveRun } from './live-run.ts'
import type { LiveRun } from './live-run.ts'
import { say } from '../../i18n/current.ts'
import { resolveNode } from './analysis.ts'
import { findStaleNodes } from './staleness.ts'
import type { StalenessCall, StaleReasons } from './staleness.ts'

/** The run that the canvas shows, and which nodes have changed since. */
export interface RunSlice {
  live: LiveRun | null
  /** The drawing as that run executed it; null until fetched. */
  ran: PipelineDocument | null
  /** Why the results of nodes that have some no longer fit. */
  stale: StaleReasons
  /** Why what came of nodes no longer counts, be it a result or a failure. */
  edited: StaleReasons
  /** The numeric backend that computes now; null until it is known. */
  backend: string | null
  /** The runs that pins point to: their number, or null where the outputs are gone; by node. */
  pins: Readonly<Record<string, number | null>>
  setBackend: (backend: string | null) => void
  setPins: (pins: Readonly<Record<string, number | null>>) => void
  showRun: (detail: RunDetail, ran: PipelineDocument | null) => void
  setRan: (ran: PipelineDocument) => void
  receive: (updates: readonly RunUpdate[]) => void
}

const none: StaleReasons = {}

type Compared = Pick<RunSlice, 'ran' | 'live' | 'backend'> & { document: PipelineDocument }

/** What to compare: the drawing with the run shown; null without a run. */
export function stalenessCall({ document, ran, live, backend }: Compared): StalenessCall | null {
  if (!ran || !live) return null
  return {
    document: bypass(document, definitions).drawing,
    ran: bypass(ran, definitions).drawing,
    run: live.run,
    backend,
    // With the values of that run on both sides: what was given for it only is no change of the drawing.
    resolve: (node, drawing) => resolveNode(drawing, node, live.run.inputs),
    traitsOf: ({ type }) => findDefinition(type) ?? { random: true, numeric: true },
    titleOf: (node) => nodeTitle(node, findDefinition(node.type)),
    titleOfField: ({ type }, field) => {
      const definition = findDefinition(type)
      return definition ? say(titleOfField(definition, field)) : field
    },
  }
}

/** Compares the drawing with the run shown; called whenever either changes. */
export function compareWithRun(compared: Compared): Pick<RunSlice, 'stale' | 'edited'> {
  const call = stalenessCall(compared)
  if (!call) return { stale: none, edited: none }
  const edited = findStaleNodes(call)
  return { edited, stale: ofResults(edited, compared.live) }
}

const ofResults = (edited: StaleReasons, live: LiveRun | null): StaleReasons =>
  edited === none
    ? none
    : Object.fromEntries(Object.entries(edited).filter(([id]) => live?.nodes[id]?.outputs))

export const createRunSlice: StateCreator<CanvasState, [], [], RunSlice> = (set) => ({
  live: null,
  ran: null,
  stale: none,
  edited: none,
  backend: null,
  pins: {},

  setBackend: (backend) => set((state) => ({ backend, ...compareWithRun({ ...state, backend }) })),
  setPins: (pins) => set({ pins }),

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
      return { live, ran, ...compareWithRun({ ...state, live, ran }) }
    }),

  setRan: (ran) => set((state) => ({ ran, ...compareWithRun({ ...state, ran }) })),

  receive: (updates) =>
    set((state) => {
      if (!state.live) return state
      const live = { ...applyUpdates(state.live, updates), receivedAtMs: Date.now() }
      return { live, stale: ofResults(state.edited, live) }
    }),
})
