import type { PortValue } from './values.ts'

/** Values that a trial puts in place of search ranges, by node id and field. */
export type TrialSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * One repetition of the part of a drawing that a node refits: a fold of a cross-validation, or a trial of a search.
 * A trial that failed has no outputs.
 */
export interface Refit {
  /** `fold:0`, `trial:3`. */
  iteration: string
  settings: TrialSettings
  state: 'succeeded' | 'failed'
  /** Outputs that were asked for, by `node.port`. */
  outputs: Readonly<Record<string, PortValue>>
  /** Why it failed, in words. */
  error: string | null
  /** Wall-clock time, ms; 0 where it was reused. */
  durationMs: number
}
