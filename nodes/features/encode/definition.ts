import { z } from 'zod'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByRole } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { targetProblem } from '../../kit/model-schemas.ts'
import { TakenNames } from '../../kit/new-columns.ts'
import { choiceOf, columnsOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Turns columns of many categories into few numbers: the mean of the target, how frequent a value is, or a hash of it.

**When to use it.** After *Split*, for places, products, codes and the like, of which *One-hot encode* would make too many
columns. *Target mean* tells a model most; *frequency* tells whether a value is rare; *hash* needs no list of values, so
that new ones are nothing special.

**Parameters**
- *Columns*: the category and yes/no columns to encode; all such features unless you choose. Text can be chosen too.
- *Method*: *target mean* puts the mean of a number, or the share of a class, in the place of each value: for a target
  of more than two classes a column for each, named like *place_yes*, in place of the one. *Frequency* puts the share of
  the training rows that have the value. *Hash* makes columns of 0 and 1, named like *place_hash_3*, in one of which a
  value has its 1; different values may share one.
- *Smoothing*: rare values are drawn towards the mean of all, as strongly as the *spread of the target* within and between
  the values asks for, or as if a *number of rows* more had that mean; *Rows*: how many.
- *Folds*: a training row gets what was learnt from the other folds, so that its own answer is not among its features.
- *Columns each*: how many columns the hash of a column fills.

A missing value is a value like any other, but for the hash, of which it has no 1. A value that no training row has gets
the mean of all, or the frequency 0.

**What travels to the endpoint.** What was learnt from all training rows, as validation and test rows get it, too. An
endpoint takes the value as it is and encodes it.

**Method.** As scikit-learn's TargetEncoder (Micci-Barreca 2001; folds dealt out by the seed of the drawing), and
category_encoders' CountEncoder (normalised) and HashingEncoder (MD5, each column into columns of its own).
`

const automatic = ['category', 'boolean'] as const
const kinds = [...automatic, 'text'] as const

interface Params {
  columns: 'auto' | readonly string[]
  method: 'target' | 'frequency' | 'hash'
  buckets: number
}

/** One new column: of the whole value, of a class of the target, or of a bucket of the hash. */
export interface EncodedColumn {
  made: Column
  class?: string
  bucket?: number
}

/** The classes that a target's mean is taken of: none of a number or yes/no; null where they are not known yet. */
function classesOf(target: Column | undefined): readonly string[] | null {
  if (!target || target.kind !== 'category') return []
  if (!target.categories) return null
  return target.categories.length > 2 ? target.categories : target.categories.slice(-1)
}

function numbered(column: Column): Column {
  const { categories: _, ...rest } = column
  return { ...rest, kind: 'number', storage: 'double' }
}

/** Which columns are encoded, and what comes in the place of each; null where only the rows can tell. */
export function planEncode(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, {
    kinds: params.columns === 'auto' ? automatic : kinds,
    field: 'columns',
  })
  const target = findByRole(table, 'target')
  const classes = params.method === 'target' ? classesOf(target) : []
  const taken = new TakenNames(table.columns)
  const several = (column: Column, names: readonly string[]) =>
    names.map((name) =>
      taken.add({ name: `${column.name}_${name}`, storage: 'double', kind: 'number', role: column.role }),
    )
  const encoded = columns.map((column): { column: Column; made: EncodedColumn[] | null } => {
    if (params.method === 'hash') {
      const names = Array.from({ length: params.buckets }, (_, at) => `hash_${at}`)
      return { column, made: several(column, names).map((made, bucket) => ({ made, bucket })) }
    }
    if (classes === null) return { column, made: null }
    if (classes.length < 2) {
      const [only] = classes
      return { column, made: [{ made: numbered(column), ...(only !== undefined && { class: only }) }] }
    }
    return {
      column,
      made: several(column, classes).map((made, at) => ({ made, class: classes[at] as string })),
    }
  })
  return { columns, encoded, target, problems }
}

/** The table with the new columns in place of the encoded ones. */
export function encodedTable(
  table: TableSchema,
  encoded: ReturnType<typeof planEncode>['encoded'],
): TableSchema {
  const made = encoded.flatMap((each) => (each.made ?? []).map((one) => one.made))
  const named = new Set(made.map(({ name }) => name))
  const gone = new Set(encoded.filter(({ column }) => !named.has(column.name)).map(({ column }) => column))
  const kept =
    gone.size > 0 ? { ...table, columns: table.columns.filter((column) => !gone.has(column)) } : table
  const open = table.open || encoded.some((each) => each.made === null)
  return { ...withColumns(kept, made), open }
}

function targetProblems(target: Column | undefined, table: TableSchema): NodeProblem[] {
  if (target) {
    const wrong = targetProblem(target)
    return wrong ? [wrong] : []
  }
  if (table.open) return []
  const message =
    'No target column arrives here, and the target mean is the mean of one. Choose the target at the source, or take another method.'
  return [{ severity: 'error', code: 'target_missing', message, field: 'method' }]
}

const words = { target: 'target mean', frequency: 'frequency', hash: 'hash' } as const

export const encode = defineNode({
  type: 'features.encode',
  version: 1,
  title: 'Encode many categories',
  summary: 'By target mean, frequency or hash',
  category: 'features',
  icon: 'hash',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', kinds),
    method: choiceOf({ target: 'Target mean', frequency: 'Frequency', hash: 'Hash' }, 'target', 'Method'),
    smoothing: choiceOf(
      { auto: 'By the spread of the target', rows: 'By a number of rows' },
      'auto',
      'Smoothing',
      { visibleWhen: { field: 'method', in: ['target'] } },
    ),
    rows: numberOf(10, 'Rows', {
      min: 0,
      max: 1e9,
      tunable: true,
      visibleWhen: { field: 'smoothing', in: ['rows'] },
    }),
    folds: numberOf(5, 'Folds', {
      min: 2,
      max: 20,
      integer: true,
      advanced: true,
      visibleWhen: { field: 'method', in: ['target'] },
    }),
    buckets: numberOf(8, 'Columns each', {
      min: 2,
      max: 256,
      integer: true,
      visibleWhen: { field: 'method', in: ['hash'] },
    }),
  }),
  serve: 'map',
  fits: true,
  random: true,
  describe: ({ columns, method }) =>
    `${words[method]} · ${columns === 'auto' ? 'all categories' : `${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const plan = planEncode(table, params)
    const problems: NodeProblem[] = [
      ...plan.problems,
      ...refusedColumns(plan.columns, {
        field: 'columns',
        target: 'a model predicts its classes as they are.',
      }),
      ...(params.method === 'target' ? targetProblems(plan.target, table) : []),
    ]
    if (plan.columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No category arrives here, so nothing is encoded.', 'columns'))
    if (plan.columns.length === 0) return { outputs: { table, transform: {} }, problems }
    return { outputs: { table: encodedTable(table, plan.encoded), transform: {} }, problems }
  },
})
