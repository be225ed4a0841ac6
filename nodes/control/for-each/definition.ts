import { z } from 'zod'
import { type Column, type ColumnKind, findByName, type TableSchema } from '../../kit/columns.ts'
import { defineNode, type NodeProblem } from '../../kit/define.ts'
import { columnTypes, foundTable, plainKinds } from '../../kit/found-table.ts'
import { areNumbers, MOST_ITEMS, parseValues } from '../../kit/loops.ts'
import { choiceOf, columnOf, field, numberOf, textOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles, missingColumnMessage, sourceSchema } from '../../kit/table-schemas.ts'
import { fileSourceKey } from '../../data/file/source-key.ts'

const docs = `
Begins a loop: the nodes between it and *Gather* run once for every item.

**When to use it.** For the same work on many things: a model per country, one run over twelve monthly files, a study of
five values of one setting. To look for the best settings use *Tune* instead.

**Parameters**
- *Over*:
  - *Partitions of a table*: one item per distinct value of a column; the nodes in the loop see the rows of that value.
    Rows in which it is missing are an item of their own.
  - *Values*: one item per value that is written here; it stands in the place of a parameter of the pipeline.
  - *Files*: one item per data set whose name matches, each read in its newest version.
- *Column*: the one whose values part the table.
- *Most items*: a column with more values than this stops the run, so that a mistake does not start thousands of items.
- *Parameter*: the pipeline's parameter that takes the values, by name. Add it under *Parameters* of the pipeline, and
  let a setting in the loop take its value from it.
- *Values*: one a line.
- *Files named*: a pattern such as \`sales-*.csv\`; \`*\` stands for any letters, \`?\` for one.
- *Example*: one of the files. The drawing knows the columns from it.
- *Target, column types, format, delimiter, header, encoding, decimal mark*: how each file is read, as in *File*.

A table at the input passes unchanged where values are tried. Without one, the table that leaves holds the value itself.

**The loop.** Nodes in the loop run only inside items, and may feed nothing but the loop. What stands outside and feeds
them, such as a second table, runs once. Loops don't stand in one another; what acts on the world, waits or searches
stands outside.

**What travels to the endpoint.** Nothing: no model leaves a loop, and serving starts behind *Gather*.

**Results.** The list of items. Each item has a result of its own that is used again: a new file, or a partition with
new rows, is computed, and the others are not.
`

const overs = { partitions: 'Partitions of a table', values: 'Values', files: 'Files' } as const

const partKinds: readonly ColumnKind[] = ['category', 'text', 'number', 'boolean', 'datetime']

const whenOver = (over: keyof typeof overs) => ({ visibleWhen: { field: 'over', in: [over] } })
const reading = { ...whenOver('files'), advanced: true }

export const forEach = defineNode({
  type: 'control.for-each',
  version: 1,
  title: 'For each',
  summary: 'Begin a loop over parts, values or files',
  category: 'control',
  icon: 'repeat',
  docs,
  inputs: { table: port.table({ optional: true }) },
  outputs: { table: port.table(), items: port.report({ title: 'Items' }) },
  params: z.object({
    over: choiceOf(overs, 'partitions', 'Over'),
    column: columnOf('table', partKinds, 'Column', whenOver('partitions')),
    limit: numberOf(100, 'Most items', {
      min: 1,
      max: MOST_ITEMS,
      integer: true,
      step: 1,
      ...whenOver('partitions'),
    }),
    input: textOf('', 'Parameter', {
      description: 'Name of the pipeline’s parameter.',
      ...whenOver('values'),
    }),
    values: textOf('', 'Values', { multiline: true, placeholder: 'One a line', ...whenOver('values') }),
    pattern: textOf('', 'Files named', { placeholder: 'sales-*.csv', ...whenOver('files') }),
    source: field(z.string().default(''), { title: 'Example', ui: { widget: 'file' }, ...whenOver('files') }),
    target: columnOf('table', plainKinds, 'Target', {
      description: 'The column to predict.',
      ...whenOver('files'),
    }),
    types: columnTypes().meta({ ...columnTypes().meta(), ...whenOver('files') }),
    format: choiceOf(
      { auto: 'Find out', csv: 'CSV', json: 'JSON', jsonl: 'JSON lines', parquet: 'Parquet' },
      'auto',
      'Format',
      reading,
    ),
    delimiter: choiceOf(
      { auto: 'Find out', ',': 'Comma', ';': 'Semicolon', tab: 'Tab', '|': 'Bar' },
      'auto',
      'Delimiter',
      reading,
    ),
    header: choiceOf(
      { auto: 'Find out', yes: 'Names in the first line', no: 'No names' },
      'auto',
      'Header',
      reading,
    ),
    encoding: choiceOf(
      { auto: 'Find out', 'utf-8': 'UTF-8', 'latin-1': 'Latin-1', 'utf-16': 'UTF-16' },
      'auto',
      'Encoding',
      reading,
    ),
    decimal: choiceOf(
      { auto: 'Find out', '.': 'Point (1.5)', ',': 'Comma (1,5)' },
      'auto',
      'Decimal mark',
      reading,
    ),
  }),
  serve: 'boundary',
  describe: ({ over, column, input, values, pattern }) => {
    if (over === 'partitions') return column === '' ? 'no column yet' : `each ${short(column)}`
    if (over === 'files') return pattern === '' ? 'no files yet' : `each ${short(pattern)}`
    const count = parseValues(values).length
    return input === '' ? 'no parameter yet' : `${count} values of ${short(input)}`
  },
  schema: ({ inputs: { table }, params, context }) => {
    const items = { kind: 'loop' }
    const refuse = (code: string, message: string, name: string) => ({
      outputs: { items },
      problems: [problem(code, message, name)],
    })
    switch (params.over) {
      case 'partitions': {
        if (params.column === '')
          return refuse('column_missing', 'Choose the column whose values are gone through.', 'column')
        if (!table) return { outputs: { items }, problems: [] }
        const column = findByName(table, params.column)
        const problems =
          column || table.open
            ? columnProblems(column)
            : [problem('column_missing', missingColumnMessage(params.column, table.columns), 'column')]
        return { outputs: { items, table: starting(table) }, problems }
      }
      case 'values': {
        const problems = valueProblems(params)
        return {
          outputs: {
            items,
            table: table ? starting(table) : valueTable(areNumbers(parseValues(params.values))),
          },
          problems,
        }
      }
      case 'files': {
        if (params.pattern.trim() === '')
          return refuse(
            'pattern_missing',
            'Write how the files are named that are gone through, such as “sales-*.csv”.',
            'pattern',
          )
        const problems: NodeProblem[] = table ? [unread] : []
        const known = context.sources[fileSourceKey(params)]
        if (!known) return { outputs: { items, table: { columns: [], open: true } }, problems }
        const found = foundTable(known, params)
        return { outputs: { items, table: found.schema }, problems: [...problems, ...found.problems] }
      }
    }
  },
})

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

const problem = (code: string, message: string, name: string): NodeProblem => ({
  severity: 'error',
  code,
  message,
  field: name,
})

const unread: NodeProblem = {
  severity: 'warning',
  code: 'table_unread',
  message: 'The table that arrives is not read: the items are files.',
  port: 'table',
}

const columnProblems = (column: Column | undefined): NodeProblem[] =>
  column && !partKinds.includes(column.kind)
    ? [
        problem(
          'column_kind',
          `*${column.name}* is ${kindTitles[column.kind]}. Choose another column.`,
          'column',
        ),
      ]
    : []

/** Serving starts behind the loop: the columns are the request's. */
export const starting = (table: TableSchema): TableSchema => ({ ...table, request: table.columns })

/** One row of the partition: the column has no other value. */
export const partOf = (table: TableSchema, name: string, value: string | null): TableSchema =>
  starting({
    ...table,
    columns: table.columns.map((column) =>
      column.name === name && column.categories
        ? { ...column, categories: value === null ? [] : [value] }
        : column,
    ),
  })

function valueProblems({ input, values }: { input: string; values: string }): NodeProblem[] {
  if (input.trim() === '')
    return [
      problem('input_missing', 'Write the name of the pipeline’s parameter that takes the values.', 'input'),
    ]
  const listed = parseValues(values)
  if (listed.length === 0)
    return [problem('values_missing', 'Write the values to try, one a line.', 'values')]
  if (listed.length > MOST_ITEMS)
    return [
      problem(
        'values_many',
        `A loop goes over at most ${MOST_ITEMS} values, and these are ${listed.length}.`,
        'values',
      ),
    ]
  const twice = listed.find((value, index) => listed.indexOf(value) !== index)
  return twice === undefined
    ? []
    : [
        problem(
          'values_twice',
          `*${short(twice)}* stands twice among the values. Take one of them out.`,
          'values',
        ),
      ]
}

/** Where no table arrives, the value is the table. */
export function valueTable(numeric: boolean): TableSchema {
  const base = { id: 'value', name: 'value', role: 'feature' } as const
  const column: Column = numeric
    ? { ...base, kind: 'number', storage: 'double' }
    : { ...base, kind: 'text', storage: 'varchar' }
  return sourceSchema([column], '').schema
}
