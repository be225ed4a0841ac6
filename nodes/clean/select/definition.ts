import { z } from 'zod'
import type { Column, ColumnKind, ColumnStorage, TableSchema } from '../../kit/columns.ts'
import { columnKinds, findByName, ROW_ID } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnListOf, field, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'

const docs = `
Takes columns out, gives them other names, and reads their values as another kind.

**When to use it.** To clean up right after the source: columns that no one needs, names that no one can type, numbers
that arrived as text.

**Parameters**
- *Columns*: those to leave out, or the only ones to keep. The columns that *Split* made always stay.
- *Keep or leave out*: what is done with the columns listed.
- *New names*: an empty field keeps the name. A renamed column stays the same column.
- *Kinds*: read the values as number, category, yes/no, date or time, or text. Yes and no become 1 and 0, and are read
  from words such as true, yes, t, y, 1; a date or time is its milliseconds since 1970 as a number, and as text ISO 8601.
- *First columns*: these come first, in this order; the others follow as they came.
- *Decimal mark*: how numbers are written in texts that are read as numbers. *Thousands*: leave out marks before groups of
  three digits, as in *1,234.5*, *1.234,5* (with a decimal comma), *1 234.5* or *1'234.5*.
- *Dates*: how they are written in texts: *2024-12-31*, *31.12.2024* or *12/31/2024*, with or without a time after it;
  points, slashes and hyphens are all the same.
- *Unreadable values*: a value that can't be read as the new kind becomes *missing*, and the log says how many; or it
  is an *error*, and the run stops at the first. Texts such as NA or an empty one are missing either way.

**What travels to the endpoint.** Everything but the error: an endpoint asks for the columns that the source had, under
their old names and kinds, reads and renames them itself, and takes an unreadable value for missing. It does not ask
for columns left out.
`

const kinds = ['number', 'category', 'boolean', 'datetime', 'text'] as const

const storageOf: Readonly<Record<(typeof kinds)[number], ColumnStorage>> = {
  number: 'double',
  category: 'varchar',
  boolean: 'boolean',
  datetime: 'timestamp',
  text: 'varchar',
}

interface Params {
  mode: 'drop' | 'keep'
  columns: readonly string[]
  first: readonly string[]
  names: Readonly<Record<string, string>>
  types: Readonly<Record<string, (typeof kinds)[number]>>
}

const isPart = (column: Column): boolean => column.role === 'split' || column.role === 'fold'

/** The columns that stay: those listed first, then the others in the table's order. */
function keptColumns(table: TableSchema, { mode, columns, first }: Params): Column[] {
  const listed = new Set(columns)
  const kept = table.columns.filter(
    (column) => isPart(column) || listed.has(column.name) === (mode === 'keep'),
  )
  if (first.length === 0) return kept
  const place = new Map(first.map((name, at) => [name, at]))
  const placeOf = ({ name }: Column) => place.get(name) ?? first.length
  return kept.toSorted((a, b) => placeOf(a) - placeOf(b))
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

function canCast(from: ColumnKind, to: ColumnKind): boolean {
  if (from === 'image' || from === 'sequence' || from === 'vector') return false
  const pair = [from, to]
  return !(pair.includes('boolean') && pair.includes('datetime'))
}

function retyped(column: Column, kind: (typeof kinds)[number]): Column {
  if (column.kind === kind) return column
  const { categories, ...rest } = column
  const made: Column = { ...rest, kind, storage: storageOf[kind] }
  if (kind === 'boolean') return { ...made, categories: ['false', 'true'] }
  return kind === 'category' && column.kind === 'boolean' && categories ? { ...made, categories } : made
}

/** What becomes of each column that stays, in order. */
export function selectedColumns(table: TableSchema, params: Params): { from: Column; to: Column }[] {
  return keptColumns(table, params).map((from) => {
    const name = own(params.names, from.name) || from.name
    const kind = own(params.types, from.name)
    const to = kind === undefined || isPart(from) ? from : retyped(from, kind)
    return { from, to: name === to.name ? to : { ...to, name } }
  })
}

function findProblems(table: TableSchema, params: Params): NodeProblem[] {
  const problems: NodeProblem[] = []
  const problem = (code: string, field: string, message: string) =>
    problems.push({ severity: 'error', code, message, field })
  const used = [
    ...params.columns.map((name) => ['columns', name] as const),
    ...params.first.map((name) => ['first', name] as const),
    ...Object.keys(params.names).map((name) => ['names', name] as const),
    ...Object.keys(params.types).map((name) => ['types', name] as const),
  ]
  for (const [at, name] of used) {
    const column = findByName(table, name)
    if (!column && !table.open) problem('column_missing', at, missingColumnMessage(name, table.columns))
    if (at === 'columns' && params.mode === 'drop' && column && isPart(column)) {
      problem(
        'split_dropped',
        at,
        `*${name}* tells training rows from the others, and stays. Take it out of the list.`,
      )
    }
  }
  const taken = new Map<string, string>([[ROW_ID, ROW_ID]])
  for (const { from, to } of selectedColumns(table, params)) {
    const earlier = taken.get(to.name.toLowerCase())
    if (earlier !== undefined) {
      const others =
        earlier === ROW_ID
          ? `*${ROW_ID}* is the name of the row number.`
          : `Two columns would be named *${to.name}*, apart from case.`
      problem('name_taken', 'names', `${others} Give *${from.name}* another name.`)
    }
    taken.set(to.name.toLowerCase(), to.name)
    const kind = own(params.types, from.name)
    if (kind !== undefined && !isPart(from) && !canCast(from.kind, kind)) {
      problem(
        'cast_impossible',
        'types',
        `*${from.name}* is ${kindTitles[from.kind]}, which can't be read as ${kindTitles[kind]}. Choose another kind.`,
      )
    }
  }
  return problems
}

export const select = defineNode({
  type: 'clean.select',
  version: 1,
  title: 'Select, rename, cast',
  summary: 'Choose columns, their names and kinds',
  category: 'clean',
  icon: 'list-checks',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    mode: choiceOf(
      { drop: 'Leave out those listed', keep: 'Keep those listed' },
      'drop',
      'Keep or leave out',
    ),
    columns: columnListOf('table', columnKinds, 'Columns'),
    first: columnListOf('table', columnKinds, 'First columns', {
      description: 'These come first, in this order.',
      advanced: true,
    }),
    names: field(z.record(z.string(), z.string()).default({}), {
      title: 'New names',
      ui: { widget: 'columnNames', port: 'table' },
    }),
    types: field(z.record(z.string(), z.enum(kinds)).default({}), {
      title: 'Kinds',
      description: 'Read the values as another kind.',
      ui: { widget: 'columnTypes', port: 'table' },
    }),
    decimal: choiceOf({ '.': 'Point (1.5)', ',': 'Comma (1,5)' }, '.', 'Decimal mark', { advanced: true }),
    thousands: switchOf(false, 'Thousands', {
      description: 'Leave out marks before groups of three digits.',
      advanced: true,
    }),
    dates: choiceOf(
      { iso: 'Year first (2024-12-31)', dmy: 'Day first (31.12.2024)', mdy: 'Month first (12/31/2024)' },
      'iso',
      'Dates',
      { advanced: true },
    ),
    unreadable: choiceOf(
      { missing: 'Become missing', error: 'Stop the run' },
      'missing',
      'Unreadable values',
      { description: 'Values that can’t be read as the new kind.' },
    ),
  }),
  serve: 'map',
  describe: ({ mode, columns, names, types }) => {
    const count = (n: number, what: string) => (n === 0 ? [] : [`${n} ${what}`])
    const parts = [
      ...(mode === 'keep' ? [`${columns.length} kept`] : count(columns.length, 'left out')),
      ...count(Object.values(names).filter((name) => name !== '').length, 'renamed'),
      ...count(Object.keys(types).length, 'cast'),
    ]
    return parts.join(' · ') || 'unchanged'
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const problems = findProblems(table, params)
    if (problems.length === 0 && !table.open && params.mode === 'keep' && params.columns.length === 0) {
      const message = 'No column is listed, so none is kept. List some, or choose to leave out those listed.'
      problems.push({ severity: 'error', code: 'nothing_kept', message, field: 'columns' })
    }
    const columns = selectedColumns(table, params).map(({ to }) => to)
    const unchanged =
      columns.length === table.columns.length && columns.every((column, at) => column === table.columns[at])
    return { outputs: { table: unchanged ? table : { ...table, columns } }, problems }
  },
})
