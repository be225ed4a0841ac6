import { msg } from '../i18n/msg.ts'
import type { NodeState, RunState } from '../../drizzle/schema/runs.ts'
import type { NodeRunView } from '../../server/views.ts'

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
  'paused',
  'cancelled',
  'bypassed',
] as const
export type VisualState = (typeof visualStates)[number]

/** In English; `t(stateWords[state])` where it is shown. */
export const stateWords: Readonly<Record<VisualState, string>> = {
  idle: msg('Not run yet'),
  ready: msg('Ready'),
  stale: msg('Out of date'),
  queued: msg('Queued'),
  running: msg('Running'),
  done: msg('Done'),
  cached: msg('Reused'),
  warning: msg('Warning'),
  failed: msg('Failed'),
  skipped: msg('Skipped'),
  waiting: msg('Waiting for approval'),
  paused: msg('Paused'),
  cancelled: msg('Cancelled'),
  bypassed: msg('Bypassed'),
}

/** In English; `t(levelWords[level])` where it is shown. */
export const levelWords = { info: msg('info'), warn: msg('warn'), error: msg('error') } as const

/** What a run's or a node's recorded state looks like. */
export function visualStateOf(state: RunState | NodeState): VisualState {
  return state === 'succeeded' ? 'done' : state
}

type NodeStanding = Pick<NodeRunView, 'state' | 'progress'>

/** Whether a node has been taken up, and waits for a compute process to be free. */
export const waitsForSlot = (node: NodeStanding | undefined): boolean =>
  node?.state === 'running' && node.progress?.queued === true

/** What a node of a run looks like. */
export const visualStateOfNode = (node: NodeStanding | undefined): VisualState =>
  node === undefined || waitsForSlot(node) ? 'queued' : visualStateOf(node.state)

/** What a run looks like: one that asks a person for a decision says so. */
export const visualStateOfRun = (run: { state: RunState; awaitsApproval?: boolean }): VisualState =>
  run.awaitsApproval ? 'waiting' : visualStateOf(run.state)

export const isLive = (state: RunState | NodeState): boolean =>
  state === 'queued' || state === 'running' || state === 'waiting' || state === 'paused'
