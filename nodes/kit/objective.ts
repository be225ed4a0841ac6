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
