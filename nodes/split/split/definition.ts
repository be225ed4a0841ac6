import { z } from 'zod'
import type { Column, ColumnKind, TableSchema } from '../../kit/columns.ts'
import { findByName, findByRole } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { kindTitles, missingColumnMessage, namesInWords } from '../../kit/table-schemas.ts'

const docs = `
Divides the rows into *train*, *validation* and *test*. No row is dropped: each gets its part in a new column, and
every node downstream finds that column by its role. What learns from data (*Scale*, *Train*) then sees training rows
only.

**When to use it.** Before anything that learns from the rows; right after the data is the usual place. Without it
there is no held-out score.

**Parameters**
- *Method*: *random* draws rows at random; *stratified* does so within each class, so that every part has the same
  mix (good for small or unbalanced classes); *grouped* keeps all rows of one group (a patient, a shop) in one part;
  *by time* puts the earliest rows in train, then validation, then the latest in test.
- *Validation*, *Test*: their shares of the rows. The rest is for training.
- *Column*: what to stratify by (empty: the target), the group (empty: the column with the role group), or the time
  (empty: the column with the role time).

**What travels to the endpoint.** Nothing: rows that arrive at an endpoint belong to no part.

**Method.** Shuffling by a seeded generator over the rows in a fixed order, so the same drawing and seed give the same
parts. Stratified shares are rounded by largest remainder. Groups are drawn whole, at random, until a part is full.
`

/** The column that Split adds. Downstream it is found by its role, never by this name. */
export const SPLIT_COLUMN = '_split'

export const splitColumn: Column = {
  id: SPLIT_COLUMN,
  name: SPLIT_COLUMN,
  storage: 'varchar',
  kind: 'category',
  role: 'split',
  categories: ['test', 'train', 'validation'],
}

type Method = 'random' | 'stratified' | 'grouped' | 'time'

const byMethod: Readonly<
  Record<
    Exclude<Method, 'random'>,
    { role: 'target' | 'group' | 'time'; kinds: readonly ColumnKind[]; needs: string }
  >
> = {
  stratified: {
    role: 'target',
    kinds: ['category', 'boolean'],
    needs: 'Stratified splitting needs classes',
  },
  grouped: {
    role: 'group',
    kinds: ['category', 'number', 'boolean', 'text', 'datetime'],
    needs: 'Grouped splitting needs a column that names the group of each row',
  },
  time: {
    role: 'time',
    kinds: ['datetime', 'number'],
    needs: 'Splitting by time needs a column with a time or a running number',
  },
}

/**
 * The column that a method goes by: the one named, or the one with the method's role (stratified: target, grouped:
 * group, time: time). Undefined for `random`, or where there is none.
 */
export function findSplitColumn(
  schema: TableSchema,
  params: { method: Method; column: string },
): Column | undefined {
  if (params.method === 'random') return undefined
  return params.column === ''
    ? findByRole(schema, byMethod[params.method].role)
    : findByName(schema, params.column)
}

function columnProblem(
  schema: TableSchema,
  params: { method: Method; column: string },
): NodeProblem | undefined {
  if (params.method === 'random') return undefined
  const { kinds, needs } = byMethod[params.method]
  const problem = (code: string, message: string): NodeProblem => ({
    severity: 'error',
    code,
    message,
    field: 'column',
  })
  const column = findSplitColumn(schema, params)
  if (!column) {
    if (schema.open) return undefined
    if (params.column !== '')
      return problem('column_missing', missingColumnMessage(params.column, schema.columns))
    if (params.method === 'stratified')
      return problem(
        'column_missing',
        'Stratified splitting goes by the target, and no target is chosen at the source. Choose one there, or a column of classes under Column.',
      )
    const fitting = schema.columns.filter(({ kind }) => kinds.includes(kind))
    const choices = fitting.length === 0 ? 'none arrives here' : `for example ${namesInWords(fitting)}`
    return problem('column_missing', `${needs}, and none is chosen. Choose one under Column: ${choices}.`)
  }
  if (kinds.includes(column.kind)) return undefined
  const mend =
    params.method === 'stratified'
      ? ' Use random. If the column holds classes, set its type to yes or no, or to category, under Column types at the source.'
      : ''
  return problem('column_kind', `${needs}; *${column.name}* is ${kindTitles[column.kind]}.${mend}`)
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10}`

export const split = defineNode({
  type: 'split.split',
  version: 1,
  title: 'Split',
  summary: 'Keep rows back for validation and test',
  category: 'split',
  icon: 'split',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    method: choiceOf(
      { random: 'Random', stratified: 'Stratified', grouped: 'Grouped', time: 'By time' },
      'random',
      'Method',
    ),
    validation: numberOf(0.15, 'Validation', {
      min: 0,
      max: 0.9,
      step: 0.01,
      description: 'Share of the rows to choose and stop by.',
    }),
    test: numberOf(0.15, 'Test', {
      min: 0,
      max: 0.9,
      step: 0.01,
      description: 'Share of the rows kept for the final score.',
    }),
    column: columnOf('table', ['category', 'boolean', 'number', 'datetime', 'text'], 'Column', {
      description: 'What to stratify by, the group, or the time. Empty: found by its role.',
      visibleWhen: { field: 'method', in: ['stratified', 'grouped', 'time'] },
    }),
  }),
  serve: 'skip',
  random: true,
  describe: ({ method, validation, test }) => {
    const train = percent(1 - validation - test)
    const words = { random: 'random', stratified: 'stratified', grouped: 'by group', time: 'by time' }
    return `${words[method]} · ${train} / ${percent(validation)} / ${percent(test)} %`
  },
  schema: ({ inputs: { table }, params }) => {
    const problems: NodeProblem[] = []
    // A hundredth of a percent is left for rounding: 0.5 + 0.5 leaves nothing to train on.
    if (params.validation + params.test > 0.9999) {
      const message = 'Validation and test together take all rows: nothing is left to train on. Lower one.'
      problems.push({ severity: 'error', code: 'no_training_rows', message, field: 'validation' })
    }
    if (!table) return { outputs: {}, problems }
    if (findByRole(table, 'split')) {
      const message = 'These rows are split already. Take out this Split or the one upstream.'
      problems.push({ severity: 'error', code: 'split_twice', message, port: 'table' })
      return { outputs: { table }, problems }
    }
    if (findByName(table, SPLIT_COLUMN)) {
      const message = `A column named *${SPLIT_COLUMN}* arrives here, which is the name that Split uses. Rename it in the data.`
      problems.push({ severity: 'error', code: 'column_taken', message, port: 'table' })
      return { outputs: { table }, problems }
    }
    const problem = columnProblem(table, params)
    if (problem) problems.push(problem)
    return { outputs: { table: { ...table, columns: [...table.columns, splitColumn] } }, problems }
  },
})
