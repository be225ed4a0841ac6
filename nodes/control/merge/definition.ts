import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Passes on the first of two tables that was made.

**When to use it.** Where two ways come together again after a *Branch*, or to fall back on another source where one
fails: *Postgres query* as the first, yesterday's *File* as the second, with *If it fails* of the first connected to the
*When* of the second.

**Parameters.** None. It waits until both have ended; where neither was made it is left out itself.

**What travels to the endpoint.** The way that was taken.
`

export const merge = defineNode({
  type: 'control.merge',
  version: 1,
  title: 'First that came',
  summary: 'Go on with whichever table was made',
  category: 'control',
  icon: 'git-merge',
  docs,
  inputs: {
    first: port.table({ title: 'First', optional: true }),
    second: port.table({ title: 'Second', optional: true }),
  },
  outputs: { table: port.table() },
  params: z.object({}),
  serve: 'map',
  merges: true,
  describe: () => 'whichever was made',
  schema: ({ inputs: { first, second } }) => {
    const table = first ?? second
    if (!table || !first || !second) return { outputs: table ? { table } : {} }
    // Which one it will be is known in the run only: sure are the columns that both have.
    const names = new Set(second.columns.map(({ name }) => name))
    const columns = first.columns.filter(({ name }) => names.has(name))
    const same = columns.length === first.columns.length && columns.length === second.columns.length
    return { outputs: { table: { columns, open: !same || first.open || second.open } } }
  },
})
