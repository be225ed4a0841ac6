import { commonStorage } from '../../combine/union/definition.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { sortedCategories, TakenNames } from '../../kit/new-columns.ts'
import { kindTitles } from '../../kit/table-schemas.ts'

export interface ItemTable {
  label: string
  schema: TableSchema
}

/** Columns of several tables put under one another by their names, and the column that says which item a row is of. */
export function gatherColumns(tables: readonly ItemTable[]): {
  item: Column
  columns: Column[]
  problems: NodeProblem[]
} {
  const problems: NodeProblem[] = []
  const problem = (code: string, message: string) =>
    problems.push({ severity: 'error', code, message, port: 'table' })
  const found = new Map<string, { column: Column; of: string }>()
  for (const { label, schema } of tables) {
    for (const column of schema.columns) {
      const key = column.name.toLowerCase()
      const before = found.get(key)
      if (!before) {
        found.set(key, { column, of: label })
        continue
      }
      const storage = commonStorage(before.column.storage, column.storage)
      if (before.column.name !== column.name)
        problem(
          'name_taken',
          `*${before.column.name}* of “${before.of}” and *${column.name}* of “${label}” differ in case alone. Rename one of them.`,
        )
      else if (before.column.kind !== column.kind || storage === undefined)
        problem(
          'kinds_differ',
          `*${column.name}* is ${kindTitles[before.column.kind]} in “${before.of}” and ${kindTitles[column.kind]} in “${label}”. Cast it with *Select, rename, cast*.`,
        )
      else before.column = merged(before.column, column, storage)
    }
  }
  const columns = [...found.values()].map(({ column }) => column)
  const item = new TakenNames(columns).add({
    name: 'item',
    kind: 'category',
    storage: 'varchar',
    role: 'feature',
  })
  return { item, columns, problems }
}

function merged(before: Column, column: Column, storage: Column['storage']): Column {
  if (before === column) return before
  const { categories, ...rest } = before
  return categories && column.categories
    ? { ...rest, storage, categories: sortedCategories([...categories, ...column.categories]) }
    : { ...rest, storage }
}

/** Why an item failed. */
export const errorColumn = (taken: TakenNames): Column =>
  taken.add({ name: 'error', kind: 'text', storage: 'varchar', role: 'ignore' })
