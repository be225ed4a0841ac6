import type { PortValue } from './values.ts'

/** How rows are dealt out for a cross-validation. */
export interface FoldSettings {
  /** Two or more. */
  folds: number
  /**
   * `auto`: by the column with the role fold where there is one, grouped where a column has the role group, stratified for a target of classes, random otherwise. `time`: fold i
   * is learnt from everything before it. `column`: the values of a column are the folds.
   */
  method: 'auto' | 'random' | 'stratified' | 'grouped' | 'time' | 'column'
  /** Group, time or fold column by name; empty for the one found by its role. */
  column: string
  /** Which rows take part. Others keep their part: test rows are never touched. */
  over: 'train' | 'train and validation'
}

/** What a node asks to have made again, before it runs itself. */
export interface RefitRequest {
  /** The input port whose model is made again, or the node itself. */
  of: { port: string } | 'self'
  /** Null: on the rows as the drawing splits them. */
  folds: FoldSettings | null
  /** What each repetition hands back. */
  want: readonly ('predictions' | 'score')[]
  /** Settings behind it that hold a search range are tried. */
  search: SearchPlan | null
}

/** How settings are searched. */
export interface SearchPlan {
  trials: number
  /** Trials at a time; they are suggested in rounds of so many, so that a run can be repeated exactly. */
  parallel: number
  method: 'tpe' | 'random'
  /** Name of the metric, or `auto`. */
  metric: string
}

/** Values that a trial puts in place of search ranges, by node id and field. */
export type TrialSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** One repetition of what a node refits: a fold of a cross-validation, or a trial of a search. */
export interface Refit {
  /** `fold:0`, `trial:3`. */
  iteration: string
  settings: TrialSettings
  state: 'succeeded' | 'failed'
  /** By `node.port`: `(predict).table`, `(evaluate).report` (`(evaluate):1.report` of the second fold of a trial). None of a trial that failed. */
  outputs: Readonly<Record<string, PortValue>>
  /** Why it failed, in words. */
  error: string | null
  /** Wall-clock time, ms; 0 where it was reused. */
  durationMs: number
}
