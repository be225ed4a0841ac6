import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { defineNode } from '../../kit/define.ts'
import { predictionColumns } from '../../kit/model-schemas.ts'
import { choiceOf, numberOf, textOf } from '../../kit/params.ts'
import { port, type ModelSchema } from '../../kit/ports.ts'

const docs = `
Makes a model again and again, each time without some of the rows, and scores it on those.

**When to use it.** One held-out score depends on which rows were held out. Connect the model of a *Train* (or of an
*Ensemble*) to see how much it does, and to choose between ways of making a model without touching the test rows.

**What is made again.** Everything between the table whose rows are dealt out and the model: every step that learns from
rows, such as *Scale*, learns again in each fold from that fold's training rows. The rows are dealt out where nothing has
learnt from them yet, usually at the *Split*. Rows marked *test* take no part; those marked *validation* do, and outside
their own fold they go on deciding when to stop. A *Tune* can't search again in every fold: put its best settings into the
drawing first (*Promote*).

**Parameters**
- *Folds*: how many times. Each row is held back once.
- *Deal rows*: *automatic* keeps groups together where a column has the role *group*, gives each fold the same share of
  classes where the target is a class, and deals at random otherwise. *By time* scores each stretch by a model of what
  came before it. *By a column* takes the column's values as the folds.

**Results.** The metrics of each fold with their mean and standard deviation (of the folds, divided by their number), and a
table with what each row was answered by the model that had not seen it.

**What travels to the endpoint.** Nothing.

**Method.** k-fold cross-validation (Stone 1974); the predictions are those of scikit-learn's *cross_val_predict* on the same
folds.
`

/** Name of the column that says which fold held a row back, from 0. */
export const FOLD_COLUMN = 'fold'

/** What the predictions of all folds look like. */
export function foldTable(model: ModelSchema): TableSchema {
  const fold: Column = { id: FOLD_COLUMN, name: FOLD_COLUMN, storage: 'double', kind: 'number', role: 'fold' }
  const { columns, open } = predictionColumns(model)
  return { columns: [fold, ...(model.target ? [model.target] : []), ...columns], open }
}

export const crossValidate = defineNode({
  type: 'evaluate.cross-validate',
  version: 1,
  title: 'Cross-validate',
  summary: 'Score a model on every row, fold by fold',
  category: 'evaluate',
  icon: 'layers',
  docs,
  inputs: { model: port.model() },
  outputs: {
    report: port.report({ title: 'Cross-validation' }),
    predictions: port.table({ title: 'Predictions' }),
  },
  params: z.object({
    folds: numberOf(5, 'Folds', { min: 2, max: 50, integer: true }),
    method: choiceOf(
      {
        auto: 'Automatic',
        random: 'At random',
        stratified: 'Same share of classes',
        grouped: 'Groups together',
        time: 'By time',
        column: 'By a column',
      },
      'auto',
      'Deal rows',
    ),
    column: textOf('', 'Column', {
      description: 'Group, time or fold column by name. Empty: found by its role.',
      visibleWhen: { field: 'method', in: ['stratified', 'grouped', 'time', 'column'] },
    }),
  }),
  refit: ({ folds, method, column }) => ({
    of: { port: 'model' },
    folds: { folds, method, column, over: 'train and validation' },
    want: ['score', 'predictions'],
    search: null,
  }),
  serve: 'boundary',
  random: true,
  numeric: true,
  describe: ({ folds }) => `${folds} folds`,
  schema: ({ inputs: { model } }) => ({
    outputs: { report: { kind: 'cross-validation' }, ...(model && { predictions: foldTable(model) }) },
  }),
})
