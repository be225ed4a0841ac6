import type { Column, ColumnKind, TableSchema } from './columns.ts'
import { findByName } from './columns.ts'
import type { NodeProblem } from './define.ts'

/** Kinds in words, for messages. */
export const kindTitles: Readonly<Record<ColumnKind, string>> = {
  number: 'a number',
  category: 'a category',
  boolean: 'yes/no',
  datetime: 'a date or time',
  text: 'text',
  image: 'an image',
  sequence: 'a sequence',
  vector: 'a vector',
}

const kindPlurals: Readonly<Record<ColumnKind, string>> = {
  number: 'numbers',
  category: 'categories',
  boolean: 'yes/no columns',
  datetime: 'dates or times',
  text: 'texts',
  image: 'images',
  sequence: 'sequences',
  vector: 'vectors',
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listInWords(words: readonly string[], most = 4): string {
  const shown = words.length > most ? words.slice(0, most - 1) : words
  const rest = words.length - shown.length
  const parts = rest > 0 ? [...shown, `${rest} more`] : [...shown]
  const last = parts.pop()
  if (last === undefined) return ''
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}

export const kindsInWords = (kinds: readonly ColumnKind[]): string =>
  listInWords(
    kinds.map((kind) => kindPlurals[kind]),
    kinds.length,
  )

export const namesInWords = (columns: readonly Column[]): string =>
  listInWords(columns.map((column) => `*${column.name}*`))

/** "No column *x* arrives", with the name that was probably meant. */
export function missingColumnMessage(name: string, columns: readonly Column[]): string {
  const near = columns.find((column) => column.name.toLowerCase() === name.trim().toLowerCase())
  if (near) return `No column *${name}* arrives here. Did you mean *${near.name}*?`
  if (columns.length === 0) return `No column *${name}* arrives here: the table has no columns yet.`
  return `No column *${name}* arrives here. There is ${namesInWords(columns)}.`
}

/** Columns that a model may learn from, of the given kinds. */
export const featuresOf = (schema: TableSchema, kinds: readonly ColumnKind[]): Column[] =>
  schema.columns.filter((column) => column.role === 'feature' && kinds.includes(column.kind))

interface Selection {
  columns: Column[]
  problems: NodeProblem[]
}

/**
 * The columns that a `columnsOf` parameter stands for: `auto` is every feature column of the kinds; a list is taken
 * in its own order. Names that don't arrive, or are of another kind, are problems on the field.
 */
export function selectColumns(
  schema: TableSchema,
  selection: 'auto' | readonly string[],
  options: { kinds: readonly ColumnKind[]; field: string },
): Selection {
  const { kinds, field } = options
  if (selection === 'auto') return { columns: featuresOf(schema, kinds), problems: [] }
  const columns: Column[] = []
  const problems: NodeProblem[] = []
  for (const name of new Set(selection)) {
    const column = findByName(schema, name)
    if (!column) {
      if (schema.open) continue
      const message = missingColumnMessage(name, schema.columns)
      problems.push({ severity: 'error', code: 'column_missing', message, field })
    } else if (!kinds.includes(column.kind)) {
      const message = `*${name}* is ${kindTitles[column.kind]}, and only ${kindsInWords(kinds)} can be chosen here. Take it out of the list, or change its kind at the source.`
      problems.push({ severity: 'error', code: 'column_kind', message, field })
    } else {
      columns.push(column)
    }
  }
  return { columns, problems }
}

/**
 * The schema with `columns` in place of those of the same name, and new ones at the end; the same object where that
 * changes nothing, so that what follows need not be computed again.
 */
export function withColumns(schema: TableSchema, columns: readonly Column[]): TableSchema {
  const own = new Set(schema.columns)
  if (columns.every((column) => own.has(column))) return schema
  const replacing = new Map(columns.map((column) => [column.name, column]))
  const kept = schema.columns.map((column) => {
    const replacement = replacing.get(column.name)
    replacing.delete(column.name)
    return replacement ?? column
  })
  return { ...schema, columns: [...kept, ...replacing.values()] }
}

/**
 * What leaves a source: the columns with `target` marked (any other target becomes a feature), and the same columns
 * as the raw row that an endpoint asks for. An empty `target` leaves the roles as they are.
 */
export function sourceSchema(
  columns: readonly Column[],
  target: string,
): { schema: TableSchema; problems: NodeProblem[] } {
  const problems: NodeProblem[] = []
  const chosen = target === '' ? undefined : columns.find((column) => column.name === target)
  if (target !== '' && !chosen) {
    const message = missingColumnMessage(target, columns)
    problems.push({ severity: 'error', code: 'target_missing', message, field: 'target' })
  }
  if (chosen?.kind === 'text') {
    const message = `*${chosen.name}* is text, which no model here predicts. If it holds a few repeated values, set its kind to category.`
    problems.push({ severity: 'warning', code: 'target_text', message, field: 'target' })
  }
  const marked = chosen ? columns.map((column) => withTarget(column, chosen.name)) : columns
  return { schema: { columns: marked, open: false, request: marked }, problems }
}

function withTarget(column: Column, target: string): Column {
  if (column.name === target) return { ...column, role: 'target' }
  return column.role === 'target' ? { ...column, role: 'feature' } : column
}
