import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { decodeImages } from '../images/decode.ts'
import { isPicture, vectorOf } from '../images/pixels.ts'
import { parseDatetime } from './datetime.ts'

/**
 * Values by column, as serving, transforms and models pass them: no object per row.
 *
 * - `Float64Array` for numbers, and for datetimes as milliseconds since 1970 in UTC. NaN means missing: a table
 *   never tells a NaN that was computed from a value that is absent. Infinities are values.
 * - `(string | null)[]` for categories and text; null means missing, the empty string is a value.
 * - `(boolean | null)[]` for booleans; null means missing.
 * - `(Uint8Array | null)[]` for images as they are encoded (JPEG, PNG, …), `(Float32Array | null)[]` for vectors, each
 *   row-major in the shape of its column; null means missing.
 */
export type ColumnData = PlainData | BytesData | VectorData
/** Data that an expression reads. */
export type PlainData = Float64Array | TextData | BooleanData
export type TextData = (string | null)[]
export type BooleanData = (boolean | null)[]
export type BytesData = (Uint8Array | null)[]
export type VectorData = (Float32Array | null)[]

/** Columns of one length. `rows` stands on its own, since a batch without columns still has rows. */
export interface ColumnBatch {
  rows: number
  columns: Record<string, ColumnData>
}

/** What an expression or a batch sees of a column: a datetime is a number there. */
export type ValueType = 'number' | 'text' | 'boolean'
/** What a batch carries. */
export type CellType = ValueType | 'bytes' | 'vector'

/** How the values of a column arrive in a batch. */
export function cellTypeOf(column: Pick<Column, 'kind' | 'name'>): CellType {
  if (column.kind === 'image') return 'bytes'
  return column.kind === 'vector' || column.kind === 'sequence' ? 'vector' : valueTypeOf(column)
}

/** The same where only plain values will do. Throws DataError `column_kind` for images and vectors. */
export function valueTypeOf(column: Pick<Column, 'kind' | 'name'>): ValueType {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return 'number'
    case 'category':
    case 'text':
      return 'text'
    case 'boolean':
      return 'boolean'
    case 'image':
    case 'sequence':
    case 'vector':
      throw new DataError(
        'column_kind',
        `Column "${column.name}" holds a ${column.kind}, which can't be read as a plain value here. Leave the column out.`,
      )
  }
}

/** A column of nothing but missing values. */
export function missingColumn(type: ValueType, rows: number): PlainData
export function missingColumn(type: CellType, rows: number): ColumnData
export function missingColumn(type: CellType, rows: number): ColumnData {
  return type === 'number'
    ? new Float64Array(rows).fill(Number.NaN)
    : Array.from<null>({ length: rows }).fill(null)
}

/** The column of a batch, or DataError `missing_column`. */
export function columnOfBatch(batch: ColumnBatch, name: string): ColumnData {
  const data = Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined
  if (data === undefined) {
    throw new DataError('missing_column', `Column "${name}" is missing.`, { field: name })
  }
  return data
}

/** The numbers of a column, or DataError `missing_column` or `wrong_type`. */
export function numbersOf(batch: ColumnBatch, name: string): Float64Array {
  const data = columnOfBatch(batch, name)
  if (!(data instanceof Float64Array)) {
    throw new DataError('wrong_type', `Column "${name}" must hold numbers.`, { field: name })
  }
  return data
}

/** One value as plain JSON: null where it is missing, or an image or a vector. */
export function valueAt(data: ColumnData, row: number): number | string | boolean | null {
  const value = data[row]
  if (value === undefined || value === null || typeof value === 'object') return null
  return typeof value === 'number' && Number.isNaN(value) ? null : value
}

/**
 * A batch from row objects, as a request sends them. Null means missing; a column absent from a row is an error, so
 * that a misspelt name is never taken for a missing value, unless `absent` says `missing`. Fields that are not among
 * the columns are left out. Throws DataError `missing_column` or `wrong_type`, naming row and column.
 */
export function batchFromRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly RequestColumn[],
  absent: 'error' | 'missing' = 'error',
): ColumnBatch {
  const batch: ColumnBatch = { rows: rows.length, columns: Object.create(null) }
  for (const column of columns) {
    const type = cellTypeOf(column)
    const data = missingColumn(type, rows.length)
    batch.columns[column.name] = data
    rows.forEach((row, index) => {
      const value = Object.hasOwn(row, column.name) ? row[column.name] : undefined
      if (value === undefined && absent === 'error') {
        throw new DataError(
          'missing_column',
          `Row ${index + 1} has no "${column.name}". Send every column; null stands for a missing value.`,
          { field: column.name },
        )
      }
      if (value === undefined || value === null) return
      data[index] = coerce(value, column, type, index) as never
    })
  }
  return batch
}

type RequestColumn = Pick<Column, 'name' | 'kind' | 'shape'>

function coerce(
  value: unknown,
  column: RequestColumn,
  type: CellType,
  index: number,
): number | string | boolean | Uint8Array | Float32Array {
  if (type === 'number' && typeof value === 'number') return value
  if (type === 'number' && column.kind === 'datetime' && typeof value === 'string') {
    const time = parseDatetime(value)
    if (time !== null) return time
  }
  if (type === 'text' && typeof value === 'string') return value
  if (type === 'boolean' && typeof value === 'boolean') return value
  if (type === 'bytes' && typeof value === 'string') {
    const bytes = bytesOf(value)
    if (bytes) return bytes
  }
  if (type === 'vector' && Array.isArray(value)) {
    const numbers = (value as unknown[]).flat(column.shape?.length ?? 1)
    const size = column.shape?.reduce((product, side) => product * side, 1) ?? numbers.length
    if (numbers.length === size && numbers.every((each) => Number.isFinite(each)))
      return Float32Array.from(numbers as number[])
  }
  if (type === 'vector' && typeof value === 'string') {
    const vector = pictured(value, column)
    if (vector) return vector
  }
  throw new DataError(
    'wrong_type',
    `Row ${index + 1}: "${column.name}" must be ${expectationOf(column)}, but is ${describe(value)}.`,
    { field: column.name },
  )
}

const expectation: Partial<Record<Column['kind'], string>> = {
  number: 'a number',
  datetime: 'a date and time such as "2024-03-01T12:00:00Z", or milliseconds since 1970',
  category: 'a text',
  text: 'a text',
  boolean: 'true or false',
  image: 'the bytes of an image in base64',
}

const expectationOf = ({ kind, shape }: RequestColumn): string =>
  expectation[kind] ??
  (shape
    ? `a list of ${shape.join(' × ')} numbers${isPicture(shape) ? ', or an image in base64' : ''}`
    : 'a list of numbers')

/** The vector of a picture that is sent as an image, stretched to the shape of its column. */
function pictured(text: string, { shape }: RequestColumn): Float32Array | undefined {
  const bytes = isPicture(shape) ? bytesOf(text) : undefined
  if (!bytes || !isPicture(shape)) return undefined
  const [height, width, channels] = shape
  const [pixels] = decodeImages([bytes], { height, width, fit: 'stretch' })
  return pixels && vectorOf(pixels, channels)
}

/** The bytes of a base64 text, with or without `data:…;base64,` before it; undefined where it is none. */
function bytesOf(text: string): Uint8Array | undefined {
  const encoded = text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text
  if (encoded === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return undefined
  return Buffer.from(encoded, 'base64')
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}
