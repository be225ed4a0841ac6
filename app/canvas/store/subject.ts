import type { CanvasState } from './canvas-store.ts'

/** The node the inspector is about: the one chosen, or the one behind the chosen wire. */
export function subjectOf({ selection, flowEdges }: CanvasState): string | null {
  if (selection.length === 1) return selection[0] ?? null
  if (selection.length > 1) return null
  const wires = flowEdges.filter((edge) => edge.selected)
  return wires.length === 1 ? (wires[0]?.data?.ends.source ?? null) : null
}

/** Whether the inspector has spread over the page to show rows. */
export const isWide = (state: CanvasState): boolean =>
  state.inspector.open && state.inspector.wide && state.inspector.tab === 'data' && subjectOf(state) !== null
