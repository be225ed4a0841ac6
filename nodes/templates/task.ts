import type { PipelineDocument } from '../graph/document.ts'
import type { Propagation } from '../graph/propagate.ts'

/** What a template is for, and what the gallery calls it. */
export const templateTasks = {
  classification: 'Classification',
  regression: 'Regression',
  imbalanced: 'Rare classes',
  forecast: 'Forecast',
  clustering: 'Clustering',
  anomalies: 'Anomalies',
  ensemble: 'Ensemble',
  tuning: 'Tuning',
  scoring: 'Scoring',
} as const
export type TemplateTask = keyof typeof templateTasks

/** Node types that say what a drawing is for, the most telling first. */
const telling: readonly (readonly [type: string, task: TemplateTask])[] = [
  ['train.tune', 'tuning'],
  ['combine.ensemble', 'ensemble'],
  ['features.lags', 'forecast'],
  ['split.balance', 'imbalanced'],
]

/** What a drawing is for, as far as it shows: by its nodes, else by what its models predict. */
export function taskOf(document: PipelineDocument, propagation: Propagation): TemplateTask | null {
  const types = new Set(document.nodes.map(({ type }) => type))
  const told = telling.find(([type]) => types.has(type))
  if (told) return told[1]
  for (const { outputs } of propagation.nodes.values()) {
    for (const schema of Object.values(outputs)) {
      const task = schema && 'task' in schema ? schema.task : null
      if (task !== null) return task === 'regression' ? 'regression' : 'classification'
    }
  }
  if (types.has('features.cluster')) return 'clustering'
  if (types.has('clean.anomalies')) return 'anomalies'
  return null
}
