import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { cellTypeOf, type ColumnBatch } from '../tables/column-batch.ts'
import type { Engine } from '../tables/engine.ts'
import { selectColumns } from '../tables/select-columns.ts'
import type { Model } from './model.ts'

/** Rows of a table that a model is to answer. */
export interface RowsToAnswer {
  path: string
  columns: readonly Column[]
  /** A condition in SQL; all rows without it. */
  where?: string
  /** Columns to read beside the model's inputs. */
  also?: readonly Column[]
}

/**
 * Runs a model over a table, a chunk at a time, in the order of row ids. `visit` receives the columns read and the
 * answers as `Model.answers` gives them; both are valid only during the call. Throws DataError `missing_column`
 * or `wrong_type` where the table is not one that the model can read.
 */
export async function scanAnswers(
  engine: Engine,
  table: RowsToAnswer,
  model: Model,
  visit: (batch: ColumnBatch, answers: Float32Array) => void,
): Promise<void> {
  await scanRows(engine, table, model, (batch) => visit(batch, model.answers(batch)))
}

/** As `scanAnswers`, with the columns only. */
export async function scanRows(
  engine: Engine,
  table: RowsToAnswer,
  model: Pick<Model, 'inputs'>,
  visit: (batch: ColumnBatch) => void,
): Promise<void> {
  const inputs = model.inputs.map((input) => matchInput(input, table.columns))
  const also = (table.also ?? []).filter((column) => !inputs.some(({ name }) => name === column.name))
  const { sql, types } = selectColumns(table.path, [...inputs, ...also], table.where)
  await engine.scan(sql, types, visit)
}

/** The column of a table that a model reads as `input`, or DataError `missing_column` or `wrong_type`. */
export function matchInput(input: Column, columns: readonly Column[]): Column {
  const column = columns.find(({ name }) => name === input.name)
  if (!column) {
    throw new DataError(
      'missing_column',
      `The model reads column "${input.name}", which this table doesn't have. Connect a table that went through the same steps as the one it was trained on.`,
    )
  }
  if (cellTypeOf(column) !== cellTypeOf(input)) {
    throw new DataError(
      'wrong_type',
      `Column "${input.name}" holds ${column.kind} here, but the model was trained on ${input.kind}. Give it the same kind at the source.`,
    )
  }
  if (String(column.shape ?? '') !== String(input.shape ?? '')) {
    const inWords = ({ shape }: Column) => shape?.join(' × ') ?? 'no certain size'
    throw new DataError(
      'wrong_type',
      `Column "${input.name}" holds ${inWords(column)} here, but the model was trained on ${inWords(input)}. Prepare it as for the training.`,
    )
  }
  return column
}
