import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnsOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Finds numbers far away from the others, and moves them in, marks them, or drops their rows.

**When to use it.** After *Split*, where a few extreme values (faults of measurement, typing mistakes) would outweigh all
others.

**Parameters**
- *Columns*: the numeric columns to look at; all numeric features unless you choose.
- *Method*: *z-score* counts standard deviations from the mean of the training rows; *quartiles* counts interquartile
  ranges below the first and above the third quartile, which the extreme values themselves don't move.
- *Deviations*, *Ranges*: how many are still ordinary.
- *Action*: *clip* moves a value to the nearest ordinary one; *mark* adds a yes/no column for each, named after it;
  *drop* takes the rows out of the training rows, and out of all rows where nothing has been split. Validation and test
  rows stay, so that the score is that of the rows an endpoint will get.

A missing value is no outlier.

**What travels to the endpoint.** The ordinary range per column, as found in the training rows: an endpoint clips and
marks as in training. Where *drop* is chosen it answers every row, and changes nothing.

**Method.** Population standard deviation; Tukey's fences, with quartiles by linear interpolation.
`

interface Params {
  columns: 'auto' | readonly string[]
  action: 'clip' | 'mark' | 'drop'
}

/** The columns looked at, and the columns that mark them. */
export function planOutliers(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const taken = new TakenNames(table.columns)
  const marks = (params.action === 'mark' ? columns : []).map((column) => ({
    column,
    made: taken.add({
      name: `${column.name}_outlier`,
      storage: 'boolean',
      kind: 'boolean',
      role: 'feature',
      categories: ['false', 'true'],
    }),
  }))
  return { columns, marks, problems }
}

export const outliers = defineNode({
  type: 'clean.outliers',
  version: 1,
  title: 'Outliers',
  summary: 'Clip, mark or drop extreme numbers',
  category: 'clean',
  icon: 'chart-scatter',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    method: choiceOf({ iqr: 'Quartiles', zscore: 'Z-score' }, 'iqr', 'Method'),
    ranges: numberOf(1.5, 'Ranges', {
      min: 0,
      step: 0.1,
      tunable: true,
      description: 'Interquartile ranges that are still ordinary.',
      visibleWhen: { field: 'method', in: ['iqr'] },
    }),
    deviations: numberOf(3, 'Deviations', {
      min: 0,
      step: 0.1,
      tunable: true,
      description: 'Standard deviations that are still ordinary.',
      visibleWhen: { field: 'method', in: ['zscore'] },
    }),
    action: choiceOf({ clip: 'Clip', mark: 'Mark', drop: 'Drop training rows' }, 'clip', 'Action'),
  }),
  serve: 'map',
  fits: true,
  describe: ({ method, ranges, deviations, action }) =>
    `${action} · beyond ${method === 'iqr' ? `${ranges} quartile ranges` : `${deviations} deviations`}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { columns, marks, problems: found } = planOutliers(table, params)
    const target = 'an endpoint does not get it. Drop is the one thing that can be done with it.'
    const problems: NodeProblem[] = [
      ...found,
      ...refusedColumns(columns, { field: 'columns', ...(params.action !== 'drop' && { target }) }),
    ]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No numeric feature arrives here, so there are no outliers.', 'columns'))
    const changed =
      params.action === 'clip'
        ? columns.map(
            (column): Column => (column.storage === 'double' ? column : { ...column, storage: 'double' }),
          )
        : marks.map(({ made }) => made)
    return { outputs: { table: withColumns(table, changed), transform: {} }, problems }
  },
})
