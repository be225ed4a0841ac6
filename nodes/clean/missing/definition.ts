import { z } from 'zod'
import { type Column, findByName, findByRole, type TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { sortedCategories, TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnOf, columnsOf, numberOf, switchOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { missingColumnMessage, selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Deals with values that are not there: fills them in, or drops the rows.

**When to use it.** After *Split*, before anything that can't do with gaps. A network fills gaps of its inputs by
itself, numbers with the training mean; use this node to choose otherwise, or to let the model know that a value was
missing.

**Parameters**
- *Columns*: all features unless you choose.
- *Numbers*: fill gaps with the median, the mean or the most frequent value of the training rows, or with a number of
  your own; take the value of the row before or after; drop the rows; or leave them.
- *Number*: the number of your own.
- *Others*: the same for categories, yes/no and text: the most frequent value, a value of your own, drop, or leave.
- *Value*: the value of your own; for a yes/no column true or false.
- *Order*: what the row before is told by; empty: the column with the role time. *Group*: rows of one group (a shop, a
  sensor) are among themselves; empty: the column with the role group, if any. Where there is no value before, the gap
  stays. Training rows take from training rows only. To forecast, never take the value after: it is not known yet.
- *Mark*: adds a yes/no column for each, named after it, that says where the value was missing.

*Drop* takes out training rows only, and all such rows where nothing has been split. Validation and test rows stay, so
that the score is that of the rows an endpoint will get; their gaps stay too.

**What travels to the endpoint.** The values filled in, as found in the training rows. An endpoint answers every row: where
*drop*, or the row before or after, is chosen a missing value stays missing (one row has no neighbours), and the model fills
it in as it does for its inputs.

**Method.** As scikit-learn's SimpleImputer; of equally frequent values the least counts. The row before and after as pandas'
*ffill* and *bfill* by group.
`

const kinds = ['number', 'category', 'boolean', 'text'] as const
const orderKinds = ['datetime', 'number'] as const
const groupKinds = ['category', 'number', 'boolean', 'text', 'datetime'] as const

interface Params {
  columns: 'auto' | readonly string[]
  numbers: 'median' | 'mean' | 'mode' | 'constant' | 'previous' | 'next' | 'drop' | 'keep'
  others: 'mode' | 'constant' | 'previous' | 'next' | 'drop' | 'keep'
  order: string
  group: string
  number: number
  text: string
  indicator: boolean
}

const methodOf = (column: Column, params: Params): Params['numbers'] =>
  column.kind === 'number' ? params.numbers : params.others

const trueOrFalse = (value: string): boolean | undefined =>
  value.trim().toLowerCase() === 'true' ? true : value.trim().toLowerCase() === 'false' ? false : undefined

/** The value of one's own for a column; undefined where the text is no value of it. */
export function constantFor(column: Column, params: Params): number | string | boolean | undefined {
  if (column.kind === 'number') return params.number
  return column.kind === 'boolean' ? trueOrFalse(params.text) : params.text
}

function filled(column: Column, params: Params): Column {
  if (column.kind === 'number') return column.storage === 'double' ? column : { ...column, storage: 'double' }
  if (params.others !== 'constant' || column.kind !== 'category' || !column.categories) return column
  const categories = sortedCategories([...column.categories, params.text])
  return categories.length === column.categories.length ? column : { ...column, categories }
}

/** The columns by which rows follow each other and belong together: those named, or those of the role. */
export const neighbourColumns = (table: TableSchema, { order, group }: Params) => ({
  order: order === '' ? findByRole(table, 'time') : findByName(table, order),
  group: group === '' ? findByRole(table, 'group') : findByName(table, group),
})

function neighbourProblems(table: TableSchema, params: Params): NodeProblem[] {
  if (table.open) return []
  const found = neighbourColumns(table, params)
  const problems: NodeProblem[] = []
  for (const field of ['order', 'group'] as const) {
    if (params[field] === '' || found[field]) continue
    const message = missingColumnMessage(params[field], table.columns)
    problems.push({ severity: 'error', code: 'column_missing', message, field })
  }
  if (params.order === '' && !found.order) {
    const message =
      'The value before or after needs an order of the rows, and no column has the role time. Choose a column under Order.'
    problems.push({ severity: 'error', code: 'column_missing', message, field: 'order' })
  }
  return problems
}

/** What is done with which columns, and the columns that are new. */
export function planMissing(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, { kinds, field: 'columns' })
  const plan = { drop: [] as Column[], fill: [] as { column: Column; method: Params['numbers'] }[] }
  for (const column of columns) {
    const method = methodOf(column, params)
    if (method === 'drop') plan.drop.push(column)
    else if (method !== 'keep') plan.fill.push({ column, method })
  }
  const taken = new TakenNames(table.columns)
  const marked = params.indicator ? columns.filter((column) => methodOf(column, params) !== 'drop') : []
  const indicators = marked.map((column) => ({
    column,
    made: taken.add({
      name: `${column.name}_missing`,
      storage: 'boolean',
      kind: 'boolean',
      role: 'feature',
      categories: ['false', 'true'],
    }),
  }))
  return { ...plan, columns, indicators, problems }
}

const words: Readonly<Record<Params['numbers'], string>> = {
  median: 'median',
  mean: 'mean',
  mode: 'most frequent',
  constant: 'a value',
  previous: 'the row before',
  next: 'the row after',
  drop: 'drop rows',
  keep: 'leave',
}

export const missing = defineNode({
  type: 'clean.missing',
  version: 1,
  title: 'Missing values',
  summary: 'Fill gaps, or drop the rows',
  category: 'clean',
  icon: 'circle-dashed',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', kinds),
    numbers: choiceOf(
      {
        median: 'Median',
        mean: 'Mean',
        mode: 'Most frequent value',
        constant: 'A number',
        previous: 'The value before',
        next: 'The value after',
        drop: 'Drop training rows',
        keep: 'Leave them',
      },
      'median',
      'Numbers',
    ),
    number: numberOf(0, 'Number', { visibleWhen: { field: 'numbers', in: ['constant'] } }),
    others: choiceOf(
      {
        mode: 'Most frequent value',
        constant: 'A value',
        previous: 'The value before',
        next: 'The value after',
        drop: 'Drop training rows',
        keep: 'Leave them',
      },
      'mode',
      'Others',
    ),
    text: textOf('missing', 'Value', { visibleWhen: { field: 'others', in: ['constant'] } }),
    order: columnOf('table', orderKinds, 'Order', {
      description: 'For the value before or after. Empty: the column with the role time.',
      advanced: true,
    }),
    group: columnOf('table', groupKinds, 'Group', {
      description: 'Empty: the column with the role group, if any.',
      advanced: true,
    }),
    indicator: switchOf(false, 'Mark', {
      description: 'Add a yes/no column that says where a value was missing.',
    }),
  }),
  serve: 'map',
  fits: true,
  describe: ({ numbers, others, indicator }) =>
    `numbers: ${words[numbers]} · others: ${words[others]}${indicator ? ' · marked' : ''}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const plan = planMissing(table, params)
    const fill = plan.fill.map(({ column }) => column)
    const problems: NodeProblem[] = [
      ...plan.problems,
      ...refusedColumns(plan.columns, { field: 'columns' }).filter(({ code }) => code === 'split_changed'),
      ...refusedColumns(fill, {
        field: 'columns',
        target: 'a value made up is nothing to learn from; Train leaves out rows without it.',
      }).filter(({ code }) => code === 'target_changed'),
    ]
    if (plan.fill.some(({ method }) => method === 'previous' || method === 'next'))
      problems.push(...neighbourProblems(table, params))
    if (params.others === 'constant') {
      const wrong = fill.find((column) => constantFor(column, params) === undefined)
      if (wrong) {
        const message = `*${wrong.name}* is yes/no, so its value has to be true or false.`
        problems.push({ severity: 'error', code: 'constant_kind', message, field: 'text' })
      }
    }
    if (plan.columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No feature arrives here whose gaps could be filled.', 'columns'))
    const changed = [
      ...fill.map((column) => filled(column, params)),
      ...plan.indicators.map(({ made }) => made),
    ]
    return { outputs: { table: withColumns(table, changed), transform: {} }, problems }
  },
})
