import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnsOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Puts many numbers that move together into a few: the directions along which the rows differ most.

**When to use it.** After *Split* and *Missing values*, where dozens of numeric columns say much the same (measurements,
pixels), or to draw them in two dimensions. Single columns can no longer be read in what comes out.

**Parameters**
- *Columns*: the numeric columns to bring together; all numeric features unless you choose.
- *Keep*: *a number of components*, or as many as hold more than *a share of the variance*. A number above that of the
  columns gives one for each.
- *Standardise*: divide each column by its standard deviation first, so that its unit has no say. Without it columns of
  great numbers decide.
- *Keep the columns*: leave the originals beside the components, *pc_1*, *pc_2* and so on.

Rows with a missing value in one of the columns are not learnt from, and have no components. A component along which the
training rows do not vary is 0.

**What travels to the endpoint.** Means, deviations and weights, as found in the training rows. An endpoint takes the
columns as they were and computes the components.

**Method.** Eigenvectors of the covariance matrix, as scikit-learn's PCA; the weight of greatest size is positive in each,
so that the same rows always give the same signs. The log says which share of the variance each component holds.
`

interface Params {
  columns: 'auto' | readonly string[]
  keep: 'count' | 'share'
  count: number
  originals: boolean
}

/** The columns brought together, the table's columns that stay, and as many new ones as asked for. */
export function planPca(table: TableSchema, params: Params, components?: number) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const gone = new Set(params.originals ? [] : columns)
  const kept = table.columns.filter((column) => !gone.has(column))
  const taken = new TakenNames(table.columns)
  const certain =
    params.keep === 'count' ? Math.min(params.count, columns.length) : Math.min(1, columns.length)
  const made = Array.from(
    { length: components ?? certain },
    (_, at): Column =>
      taken.add({ name: `pc_${at + 1}`, storage: 'double', kind: 'number', role: 'feature' }),
  )
  return { columns, kept, made, problems }
}

export const pca = defineNode({
  type: 'features.pca',
  version: 1,
  title: 'PCA',
  summary: 'A few numbers in place of many',
  category: 'features',
  icon: 'axis-3d',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    keep: choiceOf({ count: 'A number of components', share: 'A share of the variance' }, 'count', 'Keep'),
    count: numberOf(2, 'Number', {
      min: 1,
      max: 1000,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'keep', in: ['count'] },
    }),
    share: numberOf(0.95, 'Share', {
      min: 0.01,
      max: 1,
      step: 0.01,
      tunable: true,
      visibleWhen: { field: 'keep', in: ['share'] },
    }),
    standardise: switchOf(true, 'Standardise', { description: 'So that units have no say.' }),
    originals: switchOf(false, 'Keep the columns'),
  }),
  serve: 'map',
  fits: true,
  describe: ({ keep, count, share, standardise }) => {
    const what =
      keep === 'count'
        ? `${count} ${count === 1 ? 'component' : 'components'}`
        : `${Math.round(share * 100)} % of the variance`
    return `${what}${standardise ? ' · standardised' : ''}`
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { columns, kept, made, problems: found } = planPca(table, params)
    const target = 'a model predicts it as it is.'
    const problems: NodeProblem[] = [...found, ...refusedColumns(columns, { field: 'columns', target })]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(
        nothingToDo('No numeric feature arrives here, so there is nothing to bring together.', 'columns'),
      )
    if (columns.length === 0) return { outputs: { table, transform: {} }, problems }
    const open = table.open || params.keep === 'share'
    return { outputs: { table: { ...table, columns: [...kept, ...made], open }, transform: {} }, problems }
  },
})
