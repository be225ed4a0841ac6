import { z } from 'zod'
import { type Column, findByRole, type TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { targetProblem } from '../../kit/model-schemas.ts'
import { choiceOf, columnsOf, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Divides the range of a number into bins, and says in which bin a value lies.

**When to use it.** After *Split*, where steps matter more than exact values, or to make a number into classes.

**Parameters**
- *Columns*: the numeric columns to divide; all numeric features unless you choose.
- *Method*: *equal width* makes bins of one width between the least and the greatest training value; *equal frequency*
  makes bins with about as many training rows in each, fewer where many rows have one value; *decision
  tree* puts the edges where the target changes most, fewer where it doesn't; *own edges* takes yours.
- *Bins*: how many, where they are not your own.
- *Edges*: your own edges, ascending, with spaces or semicolons between them: \`0 18 65\` makes four bins.
- *Output*: the position of the bin as a number from 0, or its name as a category, such as *18 to < 65*.

A value on an edge belongs to the bin above it. Values beyond the training rows belong to the first or the last bin. A
missing value stays missing.

**What travels to the endpoint.** The edges. An endpoint takes the number and finds its bin.

**Method.** As scikit-learn's KBinsDiscretizer with ordinal encoding; quantiles by linear interpolation. The
tree as DecisionTreeClassifier and DecisionTreeRegressor with *max_leaf_nodes*, one column each; of more than 100,000 training
rows on 100,000, always the same ones.
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

function treeProblems(table: TableSchema): NodeProblem[] {
  const target = findByRole(table, 'target')
  const wrong = target && targetProblem(target)
  if (wrong) return [wrong]
  if (target || table.open) return []
  const message =
    'No target column arrives here, and the tree divides by it. Choose the target at the source, or take another method.'
  return [{ severity: 'error', code: 'target_missing', message, field: 'method' }]
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
      { width: 'Equal width', frequency: 'Equal frequency', tree: 'Decision tree', edges: 'Own edges' },
      'frequency',
      'Method',
    ),
    bins: numberOf(5, 'Bins', {
      min: 2,
      max: 100,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'method', in: ['width', 'frequency', 'tree'] },
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
    const words = { width: 'equal width', frequency: 'equal frequency', tree: 'a decision tree' }
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
    if (params.method === 'tree') problems.push(...treeProblems(table))
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
