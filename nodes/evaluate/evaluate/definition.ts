import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { differingInputs, missingAnswers, missingInputs } from '../../kit/model-schemas.ts'
import { choiceOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { hasSplit, rowScopes, rowScopeWords } from '../../kit/row-scope.ts'

const docs = `
Holds the predictions of a model against the known answers.

**When to use it.** After *Train*, with the same table. Look at the test rows once, at the end; choose between models
by the validation rows.

**Parameters**
- *On*: which rows. *Test* is the held-out score. Without a *Split* there is none: all rows are used, and the report
  says so.

**Results.** For classes: accuracy, balanced accuracy, precision, recall and F1 per class and averaged, log loss, the
confusion matrix, and ROC curves with the area under them. For numbers: R², root mean squared error, mean absolute
error, and the residuals.

**What travels to the endpoint.** Nothing.

**Method.** Definitions as in scikit-learn's *metrics*; area under the ROC curve by the trapezoidal rule, one class
against the rest.
`

export const evaluate = defineNode({
  type: 'evaluate.evaluate',
  version: 1,
  title: 'Evaluate',
  summary: 'How good is it, on rows it has not seen?',
  category: 'evaluate',
  icon: 'gauge',
  docs,
  inputs: { model: port.model(), table: port.table() },
  outputs: { report: port.report({ title: 'Evaluation' }) },
  params: z.object({
    on: choiceOf(rowScopes, 'test', 'On', { description: 'Which rows are scored.' }),
  }),
  serve: 'skip',
  numeric: true,
  describe: ({ on }) => `on ${rowScopeWords[on]}`,
  schema: ({ inputs: { model, table } }) => {
    const outputs = { report: { kind: 'evaluation' } }
    if (!table) return { outputs }
    const problems: NodeProblem[] = []
    if (!hasSplit(table) && !table.open) {
      const message =
        'No Split stands upstream, so there is no held-out score: the figures are those of rows that the model has learnt from. Put a Split right after the data.'
      problems.push({ severity: 'warning', code: 'no_held_out_score', message, field: 'on' })
    }
    if (model) {
      problems.push(...missingInputs(model, table), ...differingInputs(model, table))
      problems.push(...missingAnswers(model, table))
    }
    return { outputs, problems }
  },
})
