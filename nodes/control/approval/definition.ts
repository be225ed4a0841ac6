import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Waits until a person has decided, for days if need be, and gives one of two signals.

**When to use it.** Before *Deploy*, or before anything that should not happen by itself: connect *Approved* to its
*When*. What the person should look at is connected to the inputs: the report, the table, the model.

**Parameters**
- *Question*: what the person is asked.
- *Deadline*: after so many hours the default decides; 0 waits for ever.
- *After the deadline*: what is taken for the answer then.

The decision is made on the page (*Approvals*, or the card), by \`millrace approve\`, or through the API. It stays with the
run, with the name of the way it came and a comment. What hangs on the other signal is left out, and the run succeeds.

**What travels to the endpoint.** Nothing.
`

export const approvalParams = z.object({
  question: textOf('', 'Question', { placeholder: 'Put this model into service?', multiline: true }),
  deadlineHours: numberOf(0, 'Deadline', { min: 0, max: 8_760, unit: 'hours' }),
  fallback: choiceOf({ rejected: 'Reject', approved: 'Approve' }, 'rejected', 'After the deadline', {
    advanced: true,
  }),
})

export const approval = defineNode({
  type: 'control.approval',
  version: 1,
  title: 'Human approval',
  summary: 'Wait until a person has decided',
  category: 'control',
  icon: 'hand',
  docs,
  inputs: {
    report: port.report({ optional: true, many: true }),
    table: port.table({ optional: true }),
    model: port.model({ optional: true }),
  },
  outputs: { approved: port.signal({ title: 'Approved' }), rejected: port.signal({ title: 'Rejected' }) },
  params: approvalParams,
  serve: 'boundary',
  effect: true,
  waits: true,
  describe: ({ deadlineHours, fallback }) =>
    deadlineHours > 0 ? `${fallback} after ${deadlineHours} h` : 'waits for ever',
  schema: () => ({ outputs: { approved: {}, rejected: {} } }),
})
