import { z } from 'zod'
import { findByName } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { differingInputs, missingInputs, predictionColumns } from '../../kit/model-schemas.ts'
import { choiceOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { rowScopes, rowScopeWords, scopeWithoutSplit } from '../../kit/row-scope.ts'
import { namesInWords } from '../../kit/table-schemas.ts'

const docs = `
Adds a model's answers to a table: one column with the prediction, and for classes one with the probability of each.

**When to use it.** To look at single predictions, or to go on with them: a later *Train* may learn from what this model
says. For a file to take away use *Batch predict*.

**Parameters**
- *On*: which rows. Rows that are not asked for are left out of the table that comes out.
- *New columns*: *Answers only* have the role *ignore*, so that a later *Train* does not learn from them by accident;
  *Features* are there for it to learn from.

The table must have gone through the same steps as the one that the model was trained on. A model has seen the right
answers of its own training rows, so its predictions there are too good to learn from. Turn on *Cross-fit* in its
*Train*: then each row that it has learnt from gets the answer of a model that has not seen it, and all others that of
the model itself.

**What travels to the endpoint.** The model: an endpoint of a model that learnt from the new columns asks this one
first, and takes raw rows.

**Method.** The answer of a classifier is the class with the highest probability, the first of the class order among
equals.
`

export const predict = defineNode({
  type: 'deploy.predict',
  version: 1,
  title: 'Predict',
  summary: 'Add a model’s answers to a table',
  category: 'deploy',
  icon: 'sparkles',
  docs,
  inputs: { model: port.model(), table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    on: choiceOf(rowScopes, 'all', 'On', { description: 'Which rows are answered.' }),
    role: choiceOf({ ignore: 'Answers only', feature: 'Features' }, 'ignore', 'New columns', {
      description: 'Whether a later Train may learn from them.',
    }),
  }),
  serve: 'map',
  numeric: true,
  describe: ({ on, role }) => `on ${rowScopeWords[on]}${role === 'feature' ? ' · as features' : ''}`,
  schema: ({ inputs: { model, table }, params }) => {
    if (!table) return { outputs: {} }
    const problems: NodeProblem[] = [...scopeWithoutSplit(table, params.on)]
    if (!model) return { outputs: { table: { ...table, open: true } }, problems }
    problems.push(...missingInputs(model, table), ...differingInputs(model, table))
    const added = predictionColumns(model, params.role)
    const taken = added.columns.filter((column) => findByName(table, column.name))
    if (taken.length > 0) {
      const verb = taken.length === 1 ? 'is' : 'are'
      const message = `${namesInWords(taken)} ${verb} in the table already. Rename or drop it upstream, or leave out the other Predict.`
      problems.push({ severity: 'error', code: 'column_taken', message, port: 'table' })
      return { outputs: { table }, problems }
    }
    const columns = [...table.columns, ...added.columns]
    return { outputs: { table: { ...table, columns, open: table.open || added.open } }, problems }
  },
})
