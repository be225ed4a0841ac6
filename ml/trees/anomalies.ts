import { growIsolationForest, isolationScores, type IsolationSettings } from './isolation-forest.ts'
import type { FeatureColumns } from './features.ts'

export interface AnomaliesRequest extends IsolationSettings {
  /** Share of the training rows that are taken for anomalies, 0…1. */
  share: number
}

/** What sets a row apart: a value far from the mean, in deviations of the training rows. */
export interface FarValue {
  column: number
  value: number
  deviations: number
}

export interface Anomalies {
  /** Of every row, 0…1: near 1 it is unlike all others. */
  scores: Float64Array
  /** Rows of higher scores are anomalies. */
  threshold: number
  /** The values of a row that lie farthest from the mean, by falling distance. */
  farthest: (row: number, most: number) => FarValue[]
}

/**
 * Scores rows by an isolation forest of the training rows, and draws the line where the wished share of these lies above
 * it: the quantile by linear interpolation, as scikit-learn's `contamination`. Columns are numbers; NaN is missing.
 */
export function findAnomalies(
  columns: FeatureColumns,
  isTraining: (row: number) => boolean,
  { share, ...settings }: AnomaliesRequest,
): Anomalies {
  const rows = columns[0]?.length ?? 0
  const training = Uint32Array.from({ length: rows }, (_, row) => row).filter(isTraining)
  const own = columns.map((values) => Float64Array.from(training, (row) => values[row]!))
  const scores = isolationScores(growIsolationForest(own, training.length, settings), columns, rows)
  const spread = own.map(meanAndDeviation)
  return {
    scores,
    threshold: quantile(
      Float64Array.from(training, (row) => scores[row]!),
      1 - share,
    ),
    farthest: (row, most) =>
      columns
        .map((values, column): FarValue => {
          const { mean, deviation } = spread[column]!
          const value = values[row]!
          return { column, value, deviations: deviation > 0 ? (value - mean) / deviation : 0 }
        })
        .filter(({ deviations }) => Number.isFinite(deviations))
        .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
        .slice(0, most),
  }
}

function quantile(values: Float64Array, at: number): number {
  const sorted = values.toSorted()
  const place = at * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

function meanAndDeviation(values: Float64Array): { mean: number; deviation: number } {
  const known = values.filter((value) => Number.isFinite(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length
  return { mean, deviation: Math.sqrt(variance) }
}
