import { z } from 'zod'
import type { TableSchema } from '../../kit/columns.ts'
import { nothingToDo, refusedColumns } from '../../kit/chosen-columns.ts'
import type { NodeProblem } from '../../kit/define.ts'
import { defineNode } from '../../kit/define.ts'
import { sortedCategories, TakenNames } from '../../kit/new-columns.ts'
import { columnsOf, numberOf, switchOf } from '../../kit/params.ts'
import { port } from '../../kit/ports.ts'
import { selectColumns } from '../../kit/table-schemas.ts'

const docs = `
Finds groups of rows that are alike, without being told what they are, and says for each row which group is nearest.

**When to use it.** To find out what kinds of rows there are (customers, penguins, machines), or to give a simple model a
column that tells them apart. After *Split* and *Missing values* where a model learns from it.

**Parameters**
- *Columns*: the numeric columns to go by; all numeric features unless you choose. The target is never looked at.
- *Clusters*: how many. The report draws, for 2 to 10, how close the rows lie (the elbow) and how clearly the clusters are
  apart (the silhouette, −1 to 1): a good number is where the one bends and the other is high.
- *Standardise*: divide each column by its standard deviation first, so that its unit has no say.
- *Distances*: add the distance to the centre of each cluster, too.
- *Starts*: beginnings that are tried; the best is kept.

*Cluster 1* is the one with the most training rows. A row with a missing value in one of the columns has no cluster.

**What travels to the endpoint.** The centres, as found in the training rows: an endpoint finds the nearest as in training.

**Method.** Lloyd's algorithm from centres drawn by k-means++ (Arthur and Vassilvitskii, 2007), as scikit-learn's KMeans.
The report puts the rows on their first two principal components, and has the adjusted Rand index where a target of
classes arrives: 1 where the clusters are those classes, 0 where they have nothing to do with them. Silhouettes, elbow and
picture are made of at most 1,500 training rows.
`

interface Params {
  columns: 'auto' | readonly string[]
  clusters: number
  distances: boolean
}

/** The columns gone by, and those that are added. */
export function planClusters(table: TableSchema, { columns: chosen, clusters, distances }: Params) {
  const { columns, problems } = selectColumns(table, chosen, { kinds: ['number'], field: 'columns' })
  const taken = new TakenNames(table.columns)
  const names = Array.from({ length: clusters }, (_, at) => String(at + 1))
  const cluster = taken.add({
    name: 'cluster',
    storage: 'varchar',
    kind: 'category',
    role: 'feature',
    categories: sortedCategories(names),
  })
  const apart = (distances ? names : []).map((name) =>
    taken.add({ name: `distance_${name}`, storage: 'double', kind: 'number', role: 'feature' }),
  )
  return { columns, made: [cluster, ...apart], problems }
}

export const cluster = defineNode({
  type: 'features.cluster',
  version: 1,
  title: 'Cluster (k-means)',
  summary: 'Find groups of rows that are alike',
  category: 'features',
  icon: 'grape',
  docs,
  inputs: { table: port.table() },
  outputs: { table: port.table(), transform: port.transform(), report: port.report() },
  params: z.object({
    columns: columnsOf('table', ['number']),
    clusters: numberOf(3, 'Clusters', { min: 2, max: 30, integer: true, tunable: true }),
    standardise: switchOf(true, 'Standardise', { description: 'So that units have no say.' }),
    distances: switchOf(false, 'Distances', { description: 'Add the distance to each centre.' }),
    starts: numberOf(10, 'Starts', {
      min: 1,
      max: 100,
      integer: true,
      advanced: true,
      description: 'The best of so many is kept.',
    }),
  }),
  serve: 'map',
  random: true,
  fits: true,
  describe: ({ clusters, standardise }) => `${clusters} clusters${standardise ? ' · standardised' : ''}`,
  schema: ({ inputs: { table }, params }) => {
    const others = { transform: {}, report: { kind: 'clusters' } }
    if (!table) return { outputs: others }
    const { columns, made, problems: found } = planClusters(table, params)
    const target = 'an endpoint does not get it.'
    const problems: NodeProblem[] = [...found, ...refusedColumns(columns, { field: 'columns', target })]
    if (columns.length === 0 && problems.length === 0 && !table.open) {
      const { message, ...rest } = nothingToDo(
        'No numeric feature arrives here, so there is nothing to find clusters by. Choose columns, or make numbers of them first.',
        'columns',
      )
      problems.push({ ...rest, message, severity: 'error' })
    }
    return { outputs: { ...others, table: { ...table, columns: [...table.columns, ...made] } }, problems }
  },
})
