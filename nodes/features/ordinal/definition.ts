import { z } from 'zod'
import type { Column } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnsOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Turns categories into whole numbers: their position in alphabetical order.

**When to use it.** After *Split*, for columns with many categories, where one column each would be too many, and for
trees. For networks and anything that computes with the numbers *One-hot encode* is the better choice: there is no
meaning in the distance between two positions.

**Parameters**
- *Columns*: the category and yes/no columns to encode; all such features unless you choose. Text can be chosen too.
- *Unseen values*: a value that no training row has becomes −1, or missing.

A missing value stays missing. No is 0 and yes is 1.

**What travels to the endpoint.** The categories found in the training rows. An endpoint takes the value as it is and
encodes it.

**Method.** Positions from 0 in code-unit order (capitals before small letters); as scikit-learn's OrdinalEncoder.
`

/** What `auto` takes; text may be chosen by hand. */
const automatic = ['category', 'boolean'] as const
const kinds = [...automatic, 'text'] as const

/** The columns that a setting encodes. */
export const ordinalSelection = (
  table: Parameters<typeof selectColumns>[0],
  columns: 'auto' | readonly string[],
) => selectColumns(table, columns, { kinds: columns === 'auto' ? automatic : kinds, field: 'columns' })

function asNumber(column: Column): Column {
  const { categories: _, ...rest } = column
  return { ...rest, kind: 'number', storage: 'double' }
}

export const ordinal = defineNode({
  type: 'features.ordinal',
  version: 1,
  title: 'Ordinal encode',
  summary: 'A whole number for each category',
  category: 'features',
  icon: 'list-ordered',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', kinds),
    unseen: choiceOf({ minusOne: 'Become −1', missing: 'Become missing' }, 'minusOne', 'Unseen values'),
  }),
  serve: 'map',
  fits: true,
  describe: ({ columns, unseen }) =>
    `${columns === 'auto' ? 'all categories' : `${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`} · unseen ${unseen === 'missing' ? 'missing' : '−1'}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const selected = ordinalSelection(table, params.columns)
    const target = 'a model predicts its classes as they are.'
    const problems: NodeProblem[] = [
      ...selected.problems,
      ...refusedColumns(selected.columns, { field: 'columns', target }),
    ]
    if (selected.columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No category arrives here, so nothing is encoded.', 'columns'))
    const encoded = selected.columns.map(asNumber)
    return { outputs: { table: withColumns(table, encoded), transform: {} }, problems }
  },
})
