import { z } from 'zod'
import type { TableSchema } from '../../kit/columns.ts'
import { defineNode, type NodeProblem } from '../../kit/define.ts'
import { missingAnswers } from '../../kit/model-schemas.ts'
import { metricProblems, metricTitles } from '../../kit/objective.ts'
import { choiceOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { rowScopes, rowScopeWords, scopeWithoutSplit } from '../../kit/row-scope.ts'

const docs = `
Says which columns a model needs: each is shuffled in turn, and what the score loses is what the column is worth.

**When to use it.** To see what any model goes by, whatever its kind, and which columns could be left out. Connect the model
and the table *before* the steps that prepare columns, usually that of *Split*: the columns are then those that an endpoint
asks for. A category counts as one column, and not as the many that *One-hot* makes of it.

**Parameters**
- *On*: which rows. On *test rows* it is what helps with rows that the model has not seen; on *training rows* what it has
  learnt by heart counts, too.
- *Metric*: the score that falls; *automatic* is the log loss for classes and the root mean squared error for numbers. Where
  less is better, a rise counts as a fall.
- *Repeats*: how often each column is shuffled. More make the mean steadier, and the deviation says how steady it is.
- *Rows at most*: of more rows, so many are drawn at random, the same in every run of the same seed.

**The table that arrives.** Any that the model's data went through: the steps between it and the model are applied to the
shuffled rows as they were fitted. One that the model doesn't come from, such as another file, is taken for raw rows, as an
endpoint gets them. It must have the answers.

**How to read it.** 0: the model gets on as well without the column. Below 0: shuffling helped, by chance. Where two columns
say the same, each stands in for the other, and both look unimportant: leave out one and look again.

**Results.** The mean and the deviation over the repeats for each column, as a chart and as a table, those that matter most
first. A *Branch* can go by the figure of a column.

**What travels to the endpoint.** Nothing.

**Method.** Permutation importance (Breiman, 2001; Fisher, Rudin and Dominici, 2019), as scikit-learn's
*permutation_importance*; the deviation is that of the repeats, divided by their number.
`

/** What comes out as a table: one row for each column. */
export const importanceTable: TableSchema = {
  columns: [
    { id: 'column', name: 'column', storage: 'varchar', kind: 'text', role: 'ignore' },
    { id: 'importance', name: 'importance', storage: 'double', kind: 'number', role: 'feature' },
    { id: 'deviation', name: 'deviation', storage: 'double', kind: 'number', role: 'feature' },
  ],
  open: false,
}

export const importance = defineNode({
  type: 'evaluate.importance',
  version: 1,
  title: 'Feature importance',
  summary: 'Which columns does the model need?',
  category: 'evaluate',
  icon: 'chart-bar-big',
  docs,
  inputs: { model: port.model(), table: port.table() },
  outputs: {
    report: port.report({ title: 'Importance' }),
    table: port.table({ title: 'Columns' }),
  },
  params: z.object({
    on: choiceOf(rowScopes, 'test', 'On', { description: 'Which rows are scored.' }),
    metric: choiceOf(metricTitles, 'auto', 'Metric'),
    repeats: numberOf(5, 'Repeats', {
      min: 1,
      max: 100,
      integer: true,
      step: 1,
      description: 'How often each column is shuffled.',
    }),
    maxRows: numberOf(20_000, 'Rows at most', { min: 10, max: 1_000_000, integer: true, advanced: true }),
  }),
  serve: 'boundary',
  prepares: true,
  random: true,
  numeric: true,
  describe: ({ on, repeats }) => `on ${rowScopeWords[on]} · ${repeats} repeats`,
  schema: ({ inputs: { model, table }, params: { metric, on } }) => {
    const outputs = { report: { kind: 'importance' }, table: importanceTable }
    const problems: NodeProblem[] = model ? metricProblems(model.task, metric) : []
    if (table) problems.push(...scopeWithoutSplit(table, on))
    // A step in between may have renamed it.
    const renamed = table?.columns.some(({ id }) => id === model?.target?.id)
    if (model && table && !renamed) problems.push(...missingAnswers(model, table))
    return { outputs, problems }
  },
})
