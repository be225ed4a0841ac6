import type { Column } from '../../nodes/kit/columns.ts'
import type { ColumnBatch, ColumnData } from '../tables/column-batch.ts'
import type { CompositeManifest } from './composite-manifest.ts'
import type { ModelManifest } from './manifest.ts'
import { likeliest } from './task.ts'

/** What is stored of a model: one network, trees, or several models that answer together. */
export type AnyManifest = ModelManifest | CompositeManifest

/** A model ready to answer. Its tensors live until `dispose`. */
export interface Model {
  readonly manifest: AnyManifest
  /** The columns that it reads; others are passed over. */
  readonly inputs: readonly Column[]
  /** Values learnt, by category input. */
  readonly knownCategories: ReadonlyMap<string, ReadonlySet<string>>
  /**
   * Answers a batch: a column `prediction` (class label, true/false, or number) and for classes one column
   * `probability_<class>` each (0…1). To a network, missing numbers count as the mean of the training rows,
   * missing and unknown categories as none; trees have a way for what is missing. Throws DataError `missing_column` or `wrong_type`, naming the column.
   */
  predict(batch: ColumnBatch): ColumnBatch
  /** The answers as numbers: probabilities, rows × classes, or numbers, rows × 1. Throws as `predict`. */
  answers(batch: ColumnBatch): Float32Array
  /** Turns answers into the columns that `predict` gives. */
  decode(answers: Float32Array, rows: number): ColumnBatch
  dispose(): void
}

/** What is known of a target without a model: training rows of each class, in their order, or the mean. */
export interface Prior {
  classCounts: readonly number[]
  mean: number
}

export function priorOf(manifest: AnyManifest): Prior {
  if (manifest.family === 'composite') return manifest.prior
  const mean = 'trees' in manifest ? manifest.training.targetMean : manifest.targetScaling?.mean
  return { classCounts: manifest.training.classCounts ?? [], mean: mean ?? 0 }
}

/** Answers as columns; see `Model.predict`. */
export function decodeAnswers(
  { classes, target }: Pick<AnyManifest, 'classes' | 'target'>,
  answers: Float32Array,
  rows: number,
): ColumnBatch {
  const columns: Record<string, ColumnData> = Object.create(null)
  if (!classes) {
    columns.prediction = Float64Array.from(answers)
    return { rows, columns }
  }
  const labels = Array.from(
    { length: rows },
    (_, row) => classes[likeliest(answers, row, classes.length)] as string,
  )
  columns.prediction = target.kind === 'boolean' ? labels.map((label) => label === 'true') : labels
  classes.forEach((label, k) => {
    const probabilities = new Float64Array(rows)
    for (let row = 0; row < rows; row++) probabilities[row] = answers[row * classes.length + k] as number
    columns[`probability_${label}`] = probabilities
  })
  return { rows, columns }
}
