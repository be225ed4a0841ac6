import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Passes on the first of two models that was made.

**When to use it.** Where a *Branch* leads to one of two ways to train, and what follows (*Evaluate*, *Deploy*) is the same
for both.

**Parameters.** None. It waits until both have ended; where neither was made it is left out itself.

**What travels to the endpoint.** The model as it came.
`

export const mergeModel = defineNode({
  type: 'control.merge-model',
  version: 1,
  title: 'First model that came',
  summary: 'Go on with whichever model was made',
  category: 'control',
  icon: 'git-merge',
  docs,
  inputs: {
    first: port.model({ title: 'First', optional: true }),
    second: port.model({ title: 'Second', optional: true }),
  },
  outputs: { model: port.model() },
  params: z.object({}),
  serve: 'skip',
  merges: true,
  describe: () => 'whichever was made',
  schema: ({ inputs: { first, second } }) => {
    const model = first ?? second
    return { outputs: model ? { model } : {} }
  },
})
