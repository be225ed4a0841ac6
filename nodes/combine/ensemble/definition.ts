import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { inferTask, requestColumns } from '../../kit/model-schemas.ts'
import { sortedCategories } from '../../kit/new-columns.ts'
import { choiceOf, numberOf } from '../../kit/params.ts'
import { type ModelSchema, port } from '../../kit/ports.ts'
import { hasSplit } from '../../kit/row-scope.ts'

const docs = `
Makes one model out of several that predict the same target, each with its own preparation.

**When to use it.** When several models are about equally good and err in different rows: together they are often
better than the best of them, and steadier.

**How to connect it.** *Models*: one wire from each *Train*. *Table*: the table where their branches part, usually that
of *Split*. Everything that each branch does between that table and its *Train* becomes part of the ensemble, so
whatever takes the ensemble (*Evaluate*, *Predict*, *Deploy*, *Batch predict*) takes that same table, or raw rows.

**Parameters**
- *Method*:
  - *Automatic*: soft vote for classes, average for numbers.
  - *Hard vote*: each model has one vote, the first class of the class order wins among equals. The probability of a
    class is the share of votes.
  - *Soft vote*: the mean of the probabilities.
  - *Average*: the mean of the numbers.
  - *Weighted*: the same with weights, fitted on the validation rows.
  - *Stacking*: a linear model learns from the answers of the others. It learns from what they say of training rows that
    they have not seen, so *Cross-fit* must be on in each *Train*.
- *L2 strength*: of the linear model that stacks; see *Linear model*.

**Results.** The model, and a report that holds each part and the ensemble against the validation rows.

**What travels to the endpoint.** All models with their fitted steps: an endpoint takes raw rows.

**Method.** Votes as in scikit-learn's *VotingClassifier* and *VotingRegressor*. Weights lie between 0 and 1 and add up
to 1: for classes those with the least log loss, by expectation maximisation; for numbers those with the least squared
error, by projected gradient. Stacking after Wolpert (1992), with the inputs of scikit-learn's *StackingClassifier*:
probabilities, of the second class only where there are two.
`

const methods = {
  auto: 'Automatic',
  hard: 'Hard vote',
  soft: 'Soft vote',
  average: 'Average',
  weighted: 'Weighted',
  stacking: 'Stacking',
}
export type EnsembleMethod = keyof typeof methods

export const ensemble = defineNode({
  type: 'combine.ensemble',
  version: 1,
  title: 'Ensemble',
  summary: 'Several models answer together',
  category: 'combine',
  icon: 'boxes',
  docs,
  inputs: { models: port.model({ title: 'Models', many: true }), table: port.table() },
  outputs: { model: port.model(), report: port.report({ title: 'Ensemble report' }) },
  params: z.object({
    method: choiceOf(methods, 'auto', 'Method'),
    l2: numberOf(1, 'L2 strength', {
      min: 0.000001,
      max: 1_000_000,
      step: 0.1,
      tunable: true,
      scale: 'log',
      visibleWhen: { field: 'method', in: ['stacking'] },
    }),
  }),
  serve: 'map',
  numeric: true,
  fits: true,
  describe: ({ method }) => methods[method].toLowerCase(),
  schema: ({ inputs: { models, table }, params }) => {
    const report = { kind: 'ensemble' }
    const known = (models ?? []).filter((model): model is ModelSchema => model !== undefined)
    const [first] = known
    if (!first?.target) return { outputs: { report } }
    const target = targetOf(first.target, known)
    const task = inferTask(target)
    const problems = [
      ...differentTargets(first.target, known),
      ...methodProblems(params.method, target, table),
      ...(known.length === 1 && models?.length === 1 ? [oneModel] : []),
    ]
    const model: ModelSchema = {
      task,
      target,
      inputs: table ? requestedOf(table, known) : [],
      request: table ? requestColumns(table) : first.request,
    }
    return { outputs: { model, report }, problems }
  },
})

const oneModel: NodeProblem = {
  severity: 'warning',
  code: 'one_model',
  message:
    'One model only is connected, so there is nothing to combine. Connect another *Train* to *Models*.',
  port: 'models',
}

/** Classes of all models together. */
function targetOf(target: Column, models: readonly ModelSchema[]): Column {
  const categories = models.map((model) => model.target?.categories)
  return categories.every((some) => some !== undefined) && target.kind === 'category'
    ? { ...target, categories: sortedCategories(categories.flat()) }
    : target
}

function differentTargets(target: Column, models: readonly ModelSchema[]): NodeProblem[] {
  const other = models.find((model) => model.target && !isSameTarget(model.target, target))?.target
  if (!other) return []
  const message = `One model predicts *${target.name}* and another *${other.name}*. Only models that predict the same can be combined.`
  return [{ severity: 'error', code: 'targets_differ', message, port: 'models' }]
}

const isSameTarget = (a: Column, b: Column): boolean => a.name === b.name && a.kind === b.kind

function methodProblems(
  method: EnsembleMethod,
  target: Column,
  table: TableSchema | undefined,
): NodeProblem[] {
  const problem = (severity: NodeProblem['severity'], code: string, message: string): NodeProblem[] => [
    { severity, code, message, field: 'method' },
  ]
  if (target.kind === 'number' && (method === 'hard' || method === 'soft')) {
    return problem('error', 'method_task', 'Models that predict numbers have no votes. Choose *Average*.')
  }
  if (target.kind !== 'number' && method === 'average') {
    return problem('error', 'method_task', 'Classes have no average. Choose *Soft vote*.')
  }
  if (method === 'weighted' && table && !table.open && !hasSplit(table)) {
    const message =
      'Weights are fitted on validation rows, and there are none without a *Split*. Put one right after the data, or choose another method.'
    return problem('error', 'no_validation_rows', message)
  }
  return []
}

/** Of the columns that reach the models, those that are in the table: what is known of the inputs before a run. */
const requestedOf = (table: TableSchema, models: readonly ModelSchema[]): Column[] => {
  const wanted = new Set(models.flatMap(({ inputs, request }) => [...inputs, ...request]).map(({ id }) => id))
  return table.columns.filter((column) => column.role === 'feature' && wanted.has(column.id))
}
