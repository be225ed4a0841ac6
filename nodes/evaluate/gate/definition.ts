import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Lets a model pass only if a figure of a report is good enough. If it isn't, this node fails and says why, and
everything behind it (*Deploy*) is skipped: what was deployed before goes on answering.

**When to use it.** Before *Deploy*, above all in runs on a schedule, where nobody looks at the figures first.

**Parameters**
- *Figure*: which figure of the report. *Another figure* takes its name as the report has it, such as *val_loss*; case,
  spaces and underscores make no difference.
- *Must be*: at least or at most.
- *Held against*: *a number*, or the same figure of *another report*, which is then connected to *Reference*: the
  evaluation before *Quantise*, say, or that of a simpler model.
- *Number*: the limit itself.
- *May be worse by*: how far the figure may fall short of the reference.

Any report with figures will do: *Evaluate*, *Cross-validate*, *Tune*, *Quantise*. It should be about the model that
passes here; nothing checks that.

**What travels to the endpoint.** The model as it came: same bytes, same version.

**Method.** A figure that is missing or no number never passes.
`

/** Figures by the name that reports give them. */
export const figures = {
  accuracy: 'Accuracy',
  balancedAccuracy: 'Balanced accuracy',
  f1: 'F1 (macro)',
  precision: 'Precision (macro)',
  recall: 'Recall (macro)',
  rocAuc: 'ROC AUC',
  averagePrecision: 'Average precision',
  logLoss: 'Log loss',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'Mean absolute error',
  largestChange: 'Largest change (Quantise)',
  shareOfBytes: 'Share of bytes (Quantise)',
  other: 'Another figure',
} as const

const when = (field: string, value: string) => ({ visibleWhen: { field, in: [value] } })

export const gate = defineNode({
  type: 'evaluate.gate',
  version: 1,
  title: 'Gate',
  summary: 'Let a model pass only if it is good enough',
  category: 'evaluate',
  icon: 'shield-check',
  docs,
  inputs: {
    model: port.model(),
    report: port.report(),
    reference: port.report({ title: 'Reference', optional: true }),
  },
  outputs: { model: port.model(), report: port.report({ title: 'Verdict' }) },
  params: z.object({
    figure: choiceOf(figures, 'accuracy', 'Figure'),
    name: textOf('', 'Name of the figure', { placeholder: 'val_loss', ...when('figure', 'other') }),
    comparison: choiceOf({ atLeast: 'at least', atMost: 'at most' }, 'atLeast', 'Must be'),
    against: choiceOf({ number: 'A number', reference: 'Another report' }, 'number', 'Held against'),
    threshold: numberOf(0.9, 'Number', { step: 0.01, ...when('against', 'number') }),
    tolerance: numberOf(0, 'May be worse by', { min: 0, step: 0.01, ...when('against', 'reference') }),
  }),
  serve: 'skip',
  describe: ({ figure, name, comparison, against, threshold }) => {
    const bound = against === 'number' ? String(threshold) : 'the reference’s'
    const title = figure === 'other' ? name || 'a figure' : figures[figure]
    return `${title} ${comparison === 'atLeast' ? '≥' : '≤'} ${bound}`
  },
  schema: ({ inputs: { model, reference }, params }) => {
    const problems: NodeProblem[] = []
    if (params.figure === 'other' && params.name.trim() === '') {
      const message = 'Write the name of the figure, as the report has it.'
      problems.push({ severity: 'error', code: 'figure_missing', message, field: 'name' })
    }
    if (params.against === 'reference' && !reference) {
      const message =
        'Nothing is connected to Reference. Connect the report to hold against, or hold against a number.'
      problems.push({ severity: 'error', code: 'reference_missing', message, field: 'against' })
    }
    return { outputs: { ...(model && { model }), report: { kind: 'gate' } }, problems }
  },
})
