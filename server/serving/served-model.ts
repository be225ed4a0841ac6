import type { ColumnBatch } from '../../ml/tables/column-batch.ts'
import type { Column } from '../../nodes/kit/columns.ts'

/** A model with the transforms before it, loaded: raw columns in, answers out. */
export interface ServedModel {
  family: string
  /** Columns that a request must carry. */
  request: readonly Column[]
  target: Column
  /** Labels in the order of the probabilities; empty where a number is predicted. */
  classes: readonly string[]
  /** Values that the model learnt, by the name of the category column in the request. */
  knownCategories: ReadonlyMap<string, ReadonlySet<string>>
  /** Columns `prediction` and, for classes, `probability_<label>`; row for row. */
  predict(batch: ColumnBatch): ColumnBatch | Promise<ColumnBatch>
  dispose(): void
}
