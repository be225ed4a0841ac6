import { z } from 'zod'
import type { Column, TableSchema } from '../../kit/columns.ts'
import { findByName, findByRole } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { hasSplit } from '../../kit/row-scope.ts'
import { featuresOf, kindTitles, missingColumnMessage } from '../../kit/table-schemas.ts'

const docs = `
Evens out the classes of the training rows: copies rows of rare classes, makes new ones like them, or leaves out rows of
frequent ones.

**When to use it.** After *Split*, where one class is rare (fraud, a fault, an illness) and a model would do well by never
naming it. What it gains in finding the rare class it pays for in false alarms: look at recall, precision and the
balanced accuracy, not at the accuracy. Probabilities are then those of the balanced mix, too high for the rare class.

**Parameters**
- *Method*: *copy rows of rare classes* loses nothing; *make rows like those of rare classes* (SMOTE) puts each new row
  somewhere between a row and one of its nearest of the same class, so that a model does not learn single rows by heart;
  *leave out rows of frequent classes* is faster, and learns from less.
- *Neighbours*: among how many of the nearest rows a new one finds its other end. Its categories and yes/no are the most
  frequent among them; dates, texts and all that is no feature are those of the first row. The only row of a class is copied.
- *Ratio*: how large the smallest class shall be compared to the largest; 1 makes all the same.
- *Column*: the classes; empty: the target.

The figures *out of bag* of a random forest are too good after copying: a tree may have learnt from a copy of the row it is
asked for. Go by test rows.

Validation and test rows stay as they are, so that the score is that of the rows an endpoint will get. Rows whose class is
missing stay, too.

**What travels to the endpoint.** Nothing: an endpoint answers every row it gets.

**Method.** Random by the seed of the drawing; sizes as imbalanced-learn's RandomOverSampler and RandomUnderSampler. Rows
are copied evenly: none twice oftener than another. Copies get row ids of their own, after all others. SMOTE (Chawla et al.
2002), with categories SMOTE-NC, by the distances of imbalanced-learn's SMOTENC on numbers of deviation 1; neighbours are
sought among 5,000 rows of a class at most.
`

interface Params {
  column: string
}

/** The column of classes: the one named, or the target. */
export const findClassColumn = (schema: TableSchema, { column }: Params): Column | undefined =>
  column === '' ? findByRole(schema, 'target') : findByName(schema, column)

function columnProblem(schema: TableSchema, params: Params): string | undefined {
  const found = findClassColumn(schema, params)
  if (!found && schema.open) return undefined
  if (!found && params.column !== '') return missingColumnMessage(params.column, schema.columns)
  if (!found)
    return 'Balancing goes by the target, and no target is chosen at the source. Choose one there, or a column of classes under Column.'
  if (found.kind === 'category' || found.kind === 'boolean') return undefined
  return `Balancing needs classes; *${found.name}* is ${kindTitles[found.kind]}. Choose another column.`
}

/** Columns that a row made by SMOTE has values of its own in. */
export const mixedColumns = (schema: TableSchema, params: Params): Column[] => {
  const classes = findClassColumn(schema, params)
  return featuresOf(schema, ['number', 'category', 'boolean']).filter((column) => column !== classes)
}

export const balance = defineNode({
  type: 'split.balance',
  version: 1,
  title: 'Balance classes',
  summary: 'Even out rare and frequent classes',
  category: 'split',
  icon: 'scale',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table() },
  params: z.object({
    method: choiceOf(
      {
        over: 'Copy rows of rare classes',
        smote: 'Make rows like those of rare classes (SMOTE)',
        under: 'Leave out rows of frequent classes',
      },
      'over',
      'Method',
    ),
    ratio: numberOf(1, 'Ratio', {
      min: 0.01,
      max: 1,
      step: 0.05,
      tunable: true,
      description: 'Smallest class to largest class.',
    }),
    neighbours: numberOf(5, 'Neighbours', {
      min: 1,
      max: 50,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'method', in: ['smote'] },
    }),
    column: columnOf('table', ['category', 'boolean'], 'Column', {
      description: 'The classes. Empty: the target.',
    }),
  }),
  serve: 'skip',
  random: true,
  // What it copies before a Split would stand among training rows and test rows at once.
  fits: true,
  describe: ({ method, ratio }) =>
    `${{ over: 'copies', smote: 'SMOTE', under: 'leaves out' }[method]} · ratio ${ratio}`,
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: {} }
    const problems: NodeProblem[] = []
    const message = columnProblem(table, params)
    if (message !== undefined) {
      problems.push({ severity: 'error', code: 'balance_column', message, field: 'column' })
    } else if (!hasSplit(table) && !table.open) {
      const words =
        'No Split stands upstream, so all rows are balanced, and no score will be that of the true mix.'
      problems.push({ severity: 'warning', code: 'no_split', message: words })
    }
    return { outputs: { table }, problems }
  },
})
