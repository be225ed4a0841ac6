import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, field } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { ruleProblems, ruleSchema } from './rules.ts'

const docs = `
Says what must hold of a table, and stops the run, or warns, when it doesn't. The table goes on as it came.

**When to use it.** Right behind a source that others fill: a daily file, a query, a table that a supplier sends. A run on
a schedule then ends with a sentence about the data instead of a model that learnt from a fault.

**Parameters**
- *Rules*: what must hold, one rule a line.
  - *is present*: no missing values.
  - *is in a range*: numbers between the least and the most, both included; one of them may be left out.
  - *is one of*: the values that are allowed, as the table shows them.
  - *looks like*: a regular expression that the whole text has to match, such as *[A-Z]{2}[0-9]{4}*.
  - *is unique*: no value stands twice.
  - *is recent*: the newest date or time is at most so many hours old when the node runs. Dates without a time zone are
    taken for UTC.
  - *number of rows*: how many rows the table has.
- *But for*: the share of the rows that may break the rule. 0 %: none.
- *If a rule is broken*: stop the run, or warn and go on. Where it goes on, the report says how many rules were broken
  (*brokenRules*), so *Branch* can choose what happens then, and *Gate* can hold a model back.

A missing value breaks *is present* and no other rule. A column that does not arrive at all is a fault of the drawing, said
before the run.

**What travels to the endpoint.** The table goes through unchanged there too; the rules are not asked of a request, whose
rows the endpoint checks by itself.

**Method.** One pass over the table. With *is recent* the result holds for the run alone; without it, it is used again
like that of any other node while the table is the same.
`

export const contract = defineNode({
  type: 'data.contract',
  version: 1,
  title: 'Data contract',
  summary: 'Say what must hold of a table, and stop or warn',
  category: 'data',
  icon: 'clipboard-check',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), report: port.report({ title: 'Verdict' }) },
  params: z.object({
    rules: field(z.array(ruleSchema).max(200).default([]), {
      title: 'Rules',
      ui: { widget: 'rules', port: 'table' },
    }),
    action: choiceOf({ stop: 'Stop', warn: 'Warn' }, 'stop', 'If a rule is broken'),
  }),
  serve: 'map',
  describe: ({ rules, action }) =>
    rules.length === 0
      ? 'no rule yet'
      : `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} · ${action === 'stop' ? 'stops' : 'warns'}`,
  schema: ({ inputs: { table }, params: { rules } }) => {
    const problems: NodeProblem[] = table ? ruleProblems(rules, table) : []
    if (rules.length === 0) {
      const message = 'There is no rule yet, so every table passes. Add one.'
      problems.push({ severity: 'warning', code: 'rules_missing', message, field: 'rules' })
    }
    return { outputs: { ...(table && { table }), report: { kind: 'contract' } }, problems }
  },
})
