import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { columnsOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Fills gaps in numbers with the mean of the rows that are most alike.

**When to use it.** After *Split*, where the columns tell of each other (height and weight), so that the median of all rows,
as *Missing values* fills in, would be far off. It takes time: each row with a gap is held against up to 2,000 others.

**Parameters**
- *Columns*: the numbers that are filled, and by which rows are alike; all numeric features unless you choose.
- *Neighbours*: of how many rows the mean is taken.
- *Weighted*: nearer rows count more, by 1 / distance.
- *Standardise*: measure each column in its standard deviations, so that no unit outweighs the others.

Where no row can be compared the mean of the training rows is filled in.

**What travels to the endpoint.** The training rows that gaps are filled from: of more than 2,000, as many, always the same
ones. An endpoint takes a row with gaps and fills them the same way.

**Method.** As scikit-learn's KNNImputer: Euclid's distance over the columns that both rows have, raised by the share of those
that they lack; of equally near rows the first.
`

export const neighbours = defineNode({
  type: 'clean.neighbours',
  version: 1,
  title: 'Fill by neighbours',
  summary: 'Fill gaps with the mean of similar rows',
  category: 'clean',
  icon: 'radar',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    neighbours: numberOf(5, 'Neighbours', { min: 1, max: 100, integer: true, tunable: true }),
    weighted: switchOf(false, 'Weighted', { description: 'Nearer rows count more.' }),
    standardise: switchOf(true, 'Standardise', {
      description: 'Measure each column in its standard deviations.',
    }),
  }),
  serve: 'map',
  fits: true,
  describe: ({ neighbours: count, weighted }) => `${count} neighbours${weighted ? ' · weighted' : ''}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { columns, problems: found } = selectColumns(table, params.columns, {
      kinds: ['number'],
      field: 'columns',
    })
    const target = 'a value made up is nothing to learn from; Train leaves out rows without it.'
    const problems: NodeProblem[] = [...found, ...refusedColumns(columns, { field: 'columns', target })]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No feature arrives here whose gaps could be filled.', 'columns'))
    const filled = columns.map(
      (column): Column => (column.storage === 'double' ? column : { ...column, storage: 'double' }),
    )
    return { outputs: { table: withColumns(table, filled), transform: {} }, problems }
  },
})
