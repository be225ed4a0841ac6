import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { columnListOf, columnsOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Puts beside each row what is usual in its group: the mean price of its town, the largest order of its customer.

**When to use it.** After *Split*, where a number means something else in each group, or where the group itself says much.
For the past of each row use *Lags and windows*, for the mean of the target *Encode many categories*.

**Parameters**
- *Groups*: the categories, yes/no columns or texts by which the rows are grouped, each on its own.
- *Columns*: the numbers of which figures are taken; all numeric features unless you choose.
- *Mean*, *Median*, *Smallest*, *Largest*, *Standard deviation*, *Sum*, *Count*: the figures, named like *price_mean_by_town*.
- *Difference*: also the row's own value less the mean of its group; *Quotient*: that value divided by it.

Missing and infinite numbers are left out; rows without a group are a group. A group that no training row has gets the
figure over all training rows (sum and count: 0), and so does one that lacks it, as the deviation of a single value.

**What travels to the endpoint.** The figures of each group, as found in the training rows. An endpoint takes group and
number as they are, and looks the figures up.

**Method.** As pandas' *groupby(dropna=False)* with *agg*, joined back; the standard deviation has n − 1 below the line.
`

const groupKinds = ['category', 'boolean', 'text'] as const
const statistics = ['mean', 'median', 'min', 'max', 'std', 'sum', 'count'] as const

type Params = {
  groups: readonly string[]
  columns: 'auto' | readonly string[]
  difference: boolean
  quotient: boolean
} & Record<(typeof statistics)[number], boolean>

/** What new columns hold: a figure of the group, or the row's value held against the group's mean. */
export interface Aggregate {
  by: Column
  column: Column
  what: (typeof statistics)[number] | 'difference' | 'quotient'
  made: Column
}

/** The new columns, in order. */
export function planAggregates(table: TableSchema, params: Params) {
  const groups = selectColumns(table, params.groups, { kinds: groupKinds, field: 'groups' })
  const numbers = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const taken = new TakenNames(table.columns)
  const wanted = [...statistics, 'difference', 'quotient'] as const
  const asked = wanted.filter((what) => params[what])
  const made = groups.columns.flatMap((by) =>
    numbers.columns.flatMap((column) =>
      asked.map((what): Aggregate => {
        const name = `${column.name}_${what}_by_${by.name}`
        return {
          by,
          column,
          what,
          made: taken.add({ name, storage: 'double', kind: 'number', role: 'feature' }),
        }
      }),
    ),
  )
  return { groups, numbers, made }
}

export const aggregate = defineNode({
  type: 'features.aggregate',
  version: 1,
  title: 'Group aggregates',
  summary: 'What is usual in each row’s group',
  category: 'features',
  icon: 'sigma',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    groups: columnListOf('table', groupKinds, 'Groups'),
    columns: columnsOf('table', ['number']),
    mean: switchOf(true, 'Mean'),
    median: switchOf(false, 'Median'),
    min: switchOf(false, 'Smallest'),
    max: switchOf(false, 'Largest'),
    std: switchOf(false, 'Standard deviation'),
    sum: switchOf(false, 'Sum'),
    count: switchOf(false, 'Count'),
    difference: switchOf(false, 'Difference', { description: 'The value less the mean of its group.' }),
    quotient: switchOf(false, 'Quotient', { description: 'The value divided by the mean of its group.' }),
  }),
  serve: 'map',
  fits: true,
  describe: ({ groups }) =>
    groups.length === 0 ? 'nothing yet' : `by ${groups.length} ${groups.length === 1 ? 'column' : 'columns'}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { groups, numbers, made } = planAggregates(table, params)
    const target = 'a feature made of it would tell each row its own answer.'
    const problems: NodeProblem[] = [
      ...groups.problems,
      ...numbers.problems,
      ...refusedColumns(groups.columns, { field: 'groups', target }),
      ...refusedColumns(numbers.columns, { field: 'columns', target }),
    ]
    if (problems.length === 0 && made.length === 0 && !table.open) {
      const [message, field] =
        params.groups.length === 0
          ? ['Nothing is grouped yet. Choose a column under Groups.', 'groups']
          : numbers.columns.length === 0
            ? ['No number arrives here of which figures could be taken.', 'columns']
            : ['No figure is asked for. Choose one.', 'mean']
      problems.push(nothingToDo(message, field))
    }
    const columns = [...table.columns, ...made.map((each) => each.made)]
    return { outputs: { table: made.length > 0 ? { ...table, columns } : table, transform: {} }, problems }
  },
})
