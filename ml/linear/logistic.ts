import { type Minimum, minimise } from './lbfgs.ts'
import { type Matrix, momentsOf } from './moments.ts'

export interface LogisticOptions {
  /** Index of each row's class. */
  labels: ArrayLike<number>
  /** Two classes share one output, that of the second; more have one each. */
  classes: number
  /** Weight of each row in the loss; null weighs all alike. */
  weights: Float64Array | null
  /** Penalty λ/2 · Σ w² beside the summed loss; intercepts are left free. scikit-learn's C is 1/λ. */
  l2: number
  maxIterations: number
  onIteration?: (iteration: number) => Promise<void>
}

/** A linear function of the inputs: `kernel` row-major, inputs × outputs. */
export interface LinearFit {
  kernel: Float64Array
  bias: Float64Array
}

/** Of the mean loss, so that it means the same however many rows there are. */
const TOLERANCE = 1e-9

/**
 * Logistic regression: minimises Σ weight · cross-entropy + λ/2 · Σ w², the objective of scikit-learn's
 * LogisticRegression, binary for two classes and multinomial for more. The search runs in coordinates in which inputs
 * are centred and have about the same curvature; the penalty stays on the weights as they are, so the minimum is the
 * same, and inputs of very different size do no harm.
 */
export async function fitLogistic(
  matrix: Matrix,
  options: LogisticOptions,
): Promise<LinearFit & Omit<Minimum, 'point'>> {
  const { rows, width, values } = matrix
  const { labels, classes, weights, l2 } = options
  const outputs = classes > 2 ? classes : 1
  const { mean, variance } = momentsOf(matrix, weights)
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows
  const scale = variance.map((square) => Math.sqrt(square / 4 + l2 / total))
  const size = width * outputs
  const kernel = new Float64Array(size)
  const bias = new Float64Array(outputs)
  const sums = new Float64Array(size)
  const biasSums = new Float64Array(outputs)
  const scores = new Float64Array(outputs)

  /** From the coordinates of the search to weights and intercepts. */
  const unfold = (point: Float64Array): void => {
    bias.set(point.subarray(size))
    for (let i = 0; i < width; i++) {
      for (let k = 0; k < outputs; k++) {
        const at = i * outputs + k
        kernel[at] = (point[at] as number) / (scale[i] as number)
        bias[k] = (bias[k] as number) - (kernel[at] as number) * (mean[i] as number)
      }
    }
  }

  const objective = (point: Float64Array, gradient: Float64Array): number => {
    unfold(point)
    sums.fill(0)
    biasSums.fill(0)
    let loss = 0
    for (let row = 0; row < rows; row++) {
      const from = row * width
      scores.set(bias)
      for (let i = 0; i < width; i++) {
        const value = values[from + i] as number
        if (value === 0) continue
        for (let k = 0; k < outputs; k++) {
          scores[k] = (scores[k] as number) + value * (kernel[i * outputs + k] as number)
        }
      }
      const weight = weights?.[row] ?? 1
      loss += weight * (outputs === 1 ? toBinaryError : toError)(scores, labels[row] as number)
      for (let k = 0; k < outputs; k++) {
        scores[k] = weight * (scores[k] as number)
        biasSums[k] = (biasSums[k] as number) + (scores[k] as number)
      }
      for (let i = 0; i < width; i++) {
        const value = values[from + i] as number
        if (value === 0) continue
        for (let k = 0; k < outputs; k++) {
          sums[i * outputs + k] = (sums[i * outputs + k] as number) + value * (scores[k] as number)
        }
      }
    }
    let penalty = 0
    for (let at = 0; at < size; at++) {
      const [i, k] = [Math.floor(at / outputs), at % outputs]
      const weight = kernel[at] as number
      const centred = (sums[at] as number) - (mean[i] as number) * (biasSums[k] as number)
      penalty += weight * weight
      gradient[at] = (centred + l2 * weight) / (scale[i] as number) / total
    }
    for (let k = 0; k < outputs; k++) gradient[size + k] = (biasSums[k] as number) / total
    return (loss + (l2 / 2) * penalty) / total
  }

  const { point, iterations, converged } = await minimise(objective, size + outputs, {
    ...options,
    tolerance: TOLERANCE,
  })
  unfold(point)
  return { kernel, bias, iterations, converged }
}

/** Cross-entropy of one output; the score becomes its derivative, probability − truth. */
function toBinaryError(scores: Float64Array, label: number): number {
  const score = scores[0] as number
  scores[0] = 1 / (1 + Math.exp(-score)) - label
  return Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)))
}

/** Cross-entropy of a softmax; the scores become its derivatives, probabilities − truth. */
function toError(scores: Float64Array, label: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) most = Math.max(most, score)
  const own = (scores[label] as number) - most
  let total = 0
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp((scores[k] as number) - most)
    total += scores[k] as number
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) / total
  scores[label] = (scores[label] as number) - 1
  return Math.log(total) - own
}
