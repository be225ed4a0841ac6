import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { differingInputs, missingAnswers, missingInputs } from '../../kit/model-schemas.ts'
import { choiceOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { rowScopes, rowScopeWords, scopeWithoutSplit } from '../../kit/row-scope.ts'

const docs = `
Stores the weights of a model in fewer bytes, and says what that costs.

**When to use it.** Before *Deploy*, where a model is kept or sent around often, or to see how much precision it really
needs. With a table (the one that *Evaluate* gets) its figures before and after stand side by side; *Gate* can hold
them against a limit. Without a table only the sizes are known.

**Parameters**
- *Stored as*: *8 bits* takes about a quarter of the bytes, *16 bits* half of them.
- *On*: which rows are compared. Without a *Split* all rows are used, and the report says so.

Of an *Ensemble* every part is quantised. Out-of-fold predictions that *Train* has made stay as they are.

Of very small models (some forty weights and fewer) 8 bits save a little less: what goes with the weights weighs more
there.

**What travels to the endpoint.** The quantised model, byte for byte as it is stored here; its weights are widened
when it is loaded. So answers are exactly those that were compared, and as fast as before.

**Method.** *16 bits*: IEEE 754 half precision, rounded to nearest, halves to even. *8 bits*: symmetric quantisation
after training (Jacob et al., 2018): weight = scale × whole number from −127 to 127, scale = largest |weight| / 127, as
ONNX Runtime's quantiser and the TensorFlow Lite specification have it. Each unit has a scale of its own; units of
fewer than 32 weights share one in each layer. Biases are kept in 16 bits.
`

const { test, validation, all } = rowScopes

export const quantise = defineNode({
  type: 'compress.quantise',
  version: 1,
  title: 'Quantise',
  summary: 'Store a model’s weights in fewer bytes',
  category: 'compress',
  icon: 'shrink',
  docs,
  inputs: { model: port.model(), table: port.table({ optional: true }) },
  outputs: { model: port.model(), report: port.report({ title: 'Before and after' }) },
  params: z.object({
    precision: choiceOf({ int8: '8 bits', float16: '16 bits' }, 'int8', 'Stored as'),
    on: choiceOf({ validation, test, all }, 'validation', 'On', {
      description: 'Which rows are compared, where a table is connected.',
    }),
  }),
  serve: 'skip',
  numeric: true,
  describe: ({ precision, on }) =>
    `${precision === 'int8' ? '8 bits' : '16 bits'} · compared on ${rowScopeWords[on]}`,
  schema: ({ inputs: { model, table }, params }) => {
    const problems: NodeProblem[] = table ? scopeWithoutSplit(table, params.on) : []
    if (model && table) {
      problems.push(...missingInputs(model, table), ...differingInputs(model, table))
      problems.push(...missingAnswers(model, table))
    }
    return { outputs: { ...(model && { model }), report: { kind: 'quantisation' } }, problems }
  },
})
