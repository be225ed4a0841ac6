import { type Column, takesImage } from '../../../../nodes/kit/columns.ts'
import { say } from '../../../i18n/current.ts'

/** A row as the fields of a form hold it: texts by column; the empty text is a missing value. */
export type RowFields = Readonly<Record<string, string>>

type NumberList = (number | NumberList)[]

/** What an endpoint takes: one value a column. */
export type RowValue = string | number | boolean | null | NumberList
export type RequestRow = Readonly<Record<string, RowValue>>

const toText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

export const fieldsOf = (columns: readonly Column[], row: Readonly<Record<string, unknown>>): RowFields =>
  Object.fromEntries(columns.map((column) => [column.name, toText(row[column.name])]))

export interface ParsedRow {
  row: RequestRow
  /** Problems by column, in words. */
  problems: Readonly<Record<string, string>>
}

function parseList(text: string): { value: RowValue } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return { value: value as NumberList }
  } catch {
    // Not JSON, so no list either.
  }
  return { problem: say('Write it as a list of numbers: [0.5, 1, 2].') }
}

function parseField(column: Column, text: string): { value: RowValue } | { problem: string } {
  const trimmed = text.trim()
  if (trimmed === '') return { value: null }
  switch (column.kind) {
    case 'number': {
      // A comma as decimal mark is common and never a thousands mark in a single-number field.
      const value = Number(trimmed.replace('−', '-').replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
      return Number.isFinite(value) ? { value } : { problem: say('This is not a number.') }
    }
    case 'boolean':
      if (trimmed === 'true' || trimmed === 'false') return { value: trimmed === 'true' }
      return { problem: say('Choose true or false.') }
    case 'datetime':
      if (Number.isNaN(Date.parse(trimmed)))
        return { problem: say('Write it as 2024-03-09 or 2024-03-09T14:30.') }
      return { value: trimmed }
    case 'category':
    case 'text':
    case 'image':
      return { value: text }
    case 'sequence':
    case 'vector':
      return takesImage(column) && trimmed.startsWith('data:') ? { value: trimmed } : parseList(trimmed)
  }
}

/** Turns the fields into the row to send. */
export function parseRow(columns: readonly Column[], fields: RowFields): ParsedRow {
  const row: Record<string, RowValue> = {}
  const problems: Record<string, string> = {}
  for (const column of columns) {
    const parsed = parseField(column, fields[column.name] ?? '')
    if ('problem' in parsed) {
      problems[column.name] = parsed.problem
      row[column.name] = null
    } else row[column.name] = parsed.value
  }
  return { row, problems }
}
