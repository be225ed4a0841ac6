import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { modelFamily } from '../../kit/model-families.ts'
import { leftOutColumns, leftOutMessage, modelSchemaOf, targetProblem } from '../../kit/model-schemas.ts'
import { networkInput, networkProblem, networkShapes, outputsFor } from '../../kit/network-shapes.ts'
import { numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindsInWords, namesInWords } from '../../kit/table-schemas.ts'

const docs = `
Trains the model that a blueprint describes on the rows of a table.

**When to use it.** Connect a table with a target, best after *Split* and *Scale*, and a blueprint such as *Neural
network*.

**How it knows what to do.** The target is the column with the role target, chosen at the source. A number makes it a
regression, a category or yes/no a classification. The features are all other columns with the role feature, of kinds
that the model can read; dates, texts and the like are left out, and a warning names them. Only the rows marked *train*
are learnt from; those marked *validation* decide when to stop; those marked *test* are never looked at. Without a
*Split* all rows are learnt from.

**Parameters.** How to train is part of the blueprint.
- *Cross-fit*: 0 is off. With 5, say, the training rows are dealt out into five folds, and the model is also made five
  times over without one of them, with every fitted step before it made again each time. So every training row gets an
  answer by a model that has not seen it. *Predict* and a stacking *Ensemble* use those answers where another model is to
  learn from them. The model that comes out is the one that learnt from all training rows.

**What travels to the endpoint.** The weights, how each feature is encoded, the order of the classes, and every fitted
step before it, so that an endpoint takes raw rows.

**Results.** The model, and a report: the loss and the metric of every epoch, or the weights of a linear model. Training
that is interrupted goes on where it was, within the same run; a run that was cancelled starts over when it is run again. The
same drawing and seed give the same weights on the same machine. *Stop and keep the best* ends a network's training after the
epoch in hand; *Train on* makes it longer, and it goes on from where it ended, to the weights of training in one go.

**Method.** That of the blueprint. Networks: mini-batch gradient descent in TensorFlow.js; cross-entropy for classes,
squared error on the standardised target for numbers. Linear models: see there.
`

export const train = defineNode({
  type: 'train.train',
  version: 1,
  title: 'Train',
  summary: 'Fit a model to the training rows',
  category: 'train',
  icon: 'dumbbell',
  docs,
  inputs: { table: port.table(), blueprint: port.blueprint() },
  outputs: { model: port.model(), report: port.report({ title: 'Training report' }) },
  params: z.object({
    crossFit: numberOf(0, 'Cross-fit', {
      min: 0,
      max: 20,
      integer: true,
      unit: 'folds',
      description: 'Folds of out-of-fold predictions, for models that learn from this one. 0: off.',
      advanced: true,
    }),
  }),
  refit: ({ crossFit }) =>
    crossFit < 2
      ? null
      : {
          of: 'self',
          folds: { folds: crossFit, method: 'auto', column: '', over: 'train' },
          want: ['predictions'],
          search: null,
        },
  serve: 'map',
  random: true,
  numeric: true,
  fits: true,
  describe: ({ crossFit }) =>
    crossFit < 2 ? 'target by its role' : `target by its role · cross-fit in ${crossFit}`,
  schema: ({ inputs: { table, blueprint }, params: { crossFit } }) => {
    const report = { kind: modelFamily(blueprint?.family ?? 'mlp').report }
    if (!table) return { outputs: { report } }
    const family = modelFamily(blueprint?.family ?? 'mlp')
    const model = modelSchemaOf(table, family.reads)
    const problems: NodeProblem[] = []
    const problem = (severity: NodeProblem['severity'], code: string, message: string) =>
      problems.push({ severity, code, message, port: 'table' })

    if (crossFit === 1) {
      const message = 'One fold leaves nothing to learn from. Use 0 for none, or two and more.'
      problems.push({ severity: 'error', code: 'cross_fit_one', message, field: 'crossFit' })
    }
    const targets = table.columns.filter((column) => column.role === 'target')
    const [target] = targets
    if (!target && !table.open) {
      problem(
        'error',
        'target_missing',
        'No target column arrives here. Choose the target at the source of the data.',
      )
    } else if (targets.length > 1) {
      problem(
        'error',
        'target_many',
        `Several targets arrive here: ${namesInWords(targets)}. Leave the role to one.`,
      )
    } else if (target) {
      const wrong = targetProblem(target)
      if (wrong) problems.push(wrong)
    }

    const leftOut = leftOutColumns(table, family.reads)
    if (model.inputs.length === 0 && !table.open) {
      problem(
        'error',
        'features_missing',
        `No feature arrives that a ${family.title} can read: it reads ${kindsInWords(family.reads)}.`,
      )
    } else if (leftOut.length > 0) {
      problem('warning', 'features_left_out', leftOutMessage(family, leftOut))
    }

    const layers = blueprint?.layers
    if (layers && model.inputs.length > 0) {
      const shapes = networkShapes(layers, networkInput(model.inputs, table.open), outputsFor(model.target))
      const unfit = networkProblem(layers, shapes)
      if (unfit !== null)
        problems.push({ severity: 'error', code: 'layer_unfit', message: unfit, port: 'blueprint' })
    }
    return { outputs: { model, report }, problems }
  },
})
