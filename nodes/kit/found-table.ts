import { z } from 'zod'
import type { Column, ColumnKind, ColumnStorage, TableSchema } from './columns.ts'
import type { NodeProblem } from './define.ts'
import { field } from './params.ts'
import { missingColumnMessage, sourceSchema } from './table-schemas.ts'
import { classKindOf } from './two-values.ts'

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

/** A target of two numbers of which nobody has said that a number is meant. */
function twoValuesProblem(column: Column): NodeProblem | undefined {
  const kind = classKindOf(column)
  if (!kind || !column.twoValues) return undefined
  const [one, other] = column.twoValues
  const better = kind === 'boolean' ? 'yes or no' : 'category'
  return {
    severity: 'warning',
    code: 'target_two_values',
    message: `*${column.name}* holds two values only, ${one} and ${other}, and is read as a number: what learns from it is a regression. For two classes set its type to ${better} under Column types; set it to number if that is meant.`,
    field: 'types',
  }
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
    if (!kind && column.name === target) {
      const problem = twoValuesProblem(column)
      if (problem) problems.push(problem)
    }
    // Only this choice is made by it: downstream a column is what its kind says.
    const { twoValues: _, ...rest } = column
    const plain = column.twoValues ? rest : column
    return kind ? retype(plain, kind) : plain
  })
  const source = sourceSchema(columns, target)
  return { schema: source.schema, problems: [...problems, ...source.problems] }
}
