import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { columnsOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Turns each category into a column of its own, 1 where a row has it and 0 elsewhere.

**When to use it.** After *Split*, where a step needs numbers: *PCA*, distances, a look at single categories. A network
does this with its inputs by itself.

**Parameters**
- *Columns*: the category and yes/no columns to encode; all such features unless you choose. The new columns stand in
  their place, at the end of the table, named like *colour=red*.
- *Most categories*: of a column with more, the most frequent of the training rows get a column.

A value that has no column, or that stands in no training row, or is missing, is 0 in all of them. Where a column's
categories are known before the run each of them gets a column, so that the drawing knows its columns; that of a
category which no training row has is always 0.

**What travels to the endpoint.** The categories found in the training rows. An endpoint takes the value as it is and
encodes it.

**Method.** Columns in code-unit order; as scikit-learn's OneHotEncoder with unknown categories ignored.
`

const kinds = ['category', 'boolean'] as const

interface Params {
  columns: 'auto' | readonly string[]
  most: number
}

/** The columns to encode, and the categories that they are known to get columns for; null before the run. */
export function planOneHot(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds, field: 'columns' })
  const encoded = columns.map((column) => {
    const categories = column.kind === 'boolean' ? ['false', 'true'] : column.categories
    return { column, categories: categories && categories.length <= params.most ? categories : null }
  })
  return { encoded, problems }
}

/** The table's columns with those encoded taken out, and the new ones by column and category. */
export function oneHotColumns(
  table: TableSchema,
  encoded: readonly { column: Column; categories: readonly string[] | null }[],
) {
  const gone = new Set(encoded.map(({ column }) => column))
  const kept = table.columns.filter((column) => !gone.has(column))
  const taken = new TakenNames(table.columns)
  const made = encoded.flatMap(({ column, categories }) =>
    (categories ?? []).map((category) => ({
      column,
      category,
      made: taken.add({
        name: `${column.name}=${category}`,
        storage: 'double',
        kind: 'number',
        role: column.role,
      }),
    })),
  )
  return { kept, made }
}

export const oneHot = defineNode({
  type: 'features.one-hot',
  version: 1,
  title: 'One-hot encode',
  summary: 'A column of 0 and 1 for each category',
  category: 'features',
  icon: 'binary',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', kinds),
    most: numberOf(50, 'Most categories', { min: 1, max: 1000, integer: true, description: 'Per column.' }),
  }),
  serve: 'map',
  fits: true,
  widens: true,
  describe: ({ columns, most }) =>
    `${columns === 'auto' ? 'all categories' : `${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`} · up to ${most} each`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const plan = planOneHot(table, params)
    const columns = plan.encoded.map(({ column }) => column)
    const target = 'a model predicts its classes as they are.'
    const problems: NodeProblem[] = [
      ...plan.problems,
      ...refusedColumns(columns, { field: 'columns', target }),
    ]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No category arrives here, so nothing is encoded.', 'columns'))
    if (columns.length === 0) return { outputs: { table, transform: {} }, problems }
    const { kept, made } = oneHotColumns(table, plan.encoded)
    const open = table.open || plan.encoded.some(({ categories }) => categories === null)
    const leaving = { ...table, columns: [...kept, ...made.map((each) => each.made)], open }
    return { outputs: { table: leaving, transform: {} }, problems }
  },
})
