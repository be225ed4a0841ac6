import type { ColumnBatch, ColumnData } from '../tables/column-batch.ts'

export interface ColumnImportance {
  column: string
  /** How much better the score is with the column as it is, over the repeats. */
  mean: number
  /** Population standard deviation over the repeats. */
  std: number
}

export interface Permuting {
  batch: ColumnBatch
  /** Shuffled in turn; the others stay as they are. */
  columns: readonly string[]
  repeats: number
  /** For each place, the row whose value comes there. */
  permutation: (column: number, repeat: number) => ArrayLike<number>
  /** Scores the rows of a batch; NaN where there is no score. */
  score: (batch: ColumnBatch) => number
  direction: 'maximize' | 'minimize'
  /** Called before each column; rejects to end. */
  onColumn?: (column: number) => Promise<void>
}

/**
 * How much a score loses where the values of one column are dealt to other rows: what the column tells that no other
 * tells (Breiman 2001; Fisher, Rudin and Dominici 2019), as scikit-learn's `permutation_importance`. In the order of the
 * columns; a repeat without a score is left out.
 */
export async function permutationImportance({
  batch,
  columns,
  repeats,
  permutation,
  score,
  direction,
  onColumn,
}: Permuting): Promise<{ score: number; columns: ColumnImportance[] }> {
  const whole = score(batch)
  const sign = direction === 'maximize' ? 1 : -1
  const found: ColumnImportance[] = []
  for (const [at, column] of columns.entries()) {
    await onColumn?.(at)
    const values = batch.columns[column] as ColumnData
    const falls: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const changed = Object.assign(Object.create(null), batch.columns) as ColumnBatch['columns']
      changed[column] = takeRows(values, permutation(at, repeat))
      const fall = sign * (whole - score({ rows: batch.rows, columns: changed }))
      if (!Number.isNaN(fall)) falls.push(fall)
    }
    found.push({ column, ...meanAndDeviation(falls) })
  }
  return { score: whole, columns: found }
}

/** Values of some rows, in their order. */
export function takeRows(values: ColumnData, rows: ArrayLike<number>): ColumnData {
  if (values instanceof Float64Array) {
    const taken = new Float64Array(rows.length)
    for (let at = 0; at < rows.length; at++) taken[at] = values[rows[at] as number] as number
    return taken
  }
  return Array.from(rows, (row) => values[row] ?? null) as ColumnData
}

function meanAndDeviation(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, std: Math.sqrt(squares / values.length) }
}
