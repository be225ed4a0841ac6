import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Asks a question about a figure, a table or a value, and gives one of two signals.

**When to use it.** Where what comes next depends on what came out: deploy only a better model, retrain only when there
are enough new rows, tell someone otherwise. Connect *Then* and *Otherwise* to the *When* (at the top left of the card) of
the nodes that hang on the answer. What is not called for is left out, and the run succeeds all the same. *First that
came* brings two ways together again.

**Parameters**
- *Ask about*: a *figure* of the report, the *rows* of the table, or a *value*, which is usually a parameter of the
  pipeline.
- *Figure*: its name as the report has it, such as *accuracy* or *rmse*; case, spaces and underscores make no difference.
- *Is*: how the two are compared. Text can only be equal or not.
- *Number*, *Text*: what it is compared with.

**What travels to the endpoint.** Nothing.
`

export const comparisons = {
  atLeast: '≥ at least',
  atMost: '≤ at most',
  above: '> more than',
  below: '< less than',
  equal: '= equal to',
  unequal: '≠ not equal to',
} as const

const when = (field: string, ...values: string[]) => ({ visibleWhen: { field, in: values } })

const signs = { atLeast: '≥', atMost: '≤', above: '>', below: '<', equal: '=', unequal: '≠' } as const

export const branch = defineNode({
  type: 'control.branch',
  version: 1,
  title: 'Branch',
  summary: 'Go one way or the other, by a figure or a value',
  category: 'control',
  icon: 'split',
  docs,
  inputs: { report: port.report({ optional: true }), table: port.table({ optional: true }) },
  outputs: { yes: port.signal({ title: 'Then' }), no: port.signal({ title: 'Otherwise' }) },
  params: z.object({
    about: choiceOf(
      { figure: 'A figure of the report', rows: 'The rows of the table', number: 'A number', text: 'A text' },
      'figure',
      'Ask about',
    ),
    figure: textOf('accuracy', 'Figure', { placeholder: 'accuracy', ...when('about', 'figure') }),
    number: numberOf(0, 'Value', when('about', 'number')),
    text: textOf('', 'Value', when('about', 'text')),
    comparison: choiceOf(comparisons, 'atLeast', 'Is'),
    bound: numberOf(0.9, 'Number', when('about', 'figure', 'rows', 'number')),
    other: textOf('', 'Text', when('about', 'text')),
  }),
  serve: 'boundary',
  describe: ({ about, figure, number, text, comparison, bound, other }) => {
    const value = { figure: `“${figure}”`, rows: 'rows', number: String(number), text: `“${text}”` }[about]
    return `${value} ${signs[comparison]} ${about === 'text' ? `“${other}”` : bound}`
  },
  schema: ({ inputs: { report, table }, params }) => {
    const problems: NodeProblem[] = []
    const wrong = (code: string, message: string, field: string) =>
      problems.push({ severity: 'error', code, message, field })
    if (params.about === 'figure' && !report)
      wrong('branch_report', 'Connect the report that the figure is in.', 'about')
    if (params.about === 'rows' && !table)
      wrong('branch_table', 'Connect the table whose rows are counted.', 'about')
    if (params.about === 'text' && !['equal', 'unequal'].includes(params.comparison))
      wrong('branch_text', 'Texts can only be equal or not equal. Choose one of the two.', 'comparison')
    return { outputs: { yes: {}, no: {} }, problems }
  },
})
