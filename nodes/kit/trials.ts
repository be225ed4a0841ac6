import { type Objective, objectiveOf, scoreOf } from './objective.ts'
import type { Refit, TrialSettings } from './refits.ts'
import type { Settings } from './search-range.ts'
import type { ReportValue } from './values.ts'

export interface ScoredTrial {
  refit: Refit
  /** The mean over its folds, where there are several; null where it failed, or hasn't the metric. */
  score: number | null
}

const reportsOf = ({ outputs }: Refit): ReportValue[] =>
  Object.values(outputs).filter((value) => value.port === 'report')

/** What trials are compared by; null before any of them has been scored. */
export function objectiveOfTrials(trials: readonly Refit[], metric: string): Objective | null {
  const report = trials.flatMap(reportsOf)[0]
  return report ? objectiveOf(report.metrics, metric) : null
}

export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/** The scores of a trial, one a fold; empty where one of them is missing. */
export function foldScores(trial: Refit, objective: Objective): number[] {
  const scores = reportsOf(trial).map(({ metrics }) => scoreOf(metrics, objective))
  const known = scores.filter((score) => score !== null)
  return known.length === scores.length ? known : []
}

export const scoreTrials = (trials: readonly Refit[], objective: Objective | null): ScoredTrial[] =>
  trials.map((refit) => {
    const scores = objective ? foldScores(refit, objective) : []
    return { refit, score: scores.length === 0 ? null : meanOf(scores) }
  })

/** The first of the best trials. */
export function bestTrial(
  trials: readonly ScoredTrial[],
  objective: Objective | null,
): ScoredTrial | undefined {
  let best: ScoredTrial | undefined
  for (const trial of trials)
    if (trial.score !== null && isBetter(trial.score, best?.score ?? null, objective)) best = trial
  return best
}

export const isBetter = (score: number, than: number | null, objective: Objective | null): boolean =>
  than === null || (objective?.direction === 'minimize' ? score < than : score > than)

/** The means over folds of every metric that all reports of a trial have. */
export function meanMetrics(trial: Refit): Record<string, number> {
  const reports = reportsOf(trial)
  const names = Object.keys(reports[0]?.metrics ?? {})
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = reports.flatMap(({ metrics }) => metrics[name] ?? [])
      return values.length === reports.length ? [[name, meanOf(values)]] : []
    }),
  )
}

/** `{ train: { rate: 1 } }` as `{ 'train.rate': 1 }`. */
export const toFlat = (settings: TrialSettings): Settings =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([node, fields]) =>
      Object.entries(fields).map(([field, value]) => [`${node}.${field}`, value]),
    ),
  )

/** `{ 'train.rate': 1 }` as `{ train: { rate: 1 } }`. */
export function toNested(flat: Settings): TrialSettings {
  const settings: Record<string, Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(flat)) {
    const dot = key.lastIndexOf('.')
    ;(settings[key.slice(0, dot)] ??= {})[key.slice(dot + 1)] = value
  }
  return settings
}
