import { z } from 'zod'
import type { ColumnKind, TableSchema } from '../../kit/columns.ts'
import { findByRole } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { targetProblem } from '../../kit/model-schemas.ts'
import { choiceOf, columnsOf, numberOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Keeps the features that tell most, and drops the others.

**When to use it.** After *Split*, where many columns hold little, so that a model learns faster, an endpoint asks for
less, and chance has fewer columns to be found in.

**Parameters**
- *Columns*: the features to choose among; all features of the kinds that the method reads unless you choose. Every
  other column stays, and so do the target and the parts of a *Split*.
- *Method*: *mutual information* measures how much a number, category or yes/no tells of the target, in any shape of
  dependence; *ANOVA F* how far the means of a number or yes/no lie apart between classes, or how well a straight line
  tells a target that is a number; *χ²* how unevenly counts, amounts and categories spread over the classes (of categories
  it grows with their number); *lasso* drops numbers that a linear model can do without; *correlation* drops numbers that
  say what one before them says; *variance* keeps numbers and yes/no columns (1 and 0) that vary. The last two don't look
  at the target.
- *Keep*, *Number*, *Share*: how many of the columns to keep, best first.
- *Threshold*: columns are kept whose variance is above it; 0 drops those that never change. Variance depends on the
  unit, so put *Scale* by *minimum and maximum* before it where units differ.
- *Limit*: a column is dropped whose correlation with one that is kept before it is above it, plus or minus.
- *Penalty*: the greater, the fewer columns the lasso leaves; above 1 none.

Which columns stay is learnt from the training rows, so the drawing does not know them before the run; its log lists
each with its score.

**What travels to the endpoint.** Nothing but the choice: an endpoint no longer asks for what was dropped, unless
another step needs it.

**Method.** Mutual information in nats, as scikit-learn's mutual_info_classif and mutual_info_regression: joint counts for
two categories, otherwise three nearest neighbours (Kraskov et al. 2004, Ross 2014), on numbers of unit deviation with
noise of 1e-10 against equal values. Of more than 5,000 training rows it takes 5,000, always the same ones. Missing
numbers are left out; a missing category is a category. Variance is the population's, as VarianceThreshold. F as f_classif and
f_regression, χ² as chi2 (of a category: summed over its one-hot columns, which is Pearson's). Lasso of the target, or of each
class as 1 and 0, all of them brought to mean 0 and deviation 1, as Lasso; it and the correlations (Pearson's) take 20,000
training rows at most.
`

interface Params {
  columns: 'auto' | readonly string[]
  method: 'information' | 'f' | 'chi2' | 'lasso' | 'correlation' | 'variance'
  keep: 'count' | 'share'
  count: number
  share: number
}

const kindsRead: Readonly<Record<Params['method'], readonly ColumnKind[]>> = {
  information: ['number', 'category', 'boolean'],
  f: ['number', 'boolean'],
  chi2: ['number', 'category', 'boolean'],
  lasso: ['number', 'boolean'],
  correlation: ['number', 'boolean'],
  variance: ['number', 'boolean'],
}

/** Methods that score columns, of which the best are kept. */
const ranks = ['information', 'f', 'chi2'] as const
const isRank = (method: Params['method']): boolean => (ranks as readonly string[]).includes(method)
const usesTarget = (method: Params['method']): boolean => isRank(method) || method === 'lasso'

/** The columns to choose among, and how many stay; null where only the rows can tell. */
export function planSelection(table: TableSchema, params: Params) {
  const { columns, problems } = selectColumns(table, params.columns, {
    kinds: kindsRead[params.method],
    field: 'columns',
  })
  const wanted = params.keep === 'count' ? params.count : Math.ceil(params.share * columns.length - 1e-9)
  const count = isRank(params.method) ? Math.min(columns.length, wanted) : null
  return { columns, count, problems }
}

function targetProblems(table: TableSchema, method: Params['method']): NodeProblem[] {
  const target = findByRole(table, 'target')
  if (target) {
    const wrong = targetProblem(target)
    if (method === 'chi2' && target.kind === 'number') {
      const message = `χ² needs classes, and the target *${target.name}* is a number. Take *ANOVA F* or *Mutual information*.`
      return [{ severity: 'error', code: 'target_kind', message, field: 'method' }]
    }
    return wrong ? [wrong] : []
  }
  if (table.open) return []
  const message =
    'No target column arrives here, and this method measures the columns by it. Choose the target at the source, or take *Variance*.'
  return [{ severity: 'error', code: 'target_missing', message, field: 'method' }]
}

export const selectFeatures = defineNode({
  type: 'features.select',
  version: 1,
  title: 'Select features',
  summary: 'Keep the columns that tell most',
  category: 'features',
  icon: 'list-filter',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', kindsRead.information),
    method: choiceOf(
      {
        information: 'Mutual information',
        f: 'ANOVA F',
        chi2: 'χ²',
        lasso: 'Lasso (L1)',
        correlation: 'Correlation',
        variance: 'Variance',
      },
      'information',
      'Method',
    ),
    keep: choiceOf({ count: 'A number of columns', share: 'A share of them' }, 'count', 'Keep', {
      visibleWhen: { field: 'method', in: ranks },
    }),
    count: numberOf(10, 'Number', {
      min: 1,
      integer: true,
      tunable: true,
      visibleWhen: { field: 'keep', in: ['count'] },
    }),
    share: numberOf(0.5, 'Share', {
      min: 0.01,
      max: 1,
      step: 0.05,
      tunable: true,
      visibleWhen: { field: 'keep', in: ['share'] },
    }),
    threshold: numberOf(0, 'Threshold', {
      min: 0,
      tunable: true,
      description: 'Columns of greater variance stay.',
      visibleWhen: { field: 'method', in: ['variance'] },
    }),
    limit: numberOf(0.95, 'Limit', {
      min: 0,
      max: 1,
      step: 0.05,
      tunable: true,
      description: 'Greatest correlation that may stay.',
      visibleWhen: { field: 'method', in: ['correlation'] },
    }),
    penalty: numberOf(0.05, 'Penalty', {
      min: 0,
      max: 10,
      step: 0.01,
      tunable: true,
      description: 'The greater, the fewer columns stay.',
      visibleWhen: { field: 'method', in: ['lasso'] },
    }),
  }),
  serve: 'map',
  fits: true,
  describe: ({ method, keep, count, share, threshold, limit, penalty }) => {
    if (method === 'variance') return `variance above ${threshold}`
    if (method === 'correlation') return `correlation up to ${limit}`
    if (method === 'lasso') return `lasso · penalty ${penalty}`
    const amount = keep === 'count' ? `${count}` : `${Math.round(share * 100)} %`
    return method === 'information'
      ? `${amount} most informative`
      : `${amount} best by ${method === 'f' ? 'F' : 'χ²'}`
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const { columns, count, problems: found } = planSelection(table, params)
    const target = 'a model can’t learn without it.'
    const problems: NodeProblem[] = [
      ...found,
      ...refusedColumns(columns, { field: 'columns', target }),
      ...(usesTarget(params.method) ? targetProblems(table, params.method) : []),
    ]
    if (columns.length === 0 && problems.length === 0 && !table.open)
      problems.push(nothingToDo('No feature to choose among arrives here, so all columns stay.', 'columns'))
    if (columns.length === count || columns.length === 0)
      return { outputs: { table, transform: {} }, problems }
    const chosen = new Set(columns)
    const certain = table.columns.filter((column) => !chosen.has(column))
    return { outputs: { table: { ...table, columns: certain, open: true }, transform: {} }, problems }
  },
})
