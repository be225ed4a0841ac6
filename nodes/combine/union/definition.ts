import { z } from 'zod'
import type { Column, ColumnStorage, TableSchema } from '../../kit/columns.ts'
import { findByName } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { sortedCategories, TakenNames } from '../../kit/new-columns.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles } from '../../kit/table-schemas.ts'

const docs = `
Puts the rows of two tables one under the other.

**When to use it.** For data that comes in parts: one file a month, one source a country.

**Parameters.** None. Columns belong together by their names; a column that only one table has is missing in the rows of
the other. A column of both must be of one kind. Roles are those of the left table. Rows are numbered anew, the left
table's first.

Either both tables have been split or neither: *Split* after *Union* is the usual order.

**What travels to the endpoint.** Nothing: serving starts after this node, and an endpoint asks for the columns that
leave it.
`

const storages: readonly (readonly [ColumnStorage, ColumnStorage, ColumnStorage])[] = [
  ['double', 'bigint', 'double'],
  ['date', 'timestamp', 'timestamp'],
]

/** What holds the values of both; undefined where nothing does. */
export function commonStorage(a: ColumnStorage, b: ColumnStorage): ColumnStorage | undefined {
  if (a === b) return a
  return storages.find((pair) => pair.slice(0, 2).includes(a) && pair.slice(0, 2).includes(b))?.[2]
}

function merged(left: Column, right: Column, storage: ColumnStorage): Column {
  const { categories: a, ...rest } = left
  const { categories: b } = right
  const known = a && b ? { categories: sortedCategories([...a, ...b]) } : {}
  return { ...rest, storage, ...known }
}

const isPart = ({ role }: Column): boolean => role === 'split' || role === 'fold'

/** The columns of both tables, and what each of them calls them. */
export function planUnion(left: TableSchema, right: TableSchema) {
  const problems: NodeProblem[] = []
  const problem = (code: string, message: string) =>
    problems.push({ severity: 'error', code, message, port: 'right' })
  const columns: { column: Column; left: string | null; right: string | null }[] = []
  for (const column of left.columns) {
    const other = findByName(right, column.name)
    const storage = other && commonStorage(column.storage, other.storage)
    if (!other) columns.push({ column, left: column.name, right: null })
    else if (other.kind !== column.kind || storage === undefined) {
      problem(
        'kinds_differ',
        `*${column.name}* is ${kindTitles[column.kind]} in the left table and ${kindTitles[other.kind]} in the right one. Cast one of them with *Select, rename, cast*.`,
      )
    } else columns.push({ column: merged(column, other, storage), left: column.name, right: column.name })
  }
  const taken = new TakenNames(left.columns)
  for (const column of right.columns) {
    if (findByName(left, column.name)) continue
    if (taken.has(column.name)) {
      problem(
        'name_taken',
        `*${column.name}* has the name of a column of the left table, apart from case. Rename one of them.`,
      )
    } else columns.push({ column: taken.add(column), left: null, right: column.name })
  }
  const lacking = columns.find((each) => isPart(each.column) && (each.left === null || each.right === null))
  if (lacking && !left.open && !right.open) {
    problem(
      'split_one_side',
      `*${lacking.column.name}* tells the parts of the rows apart in one of the two tables only. Move *Split* behind this node.`,
    )
  }
  return { columns, problems }
}

export const union = defineNode({
  type: 'combine.union',
  version: 1,
  title: 'Union',
  summary: 'Rows of two tables, one under the other',
  category: 'combine',
  icon: 'combine',
  docs,
  inputs: { left: port.table({ title: 'First table' }), right: port.table({ title: 'Second table' }) },
  outputs: { table: port.table() },
  params: z.object({}),
  serve: 'boundary',
  describe: () => 'by the names of the columns',
  schema: ({ inputs: { left, right } }) => {
    if (!left || !right) return { outputs: {} }
    const plan = planUnion(left, right)
    const columns = plan.columns.map(({ column }) => column)
    return {
      outputs: { table: { columns, open: left.open || right.open, request: columns } },
      problems: plan.problems,
    }
  },
})
