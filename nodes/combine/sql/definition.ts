import { z } from 'zod'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Makes a table with a query of your own, in SQL.

**When to use it.** For what no other node does: groups and totals, windows over time, joins by more than equality. Best
before *Split*: a query sees all rows, so what it computes over several of them (a mean, a rank) would mix training and
test rows. After *Split*, select its column too, or the parts are lost.

**Inputs.** The query reads the first table as *input*, and the second, where one is connected, as *other*. Each has its
columns and *_row*, the number of the row.

**Parameters**
- *Query*: one SELECT statement in DuckDB's SQL, such as \`SELECT city, avg(price) AS mean FROM input GROUP BY city\`.
  WITH, joins and subqueries may be used. It can read nothing else: no files, no network, no settings; and no function
  whose answer changes from time to time, such as random() or now().

**What comes out.** The columns that the query names. Whole numbers stay whole; decimals and sums of whole numbers become
ordinary numbers; lists of numbers become sequences; text of a new name is a category where it has few values. A column
that keeps the name of an arriving one keeps its role. Rows keep *_row* where the query selects it and no two are the
same; else they are numbered in the order of the answer. Without ORDER BY that order is always the same, and follows the
input's where the query goes through it row by row.

The drawing knows the columns only once it has run.

**What travels to the endpoint.** Nothing: serving starts after this node, and an endpoint asks for the columns that
leave it.

**Limits.** One thread, the memory of a node, and ten minutes.
`

export const sql = defineNode({
  type: 'combine.sql',
  version: 1,
  title: 'SQL',
  summary: 'A table by a query of your own',
  category: 'combine',
  icon: 'square-terminal',
  docs,
  inputs: {
    table: port.table({ title: 'input' }),
    other: port.table({ title: 'other', optional: true }),
  },
  outputs: { table: port.table() },
  params: z.object({
    query: textOf('SELECT * FROM input', 'Query', {
      multiline: true,
      code: true,
      placeholder: 'SELECT * FROM input',
      description: 'One SELECT over input and other.',
    }),
  }),
  serve: 'boundary',
  describe: ({ query }) => query.trim().replaceAll(/\s+/g, ' ').slice(0, 60),
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const problems: NodeProblem[] = []
    if (params.query.trim() === '') {
      const message = 'Write a query, for example SELECT * FROM input.'
      problems.push({ severity: 'error', code: 'query_missing', message, field: 'query' })
    }
    return { outputs: { table: { columns: [], open: true } }, problems }
  },
})
