import { z } from 'zod'
import type { Column, ColumnKind, TableSchema } from '../../kit/columns.ts'
import { findByName, findByRole } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { hasSplit } from '../../kit/row-scope.ts'
import { kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'

const docs = `
Takes some of the rows and leaves the others out.

**When to use it.** To try a drawing on a part of a large table, to take the newest or first rows, or to learn how much a
model gains from more rows. To even out classes, use *Balance classes*.

**Parameters**
- *Method*: *random* takes each row with the same chance; *stratified* takes the same part of every class; *weighted*
  takes rows of greater weight more often; *first* takes the first rows as they arrive.
- *Take*: *a share* of the rows, or *a number* of them. With *stratified* the number is that of each class.
- *Share*, *Number*: how much of it, or how many.
- *Column*: the classes (empty: the target) or the weights (empty: the column with the role weight).
- *From*: *all rows*, or *training rows* only; then validation and test rows stay, and scores can be compared.

A number above that of the rows takes them all. Rows without a weight above 0 are never taken by *weighted*.

**What travels to the endpoint.** Nothing: an endpoint answers every row it gets.

**Method.** Without replacement, by a seeded generator over the ids of the rows: the same drawing and seed give the same
rows. Weighted: Efraimidis and Spirakis (2006).
`

type Method = 'random' | 'stratified' | 'weighted' | 'first'

const byMethod = {
  stratified: { role: 'target', kinds: ['category', 'boolean'], needs: 'Stratified sampling needs classes' },
  weighted: { role: 'weight', kinds: ['number'], needs: 'Weighted sampling needs a column of weights' },
} as const satisfies Record<string, { role: Column['role']; kinds: readonly ColumnKind[]; needs: string }>

/** The column that a method goes by: the one named, or the one with the method's role. */
export function findSampleColumn(
  schema: TableSchema,
  { method, column }: { method: Method; column: string },
): Column | undefined {
  if (method !== 'stratified' && method !== 'weighted') return undefined
  return column === '' ? findByRole(schema, byMethod[method].role) : findByName(schema, column)
}

function columnProblem(schema: TableSchema, params: { method: Method; column: string }): string | undefined {
  const { method } = params
  if (method !== 'stratified' && method !== 'weighted') return undefined
  const { kinds, needs } = byMethod[method]
  const found = findSampleColumn(schema, params)
  if (!found) {
    if (schema.open) return undefined
    if (params.column !== '') return missingColumnMessage(params.column, schema.columns)
    return `${needs}, and none is chosen. Choose one under Column.`
  }
  if ((kinds as readonly ColumnKind[]).includes(found.kind)) return undefined
  return `${needs}; *${found.name}* is ${kindTitles[found.kind]}. Choose another column or method.`
}

export const sample = defineNode({
  type: 'split.sample',
  version: 1,
  title: 'Sample',
  summary: 'Take part of the rows',
  category: 'split',
  icon: 'pipette',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    method: choiceOf(
      { random: 'Random', stratified: 'Stratified', weighted: 'Weighted', first: 'First rows' },
      'random',
      'Method',
    ),
    take: choiceOf({ share: 'A share', count: 'A number' }, 'share', 'Take'),
    share: numberOf(0.1, 'Share', {
      min: 0,
      max: 1,
      step: 0.01,
      tunable: true,
      visibleWhen: { field: 'take', in: ['share'] },
    }),
    count: numberOf(1000, 'Number', {
      min: 1,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'take', in: ['count'] },
    }),
    column: columnOf('table', ['category', 'boolean', 'number'], 'Column', {
      description: 'The classes or the weights. Empty: found by its role.',
      visibleWhen: { field: 'method', in: ['stratified', 'weighted'] },
    }),
    from: choiceOf({ all: 'All rows', train: 'Training rows' }, 'all', 'From', {
      description: 'Of training rows only: the others stay.',
    }),
  }),
  serve: 'skip',
  random: true,
  describe: ({ method, take, share, count }) => {
    const much = take === 'share' ? `${Math.round(share * 1000) / 10} %` : `${count} rows`
    return `${method} · ${much}`
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const problems: NodeProblem[] = []
    const message = columnProblem(table, params)
    if (message !== undefined) {
      problems.push({ severity: 'error', code: 'sample_column', message, field: 'column' })
    }
    if (params.from === 'train' && !hasSplit(table) && !table.open) {
      const words = 'No Split stands upstream, so rows are taken out of all rows.'
      problems.push({ severity: 'warning', code: 'no_split', message: words, field: 'from' })
    }
    return { outputs: { table }, problems }
  },
})
