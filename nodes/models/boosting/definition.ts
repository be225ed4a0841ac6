import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf, switchOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { treeFields, treesInWords } from '../../kit/tree-fields.ts'

const docs = `
Small decision trees, one after another, each of which mends what those before it still get wrong. Nothing is trained
here; connect it to *Train*.

**When to use it.** Mostly the best model for tables of numbers and categories with some hundred rows and more. Give it
validation rows by *Split*, so that it stops in time.

**Parameters**
- *Rounds*: at most so many trees; of several classes each round grows one a class.
- *Learning rate*: how much of its tree each round adds. Less needs more rounds and is often better.
- *Leaves*, *Depth*: limits of each tree; 0 is any number. *Rows in a leaf*: at least so many training rows.
- *Loss*: for numbers. *Squared error* aims at the mean; *absolute error* at the median, and pays less heed to outliers;
  *Poisson* is for counts and never answers below 0. Classes have the log loss.
- *L2*: draws the numbers of leaves with few rows towards 0. *Weight in a leaf*: least sum of second derivatives.
- *Rows of a round*, *Columns of a tree*: shares that are drawn anew each time; less than 1 is quicker and often steadier.
- *Stop early*: end when the loss on the validation rows has not improved for *Patience* rounds, and keep the trees of the
  best. Without validation rows all rounds are run.
- *Rising columns*, *Falling columns*: names of number columns, parted by commas, along which the answer (or the
  probability of the second class) must not fall, or not rise, all else being equal. Not for more than two classes.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.

Numbers need no scaling and categories no encoding. A missing value has a way of its own at each question: the side
that fits the training rows better, or the larger one where none was missing. A category that was not seen in training
goes that way, too. A column with the role weight says how much each row counts.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does.

**Method.** Gradient boosting (Friedman, 2001) with second derivatives (Chen & Guestrin, 2016) on histograms, leaf by leaf
(Ke et al., 2017), as scikit-learn's *HistGradientBoosting*: numbers lie in up to 255 bins; a question about
categories parts them in the order of gradient by second derivative, smoothed as by ten more rows (Fisher, 1958). Of more
than 255 categories the most frequent are told apart, the others count as missing. The same seed and rows give the
same trees, interrupted or not.
`

const forNumbers = { squared: 'Squared error', absolute: 'Absolute error', poisson: 'Poisson' }

export const boosting = defineNode({
  type: 'models.boosting',
  version: 1,
  title: 'Gradient boosting',
  summary: 'Trees that mend what is still wrong',
  category: 'models',
  icon: 'chart-no-axes-combined',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    rounds: numberOf(200, 'Rounds', {
      min: 1,
      max: 10_000,
      integer: true,
      step: 10,
      tunable: true,
      scale: 'log',
    }),
    learningRate: numberOf(0.1, 'Learning rate', {
      min: 0.0001,
      max: 1,
      step: 0.01,
      tunable: true,
      scale: 'log',
    }),
    maxLeaves: treeFields.maxLeaves(31),
    maxDepth: treeFields.maxDepth(0),
    minSamplesLeaf: treeFields.minSamplesLeaf(20),
    l2: numberOf(0, 'L2', { min: 0, max: 1000, step: 0.1, tunable: true, scale: 'log' }),
    earlyStopping: switchOf(true, 'Stop early', {
      description: 'When the validation loss no longer improves.',
    }),
    patience: numberOf(20, 'Patience', {
      min: 1,
      max: 1000,
      integer: true,
      step: 1,
      unit: 'rounds',
      visibleWhen: { field: 'earlyStopping', in: [true] },
    }),
    loss: choiceOf(forNumbers, 'squared', 'Loss', { description: 'For numbers only.' }),
    rowShare: numberOf(1, 'Rows of a round', {
      min: 0.01,
      max: 1,
      step: 0.05,
      tunable: true,
      advanced: true,
    }),
    columnShare: numberOf(1, 'Columns of a tree', {
      min: 0.01,
      max: 1,
      step: 0.05,
      tunable: true,
      advanced: true,
    }),
    minChildWeight: numberOf(0.001, 'Weight in a leaf', {
      min: 0,
      max: 1000,
      step: 0.1,
      tunable: true,
      scale: 'log',
      advanced: true,
      description: 'Least sum of second derivatives.',
    }),
    increasing: textOf('', 'Rising columns', {
      advanced: true,
      placeholder: 'age, income',
      description: 'Along these the answer must not fall.',
    }),
    decreasing: textOf('', 'Falling columns', {
      advanced: true,
      placeholder: 'price',
      description: 'Along these the answer must not rise.',
    }),
    classWeights: treeFields.classWeights(),
  }),
  serve: 'map',
  describe: (params) =>
    `${params.rounds} ${params.rounds === 1 ? 'round' : 'rounds'} · ${treesInWords(params)}`,
  schema: () => ({ outputs: { blueprint: { family: 'boosting' } } }),
})
