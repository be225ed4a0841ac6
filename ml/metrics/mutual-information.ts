import { Generator } from '../training/random.ts'

/** Values of one variable. Categories are numbers that are equal or not; a number must be finite. */
export interface Variable {
  values: Float64Array
  discrete: boolean
}

/** Neighbours that a point's surroundings are measured by; as scikit-learn's default. */
const NEIGHBOURS = 3

/**
 * Mutual information of two variables of equal length in nats, never below 0. Two discrete ones: from their joint
 * counts. Otherwise by nearest neighbours: Ross (2014) where one is discrete, Kraskov, Stögbauer & Grassberger (2004,
 * eq. 8) where none is; numbers of a Ross estimate whose category stands once are left out. As scikit-learn's
 * `mutual_info_classif` and `mutual_info_regression` without their preparation, which `prepareNumbers` does.
 */
export function mutualInformation(x: Variable, y: Variable): number {
  if (x.values.length === 0) return 0
  if (x.discrete) return y.discrete ? ofCounts(x.values, y.values) : ofMixed(y.values, x.values)
  return y.discrete ? ofMixed(x.values, y.values) : ofNumbers(x.values, y.values)
}

/**
 * Numbers brought to unit deviation, with noise of about 1e-10 so that no two are equal (Kraskov et al., section II.A).
 * The noise is the same for the same seed.
 */
export function prepareNumbers(values: Float64Array, seed: number): Float64Array {
  const count = values.length
  const mean = sum(values) / count
  const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / count)
  const scaled = deviation > 10 * Number.EPSILON * Math.abs(mean) ? values.map((v) => v / deviation) : values
  const noise = 1e-10 * Math.max(1, sum(scaled.map(Math.abs)) / count)
  const random = Generator.fromSeed(seed)
  const uniform = () => (random.next() + 1) / (2 ** 32 + 1)
  return scaled.map(
    (value) => value + noise * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
}

const sum = (values: Float64Array): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

function ofCounts(x: Float64Array, y: Float64Array): number {
  const total = x.length
  const [rows, columns, cells] = [
    new Map<number, number>(),
    new Map<number, number>(),
    new Map<number, Map<number, number>>(),
  ]
  for (let i = 0; i < total; i++) {
    const [a, b] = [x[i]!, y[i]!]
    rows.set(a, (rows.get(a) ?? 0) + 1)
    columns.set(b, (columns.get(b) ?? 0) + 1)
    const row = cells.get(a) ?? new Map<number, number>()
    row.set(b, (row.get(b) ?? 0) + 1)
    cells.set(a, row)
  }
  let information = 0
  for (const [a, row] of cells)
    for (const [b, n] of row)
      information += (n / total) * Math.log((n * total) / (rows.get(a)! * columns.get(b)!))
  return Math.max(0, information)
}

function ofMixed(numbers: Float64Array, categories: Float64Array): number {
  const members = new Map<number, number[]>()
  categories.forEach((category, i) => {
    const group = members.get(category)
    if (group) group.push(numbers[i]!)
    else members.set(category, [numbers[i]!])
  })
  const groups = [...members.values()].filter(({ length }) => length > 1)
  const all = Float64Array.from(groups.flat()).sort()
  if (all.length === 0) return 0
  const psi = digammas(all.length)
  let rest = 0
  for (const group of groups) {
    const own = Float64Array.from(group).sort()
    const k = Math.min(NEIGHBOURS, own.length - 1)
    for (let i = 0; i < own.length; i++) {
      const within = countWithin(all, own[i]!, nextBelow(neighbourDistance(own, i, k)))
      rest += psi[k]! - psi[own.length]! - psi[within]!
    }
  }
  return Math.max(0, psi[all.length]! + rest / all.length)
}

function ofNumbers(x: Float64Array, y: Float64Array): number {
  const total = x.length
  if (total <= NEIGHBOURS) return 0
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || a - b)
  const [sortedX, sortedY] = [x.toSorted(), y.toSorted()]
  const beside = Float64Array.from(order, (at) => y[at]!)
  const psi = digammas(total)
  let rest = 0
  for (let i = 0; i < total; i++) {
    const radius = nextBelow(neighbourDistance2(sortedX, beside, i))
    rest += psi[countWithin(sortedX, sortedX[i]!, radius)]! + psi[countWithin(sortedY, beside[i]!, radius)]!
  }
  return Math.max(0, psi[total]! + psi[NEIGHBOURS]! - rest / total)
}

/** Distance to the k-th nearest of the other values; `sorted` ascends. */
function neighbourDistance(sorted: Float64Array, at: number, k: number): number {
  let [left, right, distance] = [at - 1, at + 1, 0]
  for (let found = 0; found < k; found++) {
    const [down, up] = [sorted[at]! - (sorted[left] ?? -Infinity), (sorted[right] ?? Infinity) - sorted[at]!]
    if (down <= up) left--
    else right++
    distance = Math.min(down, up)
  }
  return distance
}

/** Distance (the greater of both coordinates') to the third nearest of the other points; `xs` ascends. */
function neighbourDistance2(xs: Float64Array, ys: Float64Array, at: number): number {
  const [x, y] = [xs[at]!, ys[at]!]
  const nearest = Array.from({ length: NEIGHBOURS }, () => Infinity)
  const look = (other: number): void => {
    const distance = Math.max(Math.abs(xs[other]! - x), Math.abs(ys[other]! - y))
    for (let place = 0, candidate = distance; place < NEIGHBOURS; place++) {
      const held = nearest[place]!
      if (candidate < held) [nearest[place], candidate] = [candidate, held]
    }
  }
  // Outwards on both sides, as long as x alone does not rule a point out.
  for (let i = at - 1; i >= 0 && x - xs[i]! < nearest[NEIGHBOURS - 1]!; i--) look(i)
  for (let i = at + 1; i < xs.length && xs[i]! - x < nearest[NEIGHBOURS - 1]!; i++) look(i)
  return nearest[NEIGHBOURS - 1]!
}

/** How many values are no further from `centre` than `radius`. */
function countWithin(sorted: Float64Array, centre: number, radius: number): number {
  return (
    firstWhere(sorted, (value) => value - centre > radius) -
    firstWhere(sorted, (value) => centre - value <= radius)
  )
}

/** The first position from which a condition holds. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/** The digamma function at 0 (unused), 1, 2 … `most`: ψ(n + 1) = ψ(n) + 1/n. */
function digammas(most: number): Float64Array {
  const psi = new Float64Array(most + 1)
  psi[1] = -0.5772156649015329
  for (let n = 1; n < most; n++) psi[n + 1] = psi[n]! + 1 / n
  return psi
}

const bits = new BigInt64Array(1)
const double = new Float64Array(bits.buffer)

/** The next double towards 0 of a number that is not negative. */
function nextBelow(value: number): number {
  if (value === 0) return 0
  double[0] = value
  bits[0]! -= 1n
  return double[0]
}
