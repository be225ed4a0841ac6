import { z } from 'zod'
import type { Column } from '../../kit/columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { choiceOf, columnsOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { namesInWords, selectColumns, withColumns } from '../../kit/table-schemas.ts'

const docs = `
Brings numeric columns to a common scale. Networks, and everything that measures distances, learn faster and better
when no column outweighs the others by its unit alone.

**When to use it.** After *Split*, before *Train*. Trees don't need it.

**Parameters**
- *Columns*: the numeric columns to scale; all numeric features unless you choose.
- *Method*: *standard* takes away the mean and divides by the standard deviation; *min–max* maps the smallest
  training value to 0 and the largest to 1; *robust* takes away the median and divides by the distance between the
  quartiles, which a few extreme values don't move; *power* bends a skewed column until it is as bell-shaped as can be,
  then does as *standard*; *logarithm* takes log(1 + x), with the sign of x; *length 1 by row* divides the numbers of each
  row by their length as a vector, so that only their proportions count.

A column that is constant in the training rows becomes 0. A missing value stays missing.

**What travels to the endpoint.** The figures per column, as found in the training rows; *logarithm* and *length 1 by row*
learn none. An endpoint takes the raw values and scales them itself.

**Method.** Mean, population standard deviation, quartiles by linear interpolation (type 7 of Hyndman & Fan, 1996),
as in scikit-learn's StandardScaler, MinMaxScaler and RobustScaler. The power is that of Yeo & Johnson (2000) of greatest
likelihood, as PowerTransformer; of more than 100,000 training rows it is sought on 100,000, always the same ones. Length as
Normalizer (L2), where a missing number counts as 0 and stays missing. numpy's log1p for what is not negative.
`

export const scale = defineNode({
  type: 'features.scale',
  version: 1,
  title: 'Scale',
  summary: 'Bring numbers to a common scale',
  category: 'features',
  icon: 'ruler',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    method: choiceOf(
      {
        standard: 'Standard (mean 0, deviation 1)',
        minmax: 'Min–max (0 to 1)',
        robust: 'Robust (quartiles)',
        power: 'Power (Yeo–Johnson)',
        log: 'Logarithm',
        norm: 'Length 1 by row (L2)',
      },
      'standard',
      'Method',
    ),
  }),
  serve: 'map',
  fits: true,
  describe: ({ columns, method }) => {
    const words = {
      standard: 'standard',
      minmax: 'min–max',
      robust: 'robust',
      power: 'power',
      log: 'logarithm',
      norm: 'length 1',
    }
    if (columns === 'auto') return `${words[method]} · all numbers`
    return `${words[method]} · ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`
  },
  schema: ({ inputs: { table }, params }) => {
    if (!table) return { outputs: { transform: {} } }
    const selected = selectColumns(table, params.columns, { kinds: ['number'], field: 'columns' })
    const problems: NodeProblem[] = [...selected.problems]
    const targets = selected.columns.filter((column) => column.role === 'target')
    if (targets.length > 0) {
      const message = `${namesInWords(targets)} is the target: scaling it would change the unit of every prediction, and Train scales it by itself. Take it out of the list.`
      problems.push({ severity: 'error', code: 'target_scaled', message, field: 'columns' })
    }
    if (selected.columns.length === 0 && problems.length === 0 && !table.open) {
      const message = 'No numeric feature arrives here, so nothing is scaled.'
      problems.push({ severity: 'warning', code: 'nothing_to_do', message, field: 'columns' })
    }
    const scaled = selected.columns
      .filter((column) => column.role !== 'target')
      .map((column): Column => (column.storage === 'double' ? column : { ...column, storage: 'double' }))
    return { outputs: { table: withColumns(table, scaled), transform: {} }, problems }
  },
})
