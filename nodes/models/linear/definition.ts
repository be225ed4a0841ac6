import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Logistic regression for classes, linear (ridge) regression for numbers: one weight for each input. Nothing is trained
here; connect it to *Train*.

**When to use it.** First. It trains in a moment, its weights can be read, and what it reaches is what a larger model
has to beat. With few rows it often stays the best.

**Parameters**
- *L2 strength*: penalty on the squared weights, beside the loss summed over all rows; intercepts are left free. More
  of it makes smaller weights. It is scikit-learn's *alpha* for numbers and *1/C* for classes. The penalty treats all
  weights alike, so scale the numbers first.
- *Class weights*: *balanced* lets rare classes count as much as frequent ones.
- *Iterations*: at most so many for classes; a warning says so where they do not suffice.

Missing numbers are replaced by the mean of the training rows; categories become one column each; a category that was
not seen in training counts as none.

**What travels to the endpoint.** Nothing of this node itself; the model that *Train* makes of it does.

**Method.** Classes: binary or multinomial logistic regression, minimised by L-BFGS (Nocedal & Wright, 2006) in double
precision until no derivative of the mean loss is larger than 10⁻⁹; the objective is that of scikit-learn's
*LogisticRegression*. Numbers: the normal equations by Cholesky's factorisation, as in *Ridge*. Both are
deterministic; the seed plays no part.
`

export const linear = defineNode({
  type: 'models.linear',
  version: 1,
  title: 'Linear model',
  summary: 'Linear or logistic regression',
  category: 'models',
  icon: 'trending-up',
  docs,
  inputs: {},
  outputs: { blueprint: port.blueprint() },
  params: z.object({
    l2: numberOf(1, 'L2 strength', {
      min: 0.000001,
      max: 1_000_000,
      step: 0.1,
      tunable: true,
      scale: 'log',
      description: 'More makes smaller weights.',
    }),
    classWeights: choiceOf({ none: 'All rows alike', balanced: 'Balanced' }, 'none', 'Class weights'),
    maxIterations: numberOf(1000, 'Iterations', {
      min: 1,
      max: 100_000,
      integer: true,
      step: 1,
      advanced: true,
      description: 'At most; for classes only.',
    }),
  }),
  serve: 'map',
  describe: ({ l2 }) => `L2 ${l2}`,
  schema: () => ({ outputs: { blueprint: { family: 'linear' } } }),
})
