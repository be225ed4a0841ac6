import { visualStateOf } from '../../components/states.ts'
import type { VisualState } from '../../components/states.ts'
import type { CanvasState } from './canvas-store.ts'
import { strongestState } from './card-runs.ts'

/** How a collapsed frame stands: as the one of its nodes that asks most for attention. */
export function standingOfGroup(
  { live, stale, analysis }: Pick<CanvasState, 'live' | 'stale' | 'analysis'>,
  members: readonly string[],
): VisualState {
  const broken = members.some((id) =>
    analysis.problemsByNode[id]?.some(({ severity }) => severity === 'error'),
  )
  const states = members.flatMap((id) => live?.nodes[id]?.state ?? [])
  const strongest = strongestState(states)
  if (strongest === undefined || broken) return broken ? 'idle' : 'ready'
  const state = visualStateOf(strongest)
  return (state === 'done' || state === 'cached') && members.some((id) => stale[id] !== undefined)
    ? 'stale'
    : state
}
