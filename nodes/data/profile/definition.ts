import { z } from 'zod'
import { defineNode } from '../../kit/define.ts'
import { port } from '../../kit/ports.ts'

const docs = `
Describes a table as a report: every column with its gaps, values and spread, how numbers go together, and what is worth a
look before a model learns from it.

**When to use it.** Behind a source, to get to know data that is new; in runs on a schedule, to see later what the data
was like. (The *Data* tab of any node shows the columns of its own table, one at a time; this report stays with the run
and can be compared.)

**What it points out**
- columns that are mostly missing, that never vary, or that are different in every row;
- rows that stand twice;
- a column that nearly gives the target away: it gets right 95 % or more of what a guess of the most frequent class gets
  wrong, or it runs along with a target that is a number (|r| at least 0.99). Such a column is often something that is
  only known afterwards;
- classes with less than a twentieth of the rows;
- pairs of columns that say the same (|r| at least 0.99).

**Parameters.** None. The target is the column with that role.

**What travels to the endpoint.** Nothing.

**Method.** DuckDB over the whole table, whatever *Split* has made of it: nothing learns from this report. Pearson
correlations of up to 40 columns of numbers, over the rows that have both; quantiles by linear interpolation, approximate
past two million rows. How well a column tells the class: Goodman and Kruskal's lambda, values with fewer than five rows
as one; for a number with many values, how seldom the class changes from row to row in its order. Numbers of different values exact up to a hundred thousand rows. Duplicates are rows that are the
same in all columns but those of role *id*.
`

export const profile = defineNode({
  type: 'data.profile',
  version: 1,
  title: 'Profile',
  summary: 'Describe a table, and say what is worth a look',
  category: 'data',
  icon: 'chart-no-axes-column',
  docs,
  inputs: { table: port.table() },
  outputs: { report: port.report({ title: 'Profile' }) },
  params: z.object({}),
  serve: 'boundary',
  describe: () => 'columns, correlations, what to look at',
  schema: () => ({ outputs: { report: { kind: 'profile' } } }),
})
