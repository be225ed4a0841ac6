import type { NodeProblem } from './define.ts'
import type { Task } from './ports.ts'

/** Metrics of an evaluation that a model can be chosen by, and whether more is better. */
export const objectives = {
  accuracy: 'maximize',
  balancedAccuracy: 'maximize',
  f1: 'maximize',
  rocAuc: 'maximize',
  logLoss: 'minimize',
  r2: 'maximize',
  rmse: 'minimize',
  mae: 'minimize',
} as const satisfies Readonly<Record<string, 'maximize' | 'minimize'>>

export interface Objective {
  metric: string
  direction: 'maximize' | 'minimize'
}

/** What `auto` takes, the first that an evaluation has: errors that see small changes, where counts of hits stay the same. */
const BY_DEFAULT = ['logLoss', 'rmse'] as const

/** The objective that a metric's name stands for, given the metrics that an evaluation has. A name that it hasn't gives no scores. */
export function objectiveOf(metrics: Readonly<Record<string, number>>, metric: string): Objective {
  const name =
    metric === 'auto' ? (BY_DEFAULT.find((each) => Object.hasOwn(metrics, each)) ?? BY_DEFAULT[0]) : metric
  const known: Readonly<Record<string, Objective['direction']>> = objectives
  return { metric: name, direction: (Object.hasOwn(known, name) ? known[name] : undefined) ?? 'maximize' }
}

/** The score by an objective; null where the evaluation doesn't have it, or it is no number. */
export function scoreOf(metrics: Readonly<Record<string, number>>, { metric }: Objective): number | null {
  const score = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  return score !== undefined && Number.isFinite(score) ? score : null
}

/** By the name that an evaluation gives them, for a parameter. */
export const metricTitles = {
  auto: 'Automatic',
  accuracy: 'Accuracy',
  balancedAccuracy: 'Balanced accuracy',
  f1: 'F1 (macro)',
  rocAuc: 'ROC AUC',
  logLoss: 'Log loss',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'Mean absolute error',
} as const

const ofNumbers: readonly string[] = ['r2', 'rmse', 'mae']

/** A metric that says nothing of models of a task. */
export function metricProblems(task: Task | null, metric: keyof typeof metricTitles): NodeProblem[] {
  if (!task || metric === 'auto' || ofNumbers.includes(metric) === (task === 'regression')) return []
  const message =
    task === 'regression'
      ? `*${metricTitles[metric]}* is for classes, and this model predicts numbers. Choose R², RMSE or mean absolute error, or *Automatic*.`
      : `*${metricTitles[metric]}* is for numbers, and this model predicts classes. Choose another metric, or *Automatic*.`
  return [{ severity: 'error', code: 'metric_task', message, field: 'metric' }]
}
