import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { type Model, priorOf } from '../models/model.ts'
import { type RowsToAnswer, scanAnswers } from '../models/scan-answers.ts'
import type { Task } from '../models/task.ts'
import { valueTypeOf } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { targetValues } from '../training/read-training-data.ts'
import {
  type ClassEvaluation,
  evaluateClasses,
  evaluateNumbers,
  type NumberEvaluation,
} from './evaluation.ts'

export type ModelEvaluation = {
  task: Task
  target: string
  /** Rows scored. */
  rows: number
  /** Rows without an answer to hold against, or of a class that the model doesn't know. */
  leftOut: number
} & (ClassEvaluation | NumberEvaluation)

/**
 * Holds a model's answers against the known ones, a chunk of rows at a time. Rejects with DataError `no_rows`,
 * `answers_missing`, `missing_column` or `wrong_type`.
 */
export async function evaluateModel(
  engine: Engine,
  table: RowsToAnswer,
  model: Model,
): Promise<ModelEvaluation> {
  const { manifest } = model
  const { task, classes } = manifest
  const target = findTarget(table.columns, manifest.target)
  const labels: Float64Array[] = []
  const answers: Float32Array[] = []
  const width = classes?.length ?? 1
  let rows = 0
  let leftOut = 0
  await scanAnswers(engine, { ...table, also: [target] }, model, (batch, batchAnswers) => {
    const actual = targetValues(batch, target, classes)
    let kept = 0
    const keptLabels = new Float64Array(batch.rows)
    const keptAnswers = new Float32Array(batch.rows * width)
    for (let row = 0; row < batch.rows; row++) {
      if (!Number.isFinite(actual[row])) continue
      keptLabels[kept] = actual[row] as number
      keptAnswers.set(batchAnswers.subarray(row * width, (row + 1) * width), kept * width)
      kept++
    }
    labels.push(keptLabels.subarray(0, kept))
    answers.push(keptAnswers.subarray(0, kept * width))
    rows += kept
    leftOut += batch.rows - kept
  })
  if (rows === 0) {
    throw new DataError(
      'no_rows',
      'There is no row to score. Choose other rows, or give this part a larger share in Split.',
      { field: 'on' },
    )
  }
  const actual = concatenate(labels, new Float64Array(rows))
  const answered = concatenate(answers, new Float32Array(rows * width))
  const prior = priorOf(manifest)
  const common = { task, target: target.name, rows, leftOut }
  return classes
    ? {
        ...common,
        ...evaluateClasses({ rows, classes, labels: actual, probabilities: answered }, prior.classCounts),
      }
    : {
        ...common,
        ...evaluateNumbers({ rows, actual, predicted: answered }, prior.mean),
      }
}

function findTarget(columns: readonly Column[], target: Column): Column {
  const column = columns.find(({ name }) => name === target.name)
  if (!column) {
    throw new DataError(
      'answers_missing',
      `The answers are missing: the model predicts "${target.name}", and this table has no such column.`,
    )
  }
  if (valueTypeOf(column) !== valueTypeOf(target)) {
    throw new DataError(
      'wrong_type',
      `Column "${target.name}" holds ${column.kind} here, but the model predicts ${target.kind}. Give it the same kind at the source.`,
    )
  }
  return column
}

function concatenate<T extends Float64Array | Float32Array>(parts: readonly T[], into: T): T {
  let offset = 0
  for (const part of parts) {
    into.set(part, offset)
    offset += part.length
  }
  return into
}
