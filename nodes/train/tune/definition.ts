import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { metricProblems, metricTitles } from '../../kit/objective.ts'
import { choiceOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Tries settings of the nodes before it, and hands on the model with the best ones.

**When to use it.** Behind *Train* (or *Ensemble*), where you don't know which learning rate, layers, number of bins
and so on will do best. Select a node before it, open the menu beside one of its settings and choose *Search a range*;
any number of settings of any nodes can be searched together.

**What happens.** Each trial puts one value of each range in place, makes the nodes that depend on them again, and scores
the model on rows that it has not learnt from. Nodes that no range touches run once for all. Then the best setting is
made once more, as a plain run would make it, and that model comes out. Nodes that are searched run only inside trials,
so what comes after them must take what comes out here.

**Parameters**
- *Trials*: how many settings are tried. A setting that fails counts as the worst.
- *Method*: *TPE* learns from the trials so far which settings are worth trying; *random* draws evenly over the ranges.
- *At a time*: trials that run beside each other. They are suggested in rounds of so many, so a larger number is faster
  and learns a little less from each.
- *Score on*: the *validation rows* of *Split*, or *folds* of the training rows: slower, and steadier where rows are few.
- *Folds*: how many.
- *Metric*: what the score is; *automatic* is the log loss for classes and the root mean squared error for numbers.

Test rows take no part. A score that was searched for is a little too good, all the more after many trials: judge the
model that comes out by the test rows.

**What travels to the endpoint.** The best model as it would have come out of *Train*, with every fitted step before it.

**Results.** A report of all trials with their settings and scores. *Promote* there writes the best settings into the
drawing. A run that is interrupted goes on with the trials that are missing.

**Method.** Tree-structured Parzen estimator (Bergstra et al., 2011 and 2013) with joint kernels, as Watanabe (2023) sets
it out and Optuna 5 has it by default: 10 random trials first, 24 candidates, the best tenth (at most 25) counts as good.
Trials of one round count as poor ones for each other.
`

const methods = { tpe: 'TPE', random: 'Random' } as const

export const tune = defineNode({
  type: 'train.tune',
  version: 1,
  title: 'Tune',
  summary: 'Search for the best settings',
  category: 'train',
  icon: 'sliders-horizontal',
  docs,
  inputs: { model: port.model() },
  outputs: { model: port.model({ title: 'Best model' }), report: port.report({ title: 'Trials' }) },
  params: z.object({
    trials: numberOf(20, 'Trials', { min: 1, max: 1000, integer: true, step: 1 }),
    method: choiceOf(methods, 'tpe', 'Method'),
    objective: choiceOf({ validation: 'Validation rows', folds: 'Folds' }, 'validation', 'Score on'),
    folds: numberOf(5, 'Folds', {
      min: 2,
      max: 20,
      integer: true,
      step: 1,
      visibleWhen: { field: 'objective', in: ['folds'] },
    }),
    metric: choiceOf(metricTitles, 'auto', 'Metric'),
    parallel: numberOf(2, 'At a time', {
      min: 1,
      max: 32,
      integer: true,
      step: 1,
      unit: 'trials',
      advanced: true,
    }),
  }),
  refit: ({ trials, method, objective, folds, metric, parallel }) => ({
    of: { port: 'model' },
    folds: objective === 'folds' ? { folds, method: 'auto', column: '', over: 'train' } : null,
    want: ['score'],
    search: { trials, parallel, method, metric },
  }),
  serve: 'map',
  random: true,
  numeric: true,
  fits: true,
  describe: ({ trials, method, objective, folds }) =>
    `${trials} trials · ${methods[method]} · ${objective === 'folds' ? `${folds} folds` : 'validation rows'}`,
  schema: ({ inputs: { model }, params: { metric } }) => {
    const problems = model ? metricProblems(model.task, metric) : []
    return { outputs: { ...(model && { model }), report: { kind: 'tuning' } }, problems }
  },
})
