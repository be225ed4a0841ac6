import { z } from 'zod'
import type { TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnsOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Finds rows that are unlike the others in any combination of their numbers, without being told what an anomaly is.

**When to use it.** To look for faults, fraud or mistakes in a table, or to keep strange rows out of training. A single
number that is too large is the work of *Outliers*; this finds rows whose numbers do not go together.

**Parameters**
- *Columns*: the numeric columns to go by; all numeric features unless you choose. The target is never looked at.
- *Action*: *add score and mark* adds *anomaly_score* (0 to 1; above 0.5 a row is easier to set apart than most, near 1 it
  is like no other) and a yes/no column *anomaly*; *drop* takes anomalies out of the training rows, and out of all rows
  where nothing has been split. Validation and test rows stay, so that the score is that of the rows an endpoint gets.
- *Share*: which part of the training rows is taken for anomalies; the line is drawn at the score that parts them.
- *Trees*, *Rows of a tree*: more trees are steadier; more rows see smaller groups of anomalies as ordinary.

A missing value does not make a row an anomaly. Numbers need no scaling.

**What travels to the endpoint.** Nothing: an endpoint answers every row. Score and mark have the role *ignore*, so that no
model learns from what an endpoint would not have.

**Results.** The report has the scores of the training rows, and the rows that stand out most, with the values that lie farthest
from the mean. Where a target of two classes arrives, it says how well the score tells the rarer one: ROC AUC and average
precision, on the test rows if there are any.

**Method.** Isolation forest (Liu, Ting and Zhou, 2008), grown from training rows only, as scikit-learn's IsolationForest with
*contamination* as the share.
`

interface Params {
  columns: 'auto' | readonly string[]
  action: 'mark' | 'drop'
}

/** The columns gone by, and those that are added. */
export function planAnomalies(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const taken = new TakenNames(table.columns)
  const made =
    params.action === 'drop'
      ? []
      : [
          taken.add({ name: 'anomaly_score', storage: 'double', kind: 'number', role: 'ignore' }),
          taken.add({
            name: 'anomaly',
            storage: 'boolean',
            kind: 'boolean',
            role: 'ignore',
            categories: ['false', 'true'],
          }),
        ]
  return { columns, made, problems }
}

export const anomalies = defineNode({
  type: 'clean.anomalies',
  version: 1,
  title: 'Anomalies (isolation forest)',
  summary: 'Find rows that are unlike the others',
  category: 'clean',
  icon: 'radar',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), report: port.report() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    action: choiceOf({ mark: 'Add score and mark', drop: 'Drop training rows' }, 'mark', 'Action'),
    share: numberOf(0.05, 'Share', {
      min: 0.001,
      max: 0.5,
      step: 0.01,
      tunable: true,
      description: 'Of the training rows, taken for anomalies.',
    }),
    trees: numberOf(100, 'Trees', { min: 1, max: 1000, integer: true, advanced: true }),
    sampleRows: numberOf(256, 'Rows of a tree', { min: 2, max: 100_000, integer: true, advanced: true }),
  }),
  serve: 'skip',
  random: true,
  fits: true,
  describe: ({ action, share }) => `${action} · ${Math.round(share * 1000) / 10} %`,
  schema: ({ inputs: { table }, params }) => {
    const report = { kind: 'anomalies' }
    if (!table) return { outputs: { report } }
    const { columns, made, problems: found } = planAnomalies(table, params)
    const target = 'an endpoint does not get it.'
    const problems: NodeProblem[] = [...found, ...refusedColumns(columns, { field: 'columns', target })]
    if (columns.length === 0 && problems.length === 0 && !table.open) {
      const { message, ...rest } = nothingToDo(
        'No numeric feature arrives here, so there is nothing to find anomalies by. Choose columns, or make numbers of them first.',
        'columns',
      )
      problems.push({ ...rest, message, severity: 'error' })
    }
    return { outputs: { table: { ...table, columns: [...table.columns, ...made] }, report }, problems }
  },
})
