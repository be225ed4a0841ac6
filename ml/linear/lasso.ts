/** Largest change of a coefficient in a round at which the search ends, and most rounds. */
const TOLERANCE = 1e-10
const MOST_ROUNDS = 10_000

/**
 * Lasso by coordinate descent on the second moments (Friedman, Hastie & Tibshirani, 2010): the coefficients w that
 * minimise ‖y − Xw‖² / 2n + penalty · Σ|w|, for columns of mean 0, the objective of scikit-learn's Lasso.
 *
 * @param gram X′X / n, row-major, width × width.
 * @param moments X′y / n.
 */
export function fitLasso(gram: Float64Array, moments: Float64Array, penalty: number): Float64Array {
  const width = moments.length
  const weights = new Float64Array(width)
  /** What the gradient is at the weights, but for the column's own share. */
  const left = Float64Array.from(moments)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let largest = 0
    for (let j = 0; j < width; j++) {
      const own = gram[j * width + j]!
      if (own === 0) continue
      const pull = left[j]! + own * weights[j]!
      const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - penalty)) / own
      const change = next - weights[j]!
      if (change === 0) continue
      weights[j] = next
      largest = Math.max(largest, Math.abs(change))
      for (let k = 0; k < width; k++) left[k] = left[k]! - gram[j * width + k]! * change
    }
    if (largest < TOLERANCE) break
  }
  return weights
}
