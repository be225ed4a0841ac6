import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByRole } from '../../kit/columns.ts'
import { nothingToDo } from '../../kit/chosen-columns.ts'
import { defineNode } from '../../kit/define.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { columnsOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Takes dates and times apart into numbers that a model can learn from.

**When to use it.** Wherever the season, the day of the week or the hour matters: models read no dates as they are.

**Parameters**
- *Columns*: the dates or times; all such features and the column with the role time unless you choose. They stay.
- *Year*; *Month*, 1 to 12; *Day* of the month; *Weekday*, 1 is Monday; *Hour*, 0 to 23; *Week*, by ISO 8601, where week 1
  holds the first Thursday of the year; *Day of the year*, 1 to 366; *Weekend*, 1 on Saturday and Sunday, else 0.
- *On a circle*: month, weekday, hour, week and day of the year also as sine and cosine, such as *date_month_sin*, so that December
  stands beside January. Linear models and networks learn better from these; trees don't need them.

Times count as UTC. A missing date has no parts.

**What travels to the endpoint.** All of it: an endpoint takes the date and computes the parts.
`

/** How each part is counted: where its first is, and how many make a circle; no period: it does not come round. */
export const parts = {
  year: { name: 'year', first: 0, period: null },
  month: { name: 'month', first: 1, period: 12 },
  day: { name: 'day', first: 1, period: null },
  weekday: { name: 'weekday', first: 1, period: 7 },
  hour: { name: 'hour', first: 0, period: 24 },
  week: { name: 'week', first: 1, period: 53 },
  dayOfYear: { name: 'day_of_year', first: 1, period: 366 },
  weekend: { name: 'weekend', first: 0, period: null },
} as const
export type Part = keyof typeof parts
const partNames = Object.keys(parts) as Part[]

type Params = { columns: 'auto' | readonly string[]; circle: boolean } & Readonly<Record<Part, boolean>>

/** The dates, and the new columns with the part and the way in which each holds it. */
export function planDateParts(table: TableSchema, params: Params) {
  const selected = selectColumns(table, params.columns, { kinds: ['datetime'], field: 'columns' })
  const time = findByRole(table, 'time')
  const columns =
    params.columns === 'auto' && time?.kind === 'datetime' ? [time, ...selected.columns] : selected.columns
  const taken = new TakenNames(table.columns)
  const made = columns.flatMap((column) =>
    partNames
      .filter((part) => params[part])
      .flatMap((part) => {
        const name = `${column.name}_${parts[part].name}`
        const add = (made: string, as: 'number' | 'sin' | 'cos') => ({
          column,
          part,
          as,
          made: taken.add({
            name: made,
            storage: 'double',
            kind: 'number',
            role: 'feature',
          }) satisfies Column,
        })
        const onCircle = params.circle && parts[part].period !== null
        return [
          add(name, 'number'),
          ...(onCircle ? [add(`${name}_sin`, 'sin'), add(`${name}_cos`, 'cos')] : []),
        ]
      }),
  )
  return { columns, made, problems: selected.problems }
}

export const dateParts = defineNode({
  type: 'features.date-parts',
  version: 1,
  title: 'Date parts',
  summary: 'Month, weekday, hour: dates as numbers',
  category: 'features',
  icon: 'calendar-days',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    columns: columnsOf('table', ['datetime']),
    year: switchOf(false, 'Year'),
    month: switchOf(true, 'Month'),
    day: switchOf(false, 'Day'),
    weekday: switchOf(true, 'Weekday'),
    hour: switchOf(false, 'Hour'),
    week: switchOf(false, 'Week'),
    dayOfYear: switchOf(false, 'Day of the year'),
    weekend: switchOf(false, 'Weekend'),
    circle: switchOf(false, 'On a circle', { description: 'Also as sine and cosine.' }),
  }),
  serve: 'map',
  describe: (params) => {
    const chosen = partNames
      .filter((part) => params[part])
      .map((part) => parts[part].name.replaceAll('_', ' '))
    if (chosen.length === 0) return 'nothing yet'
    const named = chosen.length > 4 ? `${chosen.length} parts` : chosen.join(' · ')
    return params.circle ? `${named} · on a circle` : named
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const { columns, made, problems: found } = planDateParts(table, params)
    const problems = [...found]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No date or time arrives here.', 'columns'))
    else if (columns.length > 0 && made.length === 0)
      problems.push(nothingToDo('No part of a date is chosen, so nothing is added.', 'month'))
    const apart = new Set(made.map(({ column }) => column))
    const kept = table.columns.map((column) =>
      apart.has(column) ? { ...column, apart: true as const } : column,
    )
    const leaving = [...kept, ...made.map((each) => each.made)]
    return { outputs: { table: { ...table, columns: leaving } }, problems }
  },
})
