import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { parseDatetime } from './datetime.ts'

/**
 * Values by column, as serving, transforms and models pass them: no object per row.
 *
 * - `Float64Array` for numbers, and for datetimes as milliseconds since 1970 in UTC. NaN means missing: a table
 *   never tells a NaN that was computed from a value that is absent. Infinities are values.
 * - `(string | null)[]` for categories and text; null means missing, the empty string is a value.
 * - `(boolean | null)[]` for booleans; null means missing.
 */
export type ColumnData = Float64Array | TextData | BooleanData
export type TextData = (string | null)[]
export type BooleanData = (boolean | null)[]

/** Columns of one length. `rows` stands on its own, since a batch without columns still has rows. */
export interface ColumnBatch {
  rows: number
  columns: Record<string, ColumnData>
}

/** What an expression or a batch sees of a column: a datetime is a number there. */
export type ValueType = 'number' | 'text' | 'boolean'

/** How the values of a column arrive in a batch. Throws DataError `column_kind` for kinds that no batch carries. */
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
export function missingColumn(type: ValueType, rows: number): ColumnData {
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

/** One value as plain JSON: null where it is missing. */
export function valueAt(data: ColumnData, row: number): number | string | boolean | null {
  const value = data[row]
  if (value === undefined || value === null) return null
  return typeof value === 'number' && Number.isNaN(value) ? null : value
}

/**
 * A batch from row objects, as a request sends them. Null means missing; a column absent from a row is an error, so
 * that a misspelt name is never taken for a missing value, unless `absent` says `missing`. Fields that are not among
 * the columns are left out. Throws DataError `missing_column` or `wrong_type`, naming row and column.
 */
export function batchFromRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly Pick<Column, 'name' | 'kind'>[],
  absent: 'error' | 'missing' = 'error',
): ColumnBatch {
  const batch: ColumnBatch = { rows: rows.length, columns: Object.create(null) }
  for (const column of columns) {
    const type = valueTypeOf(column)
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
      data[index] = coerce(value, column, type, index)
    })
  }
  return batch
}

function coerce(
  value: unknown,
  column: Pick<Column, 'name' | 'kind'>,
  type: ValueType,
  index: number,
): number | string | boolean {
  if (type === 'number' && typeof value === 'number') return value
  if (type === 'number' && column.kind === 'datetime' && typeof value === 'string') {
    const time = parseDatetime(value)
    if (time !== null) return time
  }
  if (type === 'text' && typeof value === 'string') return value
  if (type === 'boolean' && typeof value === 'boolean') return value
  throw new DataError(
    'wrong_type',
    `Row ${index + 1}: "${column.name}" must be ${expectation[column.kind] ?? type}, but is ${describe(value)}.`,
    { field: column.name },
  )
}

const expectation: Partial<Record<Column['kind'], string>> = {
  number: 'a number',
  datetime: 'a date and time such as "2024-03-01T12:00:00Z", or milliseconds since 1970',
  category: 'a text',
  text: 'a text',
  boolean: 'true or false',
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}
