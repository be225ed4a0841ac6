import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { port } from '../../kit/ports.ts'
import { treeFields, treesInWords } from '../../kit/tree-fields.ts'

const docs = `
One decision tree: questions about one column each, answered yes or no, until a leaf says the number or the class.
Nothing is trained here; connect it to *Train*.

**When to use it.** To see how an answer comes about: the tree is drawn in the results. Alone it is seldom the best
model; *Random forest* and *Gradient boosting* grow many.

**Parameters**
- *Depth*: most questions from the root to a leaf; 0 is any number.
- *Leaves*: at most so many; 0 is any number. With a limit, the question that gains most is asked first.
- *Rows in a leaf*: at least so many training rows. More makes a coarser and steadier tree.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.

Numbers need no scaling and categories no encoding. A missing value has a way of its own at each question: the side
that fits the training rows better, or the larger one where none was missing. A category that was not seen in training
goes that way, too. A column with the role weight says how much each row counts.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does.

**Method.** CART (Breiman, Friedman, Olshen & Stone, 1984): Gini's index for classes, the squared error for numbers. Of a
number, up to 255 different values in the training rows are told apart exactly, of more, 255 ranges with about as many
rows each. A question about categories parts them in the order of the mean of the target, the best of all partitions
for numbers and two classes, or of the share of the most frequent class where there are more. Of more than 255 categories
the most frequent are told apart, the others count as missing. There is no pruning.
`

export const tree = defineNode({
  type: 'models.tree',
  version: 1,
  title: 'Decision tree',
  summary: 'Questions that can be read',
  category: 'models',
  icon: 'tree-deciduous',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    maxDepth: treeFields.maxDepth(5),
    maxLeaves: treeFields.maxLeaves(0),
    minSamplesLeaf: treeFields.minSamplesLeaf(5),
    classWeights: treeFields.classWeights(),
  }),
  serve: 'map',
  describe: treesInWords,
  schema: () => ({ outputs: { blueprint: { family: 'tree' } } }),
})
