import { z } from 'zod'
import type { Column, ColumnKind, TableSchema } from '../../kit/columns.ts'
import { findByName, findByRole } from '../../kit/columns.ts'
import { nothingToDo } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnOf, columnsOf, numberOf, switchOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles, missingColumnMessage, namesInWords, selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Adds to each row what was measured in the rows before it: earlier values, and means and the like over the last of them.

**When to use it.** To forecast: models see one row at a time, and know of the past only what stands in it. Put it before
*Split*, and split by time.

**Parameters**
- *Columns*: the numbers whose past is wanted; all numeric features and a numeric target unless you choose.
- *Lags*: how many rows back, such as \`1, 2, 7\`. Empty: none. New columns are called *sales_lag_7*.
- *Window*: a figure over the last rows: *Mean*, *Sum*, *Smallest*, *Largest* or *Standard deviation*, called
  *sales_mean_7*; *Rows in the window*: how many.
- *Change*: also the last value less the one before it, *sales_change*.
- *Time*: the order of the rows; empty: the column with the role time. Rows of one time follow each other as they came.
- *Group*: rows of one group (a shop, a sensor) have a past of their own; empty: the column with the role group, if any.

It never looks ahead: everything comes from rows before the row itself, so that the past of a target may be a feature.
Where there is no past, or a value in it is missing, the new value is missing, too; so is it in rows without a time.

**What travels to the endpoint.** Nothing: one row has no past, so serving starts after this node, and an endpoint asks for
the columns that leave it and that the model reads.

**Method.** Window functions over the ordered rows; as pandas' *shift(k)*, *shift(1).rolling(n)* and *shift(1).diff()*.
`

const MOST_LAGS = 50
const LONGEST = 10_000

interface Params {
  columns: 'auto' | readonly string[]
  lags: string
  window: 'none' | 'mean' | 'sum' | 'min' | 'max' | 'std'
  rows: number
  change: boolean
  time: string
  group: string
}

/** The numbers of rows that a text lists, each once; null where it is no such list. */
export function parseLags(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const lags = [...new Set(words.map(Number))]
  const isList = lags.every((lag) => Number.isInteger(lag) && lag >= 1 && lag <= LONGEST)
  return isList && lags.length <= MOST_LAGS ? lags : null
}

/** A column by name, or by role where no name is given, with what is wrong with it. */
function oneColumn(
  table: TableSchema,
  name: string,
  { role, kinds, field }: { role: 'time' | 'group'; kinds: readonly ColumnKind[]; field: string },
): { column: Column | undefined; problem?: NodeProblem } {
  const column = name === '' ? findByRole(table, role) : findByName(table, name)
  const wrong = (code: string, message: string) => ({
    column,
    problem: { severity: 'error', code, message, field } as const,
  })
  if (!column && name !== '' && !table.open)
    return wrong('column_missing', missingColumnMessage(name, table.columns))
  if (!column && role === 'time' && !table.open) {
    const message =
      'The past needs an order of the rows, and no column has the role time. Choose a column under Time.'
    return wrong('column_missing', message)
  }
  if (column && !kinds.includes(column.kind)) {
    const message = `*${column.name}* is ${kindTitles[column.kind]}, which can’t be used here. Choose another column.`
    return wrong('column_kind', message)
  }
  return { column }
}

/** What is taken from the past, from which columns, and in what order. */
export function planLags(table: TableSchema, params: Params) {
  const selected = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
  const target = findByRole(table, 'target')
  const columns =
    params.columns === 'auto' && target?.kind === 'number' ? [...selected.columns, target] : selected.columns
  const time = oneColumn(table, params.time, { role: 'time', kinds: ['datetime', 'number'], field: 'time' })
  const group = oneColumn(table, params.group, {
    role: 'group',
    kinds: ['category', 'number', 'boolean', 'text', 'datetime'],
    field: 'group',
  })
  const lags = parseLags(params.lags)
  const taken = new TakenNames(table.columns)
  const { window } = params
  const made = columns.flatMap((column) => {
    const whats = [
      ...(lags ?? []).map((rows) => ({ suffix: `lag_${rows}`, past: { what: 'lag' as const, rows } })),
      ...(window === 'none'
        ? []
        : [
            {
              suffix: `${window}_${params.rows}`,
              past: { what: 'window' as const, rows: params.rows, statistic: window },
            },
          ]),
      ...(params.change ? [{ suffix: 'change', past: { what: 'change' as const } }] : []),
    ]
    return whats.map(({ suffix, past }) => {
      const name = `${column.name}_${suffix}`
      const added = taken.add({ name, storage: 'double', kind: 'number', role: 'feature' })
      return { column: added, past: { ...past, name: added.name, column: column.name } }
    })
  })
  const problems = [...selected.problems, time.problem, group.problem].filter((each) => each !== undefined)
  if (!lags) {
    const message = `Write up to ${MOST_LAGS} whole numbers from 1 to ${LONGEST}, parted by commas, such as 1, 2, 7.`
    problems.push({ severity: 'error', code: 'lags_wrong', message, field: 'lags' })
  }
  return { columns, time: time.column, group: group.column, made, problems }
}

export const lags = defineNode({
  type: 'features.lags',
  version: 1,
  title: 'Lags and windows',
  summary: 'What was measured before, beside each row',
  category: 'features',
  icon: 'history',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    lags: textOf('1', 'Lags', { placeholder: '1, 2, 7', description: 'How many rows back.' }),
    window: choiceOf(
      {
        none: 'None',
        mean: 'Mean',
        sum: 'Sum',
        min: 'Smallest',
        max: 'Largest',
        std: 'Standard deviation',
      },
      'none',
      'Window',
    ),
    rows: numberOf(7, 'Rows in the window', {
      min: 2,
      max: LONGEST,
      integer: true,
      unit: 'rows',
      tunable: true,
      visibleWhen: { field: 'window', in: ['mean', 'sum', 'min', 'max', 'std'] },
    }),
    change: switchOf(false, 'Change', { description: 'The last value less the one before it.' }),
    time: columnOf('table', ['datetime', 'number'], 'Time', {
      description: 'Empty: the column with the role time.',
    }),
    group: columnOf('table', ['category', 'number', 'boolean', 'text', 'datetime'], 'Group', {
      description: 'Empty: the column with the role group, if any.',
    }),
  }),
  serve: 'boundary',
  describe: ({ lags: typed, window, rows, change }) => {
    const back = parseLags(typed) ?? []
    const parts = [
      ...(back.length > 6 ? [`${back.length} lags`] : back.length > 0 ? [`lags ${back.join(', ')}`] : []),
      ...(window === 'none' ? [] : [`${window} of ${rows}`]),
      ...(change ? ['change'] : []),
    ]
    return parts.join(' · ') || 'nothing yet'
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const { columns, made, problems } = planLags(table, params)
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No number arrives here whose past could be added.', 'columns'))
    else if (made.length === 0 && problems.length === 0 && columns.length > 0)
      problems.push(
        nothingToDo(
          `Nothing of the past of ${namesInWords(columns)} is asked for. Write a lag, or choose a window.`,
          'lags',
        ),
      )
    const leaving = [...table.columns, ...made.map(({ column }) => column)]
    return { outputs: { table: { columns: leaving, open: table.open, request: leaving } }, problems }
  },
})
