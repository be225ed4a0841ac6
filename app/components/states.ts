import type { NodeState, RunState } from '../../drizzle/schema/runs.ts'

/** How something stands, as the page shows it: an icon, a hue and words together, never the hue alone. */
export const visualStates = [
  'idle',
  'ready',
  'stale',
  'queued',
  'running',
  'done',
  'cached',
  'warning',
  'failed',
  'skipped',
  'waiting',
  'cancelled',
] as const
export type VisualState = (typeof visualStates)[number]

export const stateWords: Readonly<Record<VisualState, string>> = {
  idle: 'Not run yet',
  ready: 'Ready',
  stale: 'Out of date',
  queued: 'Queued',
  running: 'Running',
  done: 'Done',
  cached: 'Reused',
  warning: 'Warning',
  failed: 'Failed',
  skipped: 'Skipped',
  waiting: 'Waits for approval',
  cancelled: 'Cancelled',
}

/** What a run's or a node's recorded state looks like. */
export function visualStateOf(state: RunState | NodeState): VisualState {
  return state === 'succeeded' ? 'done' : state
}

export const isLive = (state: RunState | NodeState): boolean => state === 'queued' || state === 'running'
