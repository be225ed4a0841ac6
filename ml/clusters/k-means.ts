import { DataError } from '../errors.ts'
import { Generator, mix } from '../training/random.ts'

/** Rows × width numbers, row-major; none is missing. */
export interface Points {
  rows: number
  width: number
  values: Float64Array
}

export interface KMeansSettings {
  clusters: number
  /** Beginnings that are tried; the best outcome is kept. */
  starts: number
  maxIterations: number
  /** Ends when the centres move less: squared, as a share of the mean variance of the columns. */
  tolerance: number
  seed: number
}

export interface KMeans {
  /** Clusters × width. */
  centres: Float64Array
  /** The cluster of each row. */
  labels: Uint32Array
  /** Σ squared distance of the rows to their centres. */
  inertia: number
  iterations: number
  converged: boolean
}

/**
 * Parts rows into clusters of least squared distance to their centres: Lloyd's algorithm (1982) from centres drawn by
 * k-means++ (Arthur & Vassilvitskii, 2007). A cluster that loses all rows takes the row farthest from its centre. The same
 * seed and rows give the same clusters. Throws DataError `too_few_rows` where there are fewer different rows than clusters.
 */
export function kMeans(points: Points, settings: KMeansSettings): KMeans {
  const { clusters, starts, seed } = settings
  if (points.rows < clusters) throw tooFew(points.rows, clusters)
  const limit = settings.tolerance * meanVariance(points)
  let best: KMeans | null = null
  for (let start = 0; start < starts; start++) {
    const generator = Generator.fromSeed(mix(seed, start + 1))
    const centres = drawCentres(points, clusters, generator)
    const found = lloyd(points, centres, { ...settings, limit })
    if (!best || found.inertia < best.inertia) best = found
  }
  return best as KMeans
}

/** The nearest centre of each row, the first among equals, and its squared distance. */
export function nearestCentres(
  { rows, width, values }: Points,
  centres: Float64Array,
): { labels: Uint32Array; squares: Float64Array } {
  const labels = new Uint32Array(rows)
  const squares = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
  const clusters = centres.length / width
  for (let row = 0; row < rows; row++) {
    for (let cluster = 0; cluster < clusters; cluster++) {
      const square = squareBetween(values, row * width, centres, cluster * width, width)
      if (square >= (squares[row] as number)) continue
      squares[row] = square
      labels[row] = cluster
    }
  }
  return { labels, squares }
}

/**
 * Silhouettes (Rousseeuw, 1987): for each row (b − a) / max(a, b), with a the mean distance to its own cluster and b that
 * to the nearest other; 0 where it is alone. Looks at all pairs: rows² steps, so sample large tables.
 */
export function silhouettes({ rows, width, values }: Points, labels: Uint32Array): Float64Array {
  const clusters = labels.reduce((most, label) => Math.max(most, label + 1), 0)
  const sizes = new Float64Array(clusters)
  for (const label of labels) sizes[label]!++
  const sums = new Float64Array(clusters)
  const scores = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let other = 0; other < rows; other++) {
      sums[labels[other] as number]! += Math.sqrt(
        squareBetween(values, row * width, values, other * width, width),
      )
    }
    const own = labels[row] as number
    if ((sizes[own] as number) < 2) continue
    const inside = (sums[own] as number) / ((sizes[own] as number) - 1)
    let outside = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < clusters; cluster++) {
      if (cluster === own || sizes[cluster] === 0) continue
      outside = Math.min(outside, (sums[cluster] as number) / (sizes[cluster] as number))
    }
    const larger = Math.max(inside, outside)
    scores[row] = larger > 0 && Number.isFinite(outside) ? (outside - inside) / larger : 0
  }
  return scores
}

/** Inertia and mean silhouette by number of clusters: where the one bends and the other is high is a good number. */
export function elbow(
  points: Points,
  numbers: readonly number[],
  settings: Omit<KMeansSettings, 'clusters'>,
): { clusters: number; inertia: number; silhouette: number }[] {
  return numbers.map((clusters) => {
    const { inertia, labels } = kMeans(points, { ...settings, clusters })
    const scores = silhouettes(points, labels)
    return { clusters, inertia, silhouette: scores.reduce((sum, score) => sum + score, 0) / points.rows }
  })
}

const tooFew = (rows: number, clusters: number) =>
  new DataError(
    'too_few_rows',
    `There are ${rows} different rows and ${clusters} clusters to be found. Ask for fewer clusters, or give it more rows.`,
  )

function squareBetween(a: Float64Array, from: number, b: Float64Array, of: number, width: number): number {
  let sum = 0
  for (let k = 0; k < width; k++) {
    const apart = (a[from + k] as number) - (b[of + k] as number)
    sum += apart * apart
  }
  return sum
}

function meanVariance({ rows, width, values }: Points): number {
  let total = 0
  for (let k = 0; k < width; k++) {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += (values[row * width + k] as number) / rows
    for (let row = 0; row < rows; row++) total += ((values[row * width + k] as number) - mean) ** 2 / rows
  }
  return total / width
}

/** k-means++: each next centre is a row, the likelier the farther (squared) from the centres before it. */
function drawCentres(points: Points, clusters: number, generator: Generator): Float64Array {
  const { rows, width, values } = points
  const centres = new Float64Array(clusters * width)
  const take = (cluster: number, row: number) =>
    centres.set(values.subarray(row * width, (row + 1) * width), cluster * width)
  take(0, generator.below(rows))
  const { squares } = nearestCentres(points, centres.subarray(0, width))
  for (let cluster = 1; cluster < clusters; cluster++) {
    const total = squares.reduce((sum, square) => sum + square, 0)
    if (total === 0) throw tooFew(cluster, clusters)
    let left = (generator.next() / 2 ** 32) * total
    let row = 0
    while (row < rows - 1 && ((squares[row] as number) === 0 || left >= (squares[row] as number))) {
      left -= squares[row] as number
      row++
    }
    take(cluster, row)
    for (let other = 0; other < rows; other++) {
      const square = squareBetween(values, other * width, centres, cluster * width, width)
      if (square < (squares[other] as number)) squares[other] = square
    }
  }
  return centres
}

function lloyd(
  points: Points,
  centres: Float64Array,
  { maxIterations, limit }: { maxIterations: number; limit: number },
): KMeans {
  const { rows, width, values } = points
  const clusters = centres.length / width
  let converged = false
  let iterations = 0
  while (iterations < maxIterations && !converged) {
    iterations++
    const { labels, squares } = nearestCentres(points, centres)
    const sums = new Float64Array(centres.length)
    const sizes = new Float64Array(clusters)
    for (let row = 0; row < rows; row++) {
      const label = labels[row] as number
      sizes[label]!++
      for (let k = 0; k < width; k++) sums[label * width + k]! += values[row * width + k] as number
    }
    let moved = 0
    for (let cluster = 0; cluster < clusters; cluster++) {
      const from = cluster * width
      const size = sizes[cluster] as number
      const farthest = size === 0 ? farthestOf(squares) : 0
      for (let k = 0; k < width; k++) {
        const next = size === 0 ? (values[farthest * width + k] as number) : (sums[from + k] as number) / size
        moved += (next - (centres[from + k] as number)) ** 2
        centres[from + k] = next
      }
    }
    converged = moved <= limit
  }
  const { labels, squares } = nearestCentres(points, centres)
  const inertia = squares.reduce((sum, square) => sum + square, 0)
  return { centres, labels, inertia, iterations, converged }
}

/** The row that lies farthest from its centre; it counts as taken from there on. */
function farthestOf(squares: Float64Array): number {
  let farthest = 0
  for (let row = 1; row < squares.length; row++) {
    if ((squares[row] as number) > (squares[farthest] as number)) farthest = row
  }
  squares[farthest] = 0
  return farthest
}
