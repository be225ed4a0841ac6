import { adjustedRand } from '../clusters/agreement.ts'
import { elbow, kMeans, type Points, silhouettes } from '../clusters/k-means.ts'
import { DataError } from '../errors.ts'
import { column, type Expression, number, subtract, text } from '../expressions/expression.ts'
import type { Engine } from '../tables/engine.ts'
import { quoteName } from '../tables/sql.ts'
import { shuffled } from '../tables/split.ts'
import { type FittedPca, fitPca } from './fit-pca.ts'
import { valueOf } from './statistics.ts'
import { completeRows, type TrainingRelation } from './training-rows.ts'

export interface ClustersRequest {
  columns: readonly string[]
  clusters: number
  /** Divide by the standard deviation first. */
  standardise: boolean
  starts: number
  seed: number
  /** A column of classes to hold the clusters against; they are never learnt from. */
  classes: string | null
}

export interface Cluster {
  /** Of the centred and scaled columns. */
  centre: Float64Array
  rows: number
}

/** What was learnt; clusters by falling number of rows. */
export interface FittedClusters {
  inputs: FittedPca['inputs']
  clusters: readonly Cluster[]
  /** Σ squared distance to the centres. */
  inertia: number
  /** Mean over the rows, or over a part of them. */
  silhouette: number
  elbow: readonly { clusters: number; inertia: number; silhouette: number }[]
  /** Agreement with `classes`, −1…1: the adjusted Rand index. Null where there are none. */
  agreement: number | null
  /** Rows on the first two principal components; the ratios are their shares of the variance. */
  picture: { points: readonly { x: number; y: number; cluster: number }[]; ratios: readonly number[] }
  rows: number
  incomplete: number
}

/** Most operations of the expression that finds a cluster: what the table's statement and the endpoint can carry. */
const MAX_WORK = 40_000
/** Most numbers held in memory. */
const MAX_VALUES = 50_000_000
/** Most rows whose silhouettes are taken, and most in the picture. */
const LOOKED_AT = 1_500
const DRAWN = 800
const MAX_ELBOW = 10

const tooMuch = (what: string) =>
  new DataError('too_large', `${what} Choose fewer columns or clusters, or take a *Sample* first.`, {
    field: 'columns',
  })

/**
 * Clusters of the training rows that have all of some numeric columns, by k-means on centred (and standardised) values.
 * The same bit for bit every time. Throws DataError `too_large`, `too_few_rows`, and what `fitPca` throws.
 */
export async function fitClusters(
  engine: Engine,
  relation: TrainingRelation,
  request: ClustersRequest,
): Promise<FittedClusters> {
  const { columns, clusters, standardise, starts, seed, classes } = request
  if (clusters ** 2 * columns.length > MAX_WORK)
    throw tooMuch(`${clusters} clusters of ${columns.length} columns are too many.`)
  const { inputs, components, rows, incomplete } = await fitPca(engine, relation, {
    columns,
    standardise,
    wanted: { count: 2 },
  })
  if (rows * columns.length > MAX_VALUES)
    throw tooMuch(`${rows} rows of ${columns.length} columns are too many to hold at once.`)
  const { points, codes } = await readPoints(engine, completeRows(relation, columns), { inputs, classes })
  const settings = { starts, maxIterations: 300, tolerance: 1e-4, seed }
  const found = kMeans(points, { ...settings, clusters })
  const order = bySize(found.labels, clusters)
  const labels = found.labels.map((label) => order.indexOf(label))
  const some = part(points, seed, LOOKED_AT)
  const scores = silhouettes(
    some.points,
    Uint32Array.from(some.rows, (row) => labels[row]!),
  )
  const numbers = Array.from({ length: MAX_ELBOW - 1 }, (_, at) => at + 2)
  return {
    inputs,
    clusters: order.map((label, place) => ({
      centre: found.centres.slice(label * columns.length, (label + 1) * columns.length),
      rows: labels.reduce((sum, each) => sum + (each === place ? 1 : 0), 0),
    })),
    inertia: found.inertia,
    silhouette: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    elbow: elbow(
      some.points,
      numbers.filter((each) => each < different(some.points)),
      { ...settings, starts: Math.min(starts, 4) },
    ),
    agreement: codes && adjustedRand(labels, codes),
    picture: {
      ratios: components.map(({ ratio }) => ratio),
      points: Array.from(some.rows.subarray(0, DRAWN), (row) => {
        const [x = 0, y = 0] = components.map(({ weights }) =>
          weights.reduce((sum, weight, k) => sum + weight * points.values[row * points.width + k]!, 0),
        )
        return { x, y, cluster: labels[row]! + 1 }
      }),
    },
    rows,
    incomplete,
  }
}

async function readPoints(
  engine: Engine,
  relation: TrainingRelation,
  { inputs, classes }: { inputs: FittedPca['inputs']; classes: string | null },
): Promise<{ points: Points; codes: Float64Array | null }> {
  const values = inputs.map(({ name }, at) => `${valueOf(name)} AS c${at}`)
  const code = classes === null ? '0e0' : `CAST(dense_rank() OVER (ORDER BY ${quoteName(classes)}) AS DOUBLE)`
  const names = [...inputs.map((_, at) => `c${at}`), 'code']
  const { columns, rows } = await engine.columns(
    `SELECT ${[...values, `${code} AS code`].join(', ')} FROM ${relation.sql} ORDER BY _row`,
    Object.fromEntries(names.map((name) => [name, 'number' as const])),
  )
  const points: Points = {
    rows,
    width: inputs.length,
    values: new Float64Array(rows * inputs.length),
  }
  inputs.forEach(({ center, scale }, at) => {
    const own = columns[`c${at}`] as Float64Array
    for (let row = 0; row < rows; row++)
      points.values[row * inputs.length + at] = (own[row]! - center) / scale
  })
  return { points, codes: classes === null ? null : (columns.code as Float64Array) }
}

/** Labels by falling number of their rows. */
function bySize(labels: Uint32Array, clusters: number): number[] {
  const sizes = Array.from({ length: clusters }, () => 0)
  for (const label of labels) sizes[label]!++
  return [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b)
}

/** Some of the rows at random. */
function part({ rows, width, values }: Points, seed: number, most: number) {
  const chosen = shuffled(
    Float64Array.from({ length: rows }, (_, row) => row),
    seed,
  ).subarray(0, most)
  const points: Points = { rows: chosen.length, width, values: new Float64Array(chosen.length * width) }
  chosen.forEach((row, at) => points.values.set(values.subarray(row * width, (row + 1) * width), at * width))
  return { rows: chosen, points }
}

const different = ({ rows, width, values }: Points): number =>
  new Set(Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width).join()))
    .size

/** The name of a cluster, from 1 on. */
export const clusterName = (place: number): string => String(place + 1)

/**
 * The cluster of a row: that of the nearest centre, the first among equals; missing where one of the columns is. Nearness
 * is compared by x · c − |c|² / 2, which falls as the squared distance rises.
 */
export function clusterOf({ inputs, clusters }: FittedClusters): Expression {
  const nearness = clusters.map(({ centre }): Expression => {
    const half = centre.reduce((sum, value) => sum + value * value, 0) / 2
    const product: Expression = {
      op: 'dot',
      args: inputs.map(({ name, center }) => subtract(column(name), number(center))),
      weights: inputs.map(({ scale }, at) => centre[at]! / scale),
    }
    return subtract(product, number(half))
  })
  const unknown = {
    when: { op: 'isMissing', args: [nearness[0]!] },
    value: { op: 'missing', type: 'text' },
  } as const
  // Where a cluster is not the nearest, a later one is: only those are left to compare with.
  const cases = nearness.slice(0, -1).map((own, place) => {
    const [next, ...rest] = nearness.slice(place + 1)
    const later: Expression = rest.length === 0 ? next! : { op: 'max', args: [next!, ...rest] }
    return { when: { op: 'greaterOrEqual', args: [own, later] } as const, value: text(clusterName(place)) }
  })
  return { op: 'case', cases: [unknown, ...cases], otherwise: text(clusterName(clusters.length - 1)) }
}

/** The distance of a row to a centre, in the units that clusters were found in. */
export const distanceTo = ({ inputs }: FittedClusters, { centre }: Cluster): Expression => ({
  op: 'sqrt',
  args: [
    {
      op: 'dot',
      args: inputs.map(({ name, center, scale }, at) => {
        const apart = subtract(column(name), number(center + centre[at]! * scale))
        return { op: 'multiply', args: [apart, apart] } as const
      }),
      weights: inputs.map(({ scale }) => 1 / scale ** 2),
    },
  ],
})
