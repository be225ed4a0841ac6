import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { treeFields, treesInWords } from '../../kit/tree-fields.ts'

const docs = `
Many decision trees, each grown on other rows with other columns to choose from; the answer is the mean of theirs.
Nothing is trained here; connect it to *Train*.

**When to use it.** For tables of numbers and categories, when a good model is wanted without trying out settings. It
needs no validation rows.

**Parameters**
- *Trees*: more are steadier, and slower; they never overfit by their number.
- *Columns at a question*: share of the columns drawn anew at each question. 0 chooses: the square root of their number for
  classes, all for numbers.
- *Rows of a tree*: how many rows each tree draws with replacement, as a share of the training rows.
- *Depth*, *Leaves*: limits of each tree; 0 is any number. *Rows in a leaf*: at least so many training rows.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.

Numbers need no scaling and categories no encoding. A missing value has a way of its own at each question: the side
that fits the training rows better, or the larger one where none was missing. A category that was not seen in training
goes that way, too. A column with the role weight says how much each row counts.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does.

**Results.** Beside the figures on validation rows, those *out of bag*: each training row answered by the trees that have not
drawn it. They are close to what a test would say.

**Method.** Random forests (Breiman, 2001) of trees as in *Decision tree*; classes are answered by the mean of the leaves'
shares, as in scikit-learn. The same seed and rows give the same forest.
`

export const forest = defineNode({
  type: 'models.forest',
  version: 1,
  title: 'Random forest',
  summary: 'The mean of many decision trees',
  category: 'models',
  icon: 'trees',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    trees: numberOf(100, 'Trees', {
      min: 1,
      max: 5000,
      integer: true,
      step: 10,
      tunable: true,
      scale: 'log',
    }),
    columnShare: numberOf(0, 'Columns at a question', {
      min: 0,
      max: 1,
      step: 0.05,
      tunable: true,
      description: 'Share drawn anew at each question; 0 chooses.',
    }),
    maxDepth: treeFields.maxDepth(0),
    minSamplesLeaf: treeFields.minSamplesLeaf(1),
    maxLeaves: treeFields.maxLeaves(0),
    rowShare: numberOf(1, 'Rows of a tree', {
      min: 0.01,
      max: 1,
      step: 0.05,
      tunable: true,
      advanced: true,
      description: 'Drawn with replacement, as a share of the training rows.',
    }),
    classWeights: treeFields.classWeights(),
  }),
  serve: 'map',
  describe: (params) => `${params.trees} ${params.trees === 1 ? 'tree' : 'trees'} · ${treesInWords(params)}`,
  schema: () => ({ outputs: { blueprint: { family: 'forest' } } }),
})
