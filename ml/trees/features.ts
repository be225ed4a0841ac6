import { DataError } from '../errors.ts'
import { byCodeUnit } from '../models/encoder.ts'
import { type ColumnBatch, columnOfBatch, valueTypeOf } from '../tables/column-batch.ts'
import type { Column } from '../../nodes/kit/columns.ts'

/** How trees read a column: a number as it is, a category by its place in a list. Plain JSON. */
export type TreeFeature =
  | { column: string; as: 'number' }
  | {
      column: string
      as: 'category' /** In code-unit order; any other value counts as missing. */
      categories: string[]
    }

/** Most bins of a column, and most categories that trees tell apart: a bin is a byte, and one byte means missing. */
export const MAX_BINS = 255

/** Values of the features, column by column: numbers, or places of categories. NaN: missing. */
export type FeatureColumns = Float64Array[]

/** Prepares features for batches; the lookups of categories are built once. Throws DataError `missing_column` or `wrong_type`. */
export function compileFeatures(features: readonly TreeFeature[]): (batch: ColumnBatch) => FeatureColumns {
  const places = features.map((feature) =>
    feature.as === 'category'
      ? new Map(feature.categories.map((category, place) => [category, place]))
      : null,
  )
  return (batch) =>
    features.map(({ column }, index) => {
      const data = columnOfBatch(batch, column)
      const known = places[index]
      if (!known) {
        if (!(data instanceof Float64Array)) throw wrongType(column, 'numbers')
        return data
      }
      if (data instanceof Float64Array) throw wrongType(column, 'text or true/false')
      const codes = new Float64Array(batch.rows)
      for (let row = 0; row < batch.rows; row++) {
        const value = data[row]
        codes[row] =
          (value === null || value === undefined ? undefined : known.get(String(value))) ?? Number.NaN
      }
      return codes
    })
}

const wrongType = (column: string, expected: string) =>
  new DataError('wrong_type', `Column "${column}" must hold ${expected}.`, { field: column })

/** Learns from training rows, a batch at a time, which categories there are. */
export class FeatureFit {
  private readonly columns: { column: Column; counts: Map<string, number> | null; present: number }[]

  constructor(columns: readonly Column[]) {
    this.columns = columns.map((column) => ({
      column,
      counts: valueTypeOf(column) === 'number' ? null : new Map(),
      present: 0,
    }))
  }

  /** Throws DataError `missing_column`, `wrong_type` or `not_finite`. */
  add(batch: ColumnBatch): void {
    for (const fit of this.columns) {
      const data = columnOfBatch(batch, fit.column.name)
      if (data instanceof Float64Array) {
        for (const value of data) {
          if (Number.isNaN(value)) continue
          if (!Number.isFinite(value)) {
            throw new DataError(
              'not_finite',
              `Column "${fit.column.name}" contains an infinite value, from which no model can learn. Remove such rows, or make the value missing.`,
            )
          }
          fit.present++
        }
      } else {
        for (const value of data) {
          if (value === null) continue
          fit.present++
          fit.counts?.set(String(value), (fit.counts.get(String(value)) ?? 0) + 1)
        }
      }
    }
  }

  /**
   * Of more categories than a byte can tell apart, the most frequent are kept. Throws DataError `column_all_missing`
   * where a column has no value in any training row.
   */
  finish(): { features: TreeFeature[]; cut: string[] } {
    const cut: string[] = []
    const features = this.columns.map(({ column, counts, present }): TreeFeature => {
      if (present === 0) {
        throw new DataError(
          'column_all_missing',
          `Column "${column.name}" has no value in any training row, so nothing can be learnt from it. Set its role to ignore at the source, or fill it before Train.`,
        )
      }
      if (!counts) return { column: column.name, as: 'number' }
      const byFrequency = [...counts].sort(([a, n], [b, m]) => m - n || byCodeUnit(a, b))
      if (byFrequency.length > MAX_BINS) cut.push(column.name)
      const categories = byFrequency.slice(0, MAX_BINS).map(([category]) => category)
      return { column: column.name, as: 'category', categories: categories.sort(byCodeUnit) }
    })
    return { features, cut }
  }
}
