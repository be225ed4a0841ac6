import type { TrialSettings } from '../../kit/refits.ts'

/** One row of the table of trials. */
export interface TuningTrial {
  settings: TrialSettings
  /** The mean over the folds; null where the trial failed, or its evaluation hasn't the metric. */
  score: number | null
  /** Standard deviation over the folds; null without folds. */
  std: number | null
  /** The best score of this trial and those before it. */
  bestSoFar: number | null
  state: 'succeeded' | 'failed'
  error: string | null
  /** 0 where an earlier run had tried the same. */
  durationMs: number
}

/** What *Tune* found out. Plain JSON. */
export interface TuningReport {
  metric: string
  direction: 'maximize' | 'minimize'
  method: 'tpe' | 'random'
  on: 'validation' | 'folds'
  folds: number | null
  /** Index among the trials; null where none has a score. */
  best: number | null
  trials: readonly TuningTrial[]
  importance: readonly SettingImportance[]
}

export interface SettingImportance {
  node: string
  field: string
  /** Share of the spread of the scores' ranks that this setting alone goes with, 0…1. */
  share: number
}
