import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { errorColumn, gatherColumns } from './columns.ts'

const docs = `
Ends a loop that *For each* began, and puts what its items made into one table.

**When to use it.** Behind the last node that runs once an item: connect its table, its report, or both.

**Parameters**
- *At a time*: items that run beside each other.
- *If an item fails*: *Stop* ends the loop at the first item that fails. *Leave it out* goes on with the others; the
  report and the log say which failed and why. Where figures are gathered, the table has a row of each item, with the
  error of those that failed.

**What comes out.** Where a table arrives: the rows of all items one under the other, in the order of the items, with
the name of the item in a column *item* in front. Columns belong together by their names; one that an item lacks is
missing in its rows. Where only a report arrives: one row an item, with its figures as columns. Rows are numbered anew.

**What travels to the endpoint.** Nothing: serving starts after this node, and an endpoint asks for the columns that
leave it.

**Results.** A report of all items with their figures. Items that were computed before are used again, and a run that is
interrupted goes on with those that are missing.
`

export const gather = defineNode({
  type: 'control.gather',
  version: 1,
  title: 'Gather',
  summary: 'End a loop and put its results into one table',
  category: 'control',
  icon: 'layers',
  docs,
  inputs: { table: port.table({ optional: true }), report: port.report({ optional: true }) },
  outputs: { table: port.table(), report: port.report({ title: 'Items' }) },
  params: z.object({
    parallel: numberOf(4, 'At a time', { min: 1, max: 32, integer: true, step: 1, unit: 'items' }),
    onError: choiceOf({ stop: 'Stop', skip: 'Leave it out' }, 'stop', 'If an item fails'),
  }),
  serve: 'boundary',
  // What its items compute depends on the backend.
  numeric: true,
  describe: ({ parallel, onError }) =>
    `${parallel} at a time · ${onError === 'stop' ? 'stops if one fails' : 'leaves out what fails'}`,
  schema: ({ inputs: { table, report }, params }) => {
    const outputs = { report: { kind: 'items' } }
    if (table) {
      const { columns, item } = gatherColumns([{ label: '', schema: table }])
      return { outputs: { ...outputs, table: leaving([item, ...columns], table.open) } }
    }
    if (!report) return { outputs }
    const taken = new TakenNames([])
    const first = taken.add({ name: 'item', kind: 'category', storage: 'varchar', role: 'feature' })
    const columns = params.onError === 'skip' ? [first, errorColumn(taken)] : [first]
    return { outputs: { ...outputs, table: leaving(columns, true) } }
  },
})

/** Serving starts here. */
export const leaving = (columns: readonly Column[], open: boolean): TableSchema => ({
  columns,
  open,
  request: columns,
})
