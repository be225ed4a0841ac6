/** Weights on the simplex: none below 0, together 1. */
export type SimplexWeights = number[]

const MAX_ITERATIONS = 5000
const TOLERANCE = 1e-12
/** A probability of 0 for the right class would make the loss infinite whatever the weights. */
const FLOOR = 1e-15

/**
 * Weights of classifiers whose mixture has the least log loss; `truths` are each one's probabilities of the right
 * class, row for row. Expectation maximisation for the weights of a mixture (Dempster, Laird & Rubin, 1977): each step
 * multiplies a weight by the mean share that its classifier has in the right answers, and never raises the loss.
 */
export function fitClassWeights(truths: readonly ArrayLike<number>[]): SimplexWeights {
  const rows = truths[0]?.length ?? 0
  let weights = equalWeights(truths.length)
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const shares = weights.map(() => 0)
    for (let row = 0; row < rows; row++) {
      const given = truths.map((truth, m) => (weights[m] as number) * Math.max(FLOOR, truth[row] as number))
      const total = given.reduce((sum, value) => sum + value, 0)
      given.forEach((value, m) => {
        shares[m] = (shares[m] as number) + value / total / rows
      })
    }
    const moved = largestDifference(shares, weights)
    weights = shares
    if (moved < TOLERANCE) break
  }
  return weights
}

/**
 * Weights of regressions whose mean has the least squared error, as a quadratic programme in the products of their
 * errors: projected gradient with momentum (Beck & Teboulle, 2009), with the projection of Duchi et al. (2008).
 */
export function fitNumberWeights(errors: readonly ArrayLike<number>[]): SimplexWeights {
  const rows = errors[0]?.length ?? 0
  const products = errors.map((a) =>
    errors.map((b) => {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += ((a[row] as number) * (b[row] as number)) / rows
      return sum
    }),
  )
  // No eigenvalue of a matrix like this is larger than its trace.
  const step = 1 / (products.reduce((sum, line, m) => sum + (line[m] as number), 0) || 1)
  let weights = equalWeights(errors.length)
  let ahead = weights
  let momentum = 1
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const from = ahead
    const next = projectToSimplex(
      from.map((weight, m) => {
        const slope = (products[m] as number[]).reduce(
          (sum, value, k) => sum + value * (from[k] as number),
          0,
        )
        return weight - step * slope
      }),
    )
    const grown = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const last = weights
    ahead = next.map((weight, m) => weight + ((momentum - 1) / grown) * (weight - (last[m] as number)))
    momentum = grown
    const moved = largestDifference(next, last)
    weights = next
    if (moved < TOLERANCE && iteration > 0) break
  }
  return weights
}

const equalWeights = (count: number): number[] => Array.from({ length: count }, () => 1 / count)

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, m) => Math.abs(value - (b[m] as number))))

/** The nearest point of the simplex. */
export function projectToSimplex(point: readonly number[]): number[] {
  const sorted = point.toSorted((a, b) => b - a)
  let sum = 0
  let shift = 0
  sorted.forEach((value, index) => {
    sum += value
    const candidate = (sum - 1) / (index + 1)
    if (value > candidate) shift = candidate
  })
  return point.map((value) => Math.max(0, value - shift))
}
