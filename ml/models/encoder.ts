import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import {
  cellTypeOf,
  type ColumnBatch,
  type ColumnData,
  columnOfBatch,
  type VectorData,
} from '../tables/column-batch.ts'

/** How one column becomes numbers: itself, or one input per category. */
export type ColumnEncoding =
  | { column: string; as: 'number' /** Stands in for a missing value. */; missing: number }
  | {
      column: string
      as: 'oneHot' /** In code-unit order; any other value, or none, is all zeros. */
      categories: string[]
    }
  | {
      column: string
      as: 'vector' /** Lengths of its axes; a missing one is all zeros. */
      shape: number[]
    }
  | {
      column: string
      as: 'tokens' /** Whole numbers 0…vocabulary−1; any other, and a missing one, is 0. */
      length: number
      vocabulary: number
    }

/** How the columns that a model reads become its input vector, in order. Plain JSON. */
export type Encoder = readonly ColumnEncoding[]

/** Inputs per row. */
export const encodedWidth = (encoder: Encoder): number =>
  encoder.reduce((sum, encoding) => sum + widthOf(encoding), 0)

function widthOf(encoding: ColumnEncoding): number {
  if (encoding.as === 'number') return 1
  if (encoding.as === 'oneHot') return encoding.categories.length
  return encoding.as === 'tokens'
    ? encoding.length
    : encoding.shape.reduce((product, length) => product * length, 1)
}

/** What enters a network by layers: its lengths per row; `tokens` where these are ids, of so many words. */
export interface NetworkInput {
  shape: readonly number[]
  tokens?: { vocabulary: number }
}

/** The inputs as a network by layers takes them: one list that comes alone in its shape, anything else as a vector. */
export function networkInputOf(encoder: Encoder): NetworkInput {
  const [first, ...others] = encoder
  if (first && others.length === 0) {
    if (first.as === 'vector' && first.shape.length > 1) return { shape: first.shape }
    if (first.as === 'tokens') return { shape: [first.length], tokens: { vocabulary: first.vocabulary } }
  }
  return { shape: [encodedWidth(encoder)] }
}

/** The names of the inputs, in order: `mass`, `island=Dream`. */
export const encodedNames = (encoder: Encoder): string[] =>
  encoder.flatMap((encoding) =>
    encoding.as === 'oneHot'
      ? encoding.categories.map((category) => `${encoding.column}=${category}`)
      : encoding.as === 'number'
        ? [encoding.column]
        : Array.from({ length: widthOf(encoding) }, (_, index) => `${encoding.column}[${index}]`),
  )

interface ColumnStatistics {
  column: Column
  sum: number
  present: number
  categories: Set<string>
  /** Of tokens. */
  largest: number
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
      const { kind } = column
      const list = (kind === 'vector' || kind === 'sequence') && column.shape !== undefined
      if (!list && cellTypeOf(column) !== 'number' && kind !== 'category' && kind !== 'boolean') {
        throw new DataError(
          'column_kind',
          `Column "${column.name}" holds a ${column.kind}, which can't be encoded.`,
        )
      }
      return { column, sum: 0, present: 0, categories: new Set(), largest: 0 }
    })
  }

  /** Takes in training rows. Throws DataError `missing_column`, `wrong_type` or `not_finite`. */
  add(batch: ColumnBatch): void {
    this.rows += batch.rows
    for (const statistics of this.statistics) {
      const data = columnOfBatch(batch, statistics.column.name)
      const type = cellTypeOf(statistics.column)
      if (type === 'number') addNumbers(statistics, data)
      else if (type === 'vector') addVectors(statistics, data)
      else addCategories(statistics, data)
    }
  }

  /** Throws DataError `column_all_missing` where a column has no value in any training row. */
  finish(): Encoder {
    return this.statistics.map(({ column, sum, present, categories, largest }): ColumnEncoding => {
      if (present === 0 && this.rows > 0) {
        throw new DataError(
          'column_all_missing',
          `Column "${column.name}" has no value in any training row, so nothing can be learnt from it. Set its role to ignore at the source, or fill it before Train.`,
        )
      }
      if (column.kind === 'vector')
        return { column: column.name, as: 'vector', shape: [...(column.shape ?? [])] }
      if (column.kind === 'sequence') {
        const vocabulary = Math.max(column.categories?.length ?? 0, largest + 1)
        return { column: column.name, as: 'tokens', length: column.shape?.[0] ?? 0, vocabulary }
      }
      return cellTypeOf(column) === 'number'
        ? { column: column.name, as: 'number', missing: sum / present }
        : { column: column.name, as: 'oneHot', categories: [...categories].sort(byCodeUnit) }
    })
  }
}

const notFinite = (column: string) =>
  new DataError(
    'not_finite',
    `Column "${column}" contains an infinite value, from which no model can learn. Remove such rows, or make the value missing.`,
  )

function addNumbers(statistics: ColumnStatistics, data: ColumnData): void {
  if (!(data instanceof Float64Array)) throw wrongType(statistics.column.name, 'numbers')
  for (const value of data) {
    if (Number.isNaN(value)) continue
    if (!Number.isFinite(value)) {
      throw notFinite(statistics.column.name)
    }
    statistics.sum += value
    statistics.present++
  }
}

function addVectors(statistics: ColumnStatistics, data: ColumnData): void {
  const { column } = statistics
  const size = (column.shape ?? []).reduce((product, length) => product * length, 1)
  for (const value of vectorsOf(data, column.name)) {
    if (!value) continue
    checkLength(value, size, column.name)
    for (const number of value) {
      if (!Number.isFinite(number)) throw notFinite(column.name)
      if (number > statistics.largest) statistics.largest = number
    }
    statistics.present++
  }
}

function vectorsOf(data: ColumnData, column: string): VectorData {
  const first = data instanceof Float64Array ? 0 : data.find((value) => value !== null)
  if (first !== undefined && !(first instanceof Float32Array)) throw wrongType(column, 'lists of numbers')
  return data as VectorData
}

function checkLength(value: Float32Array, size: number, column: string): void {
  if (value.length === size) return
  throw new DataError(
    'wrong_length',
    `A list of column "${column}" holds ${value.length} numbers, and ${size} are expected. Make all of one length.`,
    { field: column },
  )
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
    next += widthOf(encoding)
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
        } else if (encoding.as === 'vector' || encoding.as === 'tokens') {
          const size = widthOf(encoding)
          vectorsOf(data, encoding.column).forEach((value, row) => {
            if (!value) return
            checkLength(value, size, encoding.column)
            into.set(
              encoding.as === 'tokens' ? known(value, encoding.vocabulary) : value,
              start + row * width + at,
            )
          })
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

const known = (ids: Float32Array, vocabulary: number): Float32Array =>
  ids.map((id) => (id >= 0 && id < vocabulary ? Math.trunc(id) : 0))

const wrongType = (column: string, expected: string) =>
  new DataError('wrong_type', `Column "${column}" must hold ${expected}.`, { field: column })
