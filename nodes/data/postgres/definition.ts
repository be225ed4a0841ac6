import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { columnTypes, foundTable, plainKinds } from '../../kit/found-table.ts'
import { choiceOf, columnOf, field, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { querySourceKey } from './source-key.ts'

const docs = `
Reads the rows of a query from a Postgres database, through a connection that was saved under *Connections*.

**When to use it.** Where the data lives in Postgres, or in anything that speaks its protocol. For a file use *File*.

**Parameters**
- *Connection*: which database. Its password is kept encrypted, and no drawing or run holds it.
- *Query*: one \`SELECT\` (or \`WITH … SELECT\`, \`VALUES\`, \`TABLE\`). Press *Read the columns* once it is written: the
  drawing then knows the columns that the first 10,000 rows have. End it with \`ORDER BY\` on something unique, so that
  the same rows come in the same order every time, and what follows need not run again.
- *Target*: the column to predict. The choice is made here once; every node downstream knows it.
- *Column types*: what a column means, where the guess was wrong: number, category, yes/no, date or time, text.
- *When to read*: *Every run* asks the database each time; nodes downstream run again only if the rows have changed.
  *Keep the result* reads once, and again when the query, the settings or the address of the connection change, or with
  *Run fresh, reusing nothing*.
- *Most rows*: what goes beyond is left out, with a warning. Put a \`WHERE\` or a sample into the query where it matters
  which rows those are.
- *Time limit*: how long the database may work on the query before it is stopped.

A database that refuses the connection, or does not answer, is tried again for about half a minute; then the node fails
and says why.

**What travels to the endpoint.** The columns of the query, without the target, are the raw row that an endpoint asks
for, with the types chosen here.

**Method.** The query runs in a read-only transaction, and is refused unless it is a single one that gives rows; a
database user who may only read is still the better guard. Rows are streamed by \`COPY\` to a temporary file and written
as Parquet, never held in memory. Whole numbers and \`numeric\` become numbers (64-bit floating point); whole numbers
beyond 2⁵³ are kept as text, with a warning; \`NaN\` is missing. Times with a zone are moments in UTC. Text, \`uuid\` and
\`enum\` columns with few distinct values are taken as categories. JSON, arrays and other types are kept as text, as
Postgres writes them; take them apart in the query (\`data->>'age'\`, \`tags[1]\`) to use them. Dates that are infinite or
before Christ are missing, with a warning.
`

export const postgres = defineNode({
  type: 'data.postgres',
  version: 1,
  title: 'Postgres query',
  summary: 'Rows of a query from your database',
  category: 'data',
  icon: 'database',
  docs,
  inputs: {},
  outputs: { table: port.table() },
  params: z.object({
    connection: field(z.string().default(''), { title: 'Connection', ui: { widget: 'connection' } }),
    query: field(z.string().default(''), {
      title: 'Query',
      ui: { widget: 'query', placeholder: 'SELECT … FROM … ORDER BY id' },
    }),
    target: columnOf('table', plainKinds, 'Target', { description: 'The column to predict.' }),
    types: columnTypes(),
    refresh: choiceOf({ everyRun: 'Every run', keep: 'Keep the result' }, 'everyRun', 'When to read'),
    maxRows: numberOf(1_000_000, 'Most rows', { min: 1, max: 100_000_000, integer: true, advanced: true }),
    timeLimit: numberOf(600, 'Time limit', {
      min: 1,
      max: 86_400,
      integer: true,
      unit: 's',
      advanced: true,
    }),
  }),
  serve: 'map',
  describe: ({ connection, query, target }) => {
    if (connection === '') return 'no connection yet'
    if (query.trim() === '') return 'no query yet'
    return target === '' ? 'no target chosen' : `predicts ${target}`
  },
  schema: ({ params, context }) => {
    const refuse = (code: string, message: string, name: string) => ({
      outputs: {},
      problems: [{ severity: 'error' as const, code, message, field: name }],
    })
    if (params.connection === '')
      return refuse(
        'connection_missing',
        'No connection is chosen. Pick one in Settings, or make a new one there.',
        'connection',
      )
    if (params.query.trim() === '')
      return refuse('query_missing', 'There is no query yet. Write one in Settings.', 'query')
    const known = context.sources[querySourceKey(params)]
    if (!known) {
      const message = 'The columns of the query are not known yet. Press *Read the columns* in Settings.'
      return {
        outputs: { table: { columns: [], open: true } },
        problems: [{ severity: 'warning', code: 'columns_unknown', message, field: 'query' }],
      }
    }
    const { schema, problems } = foundTable(known, params)
    return { outputs: { table: schema }, problems }
  },
})
