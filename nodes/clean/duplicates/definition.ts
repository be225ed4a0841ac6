import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { columnKinds } from '../../kit/columns.ts'
import { defineNode } from '../../kit/define.ts'
import { columnListOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Keeps the first of rows that are the same, and drops the others.

**When to use it.** Right after the source, before *Split*: a row that stands in the training rows and again in the test
rows makes the score too good.

**Parameters**
- *Columns*: rows are the same where these are. None chosen means all columns, apart from ids and those that *Split*
  made.

Values are compared exactly, text by every letter. Two missing values are the same.

**What travels to the endpoint.** Nothing: an endpoint answers every row it gets.
`

/** The columns that make two rows the same. */
export function comparedColumns(table: TableSchema, names: readonly string[]) {
  if (names.length > 0) return selectColumns(table, names, { kinds: columnKinds, field: 'columns' })
  const own = new Set<Column['role']>(['id', 'split', 'fold'])
  return { columns: table.columns.filter(({ role }) => !own.has(role)), problems: [] }
}

export const duplicates = defineNode({
  type: 'clean.duplicates',
  version: 1,
  title: 'Duplicates',
  summary: 'Drop rows that stand twice',
  category: 'clean',
  icon: 'copy',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    columns: columnListOf('table', columnKinds, 'Columns', {
      description: 'Rows are the same where these are. None: all columns but ids.',
    }),
  }),
  serve: 'skip',
  describe: ({ columns }) =>
    columns.length === 0
      ? 'by all columns'
      : `by ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`,
  schema: ({ inputs: { table }, params }) =>
    table
      ? { outputs: { table }, problems: comparedColumns(table, params.columns).problems }
      : { outputs: {} },
})
