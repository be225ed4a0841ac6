import { z } from 'zod'
import type { Column } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnsOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Divides the range of a number into bins, and says in which bin a value lies.

**When to use it.** After *Split*, where steps matter more than exact values, or to make a number into classes.

**Parameters**
- *Columns*: the numeric columns to divide; all numeric features unless you choose.
- *Method*: *equal width* makes bins of one width between the least and the greatest training value; *equal frequency*
  makes bins with about as many training rows in each, fewer where many rows have one value; *own edges* takes yours.
- *Bins*: how many, where they are not your own.
- *Edges*: your own edges, ascending, with spaces or semicolons between them: \`0 18 65\` makes four bins.
- *Output*: the position of the bin as a number from 0, or its name as a category, such as *18 to < 65*.

A value on an edge belongs to the bin above it. Values beyond the training rows belong to the first or the last bin. A
missing value stays missing.

**What travels to the endpoint.** The edges. An endpoint takes the number and finds its bin.

**Method.** As scikit-learn's KBinsDiscretizer with ordinal encoding; quantiles by linear interpolation.
`

/** Edges as someone typed them, ascending; null where a part is no number or not above the one before. */
export function parseEdges(typed: string): number[] | null {
  const parts = typed.split(/[\s;]+/).filter((part) => part !== '')
  const edges = parts.map(Number)
  const ascending = edges.every(
    (edge, index) => Number.isFinite(edge) && (index === 0 || edge > (edges[index - 1] ?? 0)),
  )
  return edges.length > 0 && ascending ? edges : null
}

export const bin = defineNode({
  type: 'features.bin',
  version: 1,
  title: 'Bin',
  summary: 'Divide numbers into a few steps',
  category: 'features',
  icon: 'chart-no-axes-column',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    method: choiceOf(
      { width: 'Equal width', frequency: 'Equal frequency', edges: 'Own edges' },
      'frequency',
      'Method',
    ),
    bins: numberOf(5, 'Bins', {
      min: 2,
      max: 100,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'method', in: ['width', 'frequency'] },
    }),
    edges: textOf('', 'Edges', {
      placeholder: '0 18 65',
      visibleWhen: { field: 'method', in: ['edges'] },
    }),
    output: choiceOf({ number: 'Position, from 0', label: 'Name of the bin' }, 'number', 'Output'),
  }),
  serve: 'map',
  fits: true,
  describe: ({ method, bins, edges, output }) => {
    const words = { width: 'equal width', frequency: 'equal frequency' }
    const what =
      method === 'edges' ? `${(parseEdges(edges) ?? []).length + 1} own bins` : `${bins} of ${words[method]}`
    return `${what}${output === 'label' ? ' · named' : ''}`
  },
  schema: ({ inputs: { table }, params }) => {
    const problems: NodeProblem[] = []
    if (params.method === 'edges' && parseEdges(params.edges) === null) {
      const message =
        params.edges.trim() === ''
          ? 'Write the edges of the bins, for example 0 18 65.'
          : 'The edges must be numbers, each greater than the one before, with spaces between them: 0 18.5 65.'
      problems.push({ severity: 'error', code: 'edges_wrong', message, field: 'edges' })
    }
    if (!table) return { outputs: { transform: {} }, problems }
    const selected = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
    const target = 'bins learnt here would change what is predicted.'
    problems.push(
      ...selected.problems,
      // Classes that someone draws by hand are a target like any other.
      ...refusedColumns(selected.columns, {
        field: 'columns',
        ...(params.method !== 'edges' && { target }),
      }),
    )
    if (selected.columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No numeric feature arrives here, so nothing is divided.', 'columns'))
    const divided = selected.columns.map(
      (column): Column =>
        params.output === 'number'
          ? { ...column, storage: 'double' }
          : { ...column, storage: 'varchar', kind: 'category' },
    )
    return { outputs: { table: withColumns(table, divided), transform: {} }, problems }
  },
})
