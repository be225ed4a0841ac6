import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { type ColumnBatch, type ColumnData, columnOfBatch, valueTypeOf } from '../tables/column-batch.ts'

/** How one column becomes numbers: itself, or one input per category. */
export type ColumnEncoding =
  | { column: string; as: 'number' /** Stands in for a missing value. */; missing: number }
  | {
      column: string
      as: 'oneHot' /** In code-unit order; any other value, or none, is all zeros. */
      categories: string[]
    }

/** How the columns that a model reads become its input vector, in order. Plain JSON. */
export type Encoder = readonly ColumnEncoding[]

/** Inputs per row. */
export const encodedWidth = (encoder: Encoder): number =>
  encoder.reduce((sum, encoding) => sum + (encoding.as === 'number' ? 1 : encoding.categories.length), 0)

/** The names of the inputs, in order: `mass`, `island=Dream`. */
export const encodedNames = (encoder: Encoder): string[] =>
  encoder.flatMap((encoding) =>
    encoding.as === 'number'
      ? [encoding.column]
      : encoding.categories.map((category) => `${encoding.column}=${category}`),
  )

interface ColumnStatistics {
  column: Column
  sum: number
  present: number
  categories: Set<string>
}

/**
 * Learns an encoder from training rows, a batch at a time. Sums run in the order of the rows, so the same rows give
 * the same encoder bit for bit.
 */
export class EncoderFit {
  private readonly statistics: ColumnStatistics[]
  private rows = 0

  constructor(columns: readonly Column[]) {
    this.statistics = columns.map((column) => {
      if (valueTypeOf(column) !== 'number' && column.kind !== 'category' && column.kind !== 'boolean') {
        throw new DataError(
          'column_kind',
          `Column "${column.name}" holds a ${column.kind}, which can't be encoded.`,
        )
      }
      return { column, sum: 0, present: 0, categories: new Set() }
    })
  }

  /** Takes in training rows. Throws DataError `missing_column`, `wrong_type` or `not_finite`. */
  add(batch: ColumnBatch): void {
    this.rows += batch.rows
    for (const statistics of this.statistics) {
      const data = columnOfBatch(batch, statistics.column.name)
      if (valueTypeOf(statistics.column) === 'number') addNumbers(statistics, data)
      else addCategories(statistics, data)
    }
  }

  /** Throws DataError `column_all_missing` where a column has no value in any training row. */
  finish(): Encoder {
    return this.statistics.map(({ column, sum, present, categories }): ColumnEncoding => {
      if (present === 0 && this.rows > 0) {
        throw new DataError(
          'column_all_missing',
          `Column "${column.name}" has no value in any training row, so nothing can be learnt from it. Set its role to ignore at the source, or fill it before Train.`,
        )
      }
      return valueTypeOf(column) === 'number'
        ? { column: column.name, as: 'number', missing: sum / present }
        : { column: column.name, as: 'oneHot', categories: [...categories].sort(byCodeUnit) }
    })
  }
}

function addNumbers(statistics: ColumnStatistics, data: ColumnData): void {
  if (!(data instanceof Float64Array)) throw wrongType(statistics.column.name, 'numbers')
  for (const value of data) {
    if (Number.isNaN(value)) continue
    if (!Number.isFinite(value)) {
      throw new DataError(
        'not_finite',
        `Column "${statistics.column.name}" contains an infinite value, from which no model can learn. Remove such rows, or make the value missing.`,
      )
    }
    statistics.sum += value
    statistics.present++
  }
}

function addCategories(statistics: ColumnStatistics, data: ColumnData): void {
  if (data instanceof Float64Array) throw wrongType(statistics.column.name, 'categories')
  for (const value of data) {
    if (value === null) continue
    statistics.categories.add(String(value))
    statistics.present++
  }
}

/** The order of classes and categories everywhere: by UTF-16 code unit. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** An encoder ready to run. */
export interface CompiledEncoder {
  width: number
  /** Writes the input vectors of a batch, row-major, from row `offset` of `into` on. Throws DataError `missing_column` or `wrong_type`. */
  encode(batch: ColumnBatch, into: Float32Array, offset?: number): void
}

/** Prepares an encoder; the lookups of its categories are built once. */
export function compileEncoder(encoder: Encoder): CompiledEncoder {
  const width = encodedWidth(encoder)
  let next = 0
  const columns = encoder.map((encoding) => {
    const at = next
    next += encoding.as === 'number' ? 1 : encoding.categories.length
    const positions =
      encoding.as === 'oneHot'
        ? new Map(encoding.categories.map((category, index) => [category, at + index]))
        : null
    return { encoding, at, positions }
  })
  return {
    width,
    encode(batch, into, offset = 0) {
      const start = offset * width
      into.fill(0, start, start + batch.rows * width)
      for (const { encoding, at, positions } of columns) {
        const data = columnOfBatch(batch, encoding.column)
        if (encoding.as === 'number') {
          if (!(data instanceof Float64Array)) throw wrongType(encoding.column, 'numbers')
          for (let row = 0, to = start + at; row < batch.rows; row++, to += width) {
            const value = data[row] as number
            into[to] = Number.isNaN(value) ? encoding.missing : value
          }
        } else if (positions) {
          if (data instanceof Float64Array) throw wrongType(encoding.column, 'text or true/false')
          for (let row = 0; row < batch.rows; row++) {
            const value = data[row]
            if (value === null || value === undefined) continue
            const position = positions.get(typeof value === 'string' ? value : String(value))
            if (position !== undefined) into[start + row * width + position] = 1
          }
        }
      }
    },
  }
}

const wrongType = (column: string, expected: string) =>
  new DataError('wrong_type', `Column "${column}" must hold ${expected}.`, { field: column })
