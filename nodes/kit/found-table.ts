import { z } from 'zod'
import type { Column, ColumnKind, ColumnStorage, TableSchema } from './columns.ts'
import type { NodeProblem } from './define.ts'
import { field } from './params.ts'
import { missingColumnMessage, sourceSchema } from './table-schemas.ts'

/** Kinds that a column of a file or of a query may have. */
export const plainKinds = ['number', 'category', 'boolean', 'datetime', 'text'] as const
type PlainKind = (typeof plainKinds)[number]

const storageOf: Readonly<Record<PlainKind, ColumnStorage>> = {
  number: 'double',
  category: 'varchar',
  boolean: 'boolean',
  datetime: 'timestamp',
  text: 'varchar',
}

/** Kinds by column name, where the guess was wrong. */
export const columnTypes = () =>
  field(z.record(z.string(), z.enum(plainKinds)).default({}), {
    title: 'Column types',
    description: 'What a column means, where the guess was wrong.',
    ui: { widget: 'columnTypes', port: 'table' },
  })

function retype(column: Column, kind: ColumnKind & PlainKind): Column {
  if (column.kind === kind) return column
  const { categories: _, ...rest } = column
  return { ...rest, kind, storage: storageOf[kind] }
}

/** What a source brings: the columns that were found in it, with the types and the target that a person chose. */
export function foundTable(
  known: TableSchema,
  { types, target }: { types: Readonly<Record<string, PlainKind>>; target: string },
): { schema: TableSchema; problems: NodeProblem[] } {
  const problems: NodeProblem[] = []
  for (const name of Object.keys(types)) {
    if (known.columns.some((column) => column.name === name)) continue
    const message = missingColumnMessage(name, known.columns)
    problems.push({ severity: 'warning', code: 'column_missing', message, field: 'types' })
  }
  const columns = known.columns.map((column) => {
    const kind = Object.hasOwn(types, column.name) ? types[column.name] : undefined
    return kind ? retype(column, kind) : column
  })
  const source = sourceSchema(columns, target)
  return { schema: source.schema, problems: [...problems, ...source.problems] }
}
