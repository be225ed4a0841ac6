import { DataError } from '../errors.ts'
import type { LinearFit } from './logistic.ts'
import { type Matrix, momentsOf } from './moments.ts'

/** A factor smaller than this share of its column's square is rounding: the system has no unique answer. */
const SINGULAR = 1e-12

/**
 * Linear regression with a penalty: minimises Σ (y − w · x − b)² + λ · Σ w², the objective of scikit-learn's Ridge with
 * alpha = λ, in closed form: the normal equations of centred inputs by Cholesky's factorisation. Throws DataError `inputs_dependent` where inputs follow from each other and λ is too small
 * to choose between them.
 */
export function fitRidge(matrix: Matrix, y: ArrayLike<number>, l2: number): LinearFit {
  const { rows, width, values } = matrix
  const { mean } = momentsOf(matrix, null)
  let answer = 0
  for (let row = 0; row < rows; row++) answer += (y[row] as number) / rows
  const products = new Float64Array(width * width)
  const right = new Float64Array(width)
  const input = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      input[i] = (values[row * width + i] as number) - (mean[i] as number)
    }
    const distance = (y[row] as number) - answer
    for (let i = 0; i < width; i++) {
      const value = input[i] as number
      right[i] = (right[i] as number) + value * distance
      for (let j = 0; j <= i; j++) {
        products[i * width + j] = (products[i * width + j] as number) + value * (input[j] as number)
      }
    }
  }
  for (let i = 0; i < width; i++) products[i * width + i] = (products[i * width + i] as number) + l2
  solve(products, right)
  const kernel = right
  let bias = answer
  for (let i = 0; i < width; i++) bias -= (kernel[i] as number) * (mean[i] as number)
  return { kernel, bias: Float64Array.of(bias) }
}

/** Solves A x = b for a symmetric positive definite A (its lower triangle is given, and overwritten); b becomes x. */
function solve(a: Float64Array, b: Float64Array): void {
  const n = b.length
  const at = (i: number, j: number) => a[i * n + j] as number
  for (let j = 0; j < n; j++) {
    let square = at(j, j)
    for (let k = 0; k < j; k++) square -= at(j, k) ** 2
    if (!(square > SINGULAR * at(j, j))) {
      throw new DataError(
        'inputs_dependent',
        'Some inputs follow exactly from others, so their weights can’t be told apart. Raise the L2 strength of the model, or leave such columns out.',
      )
    }
    const root = Math.sqrt(square)
    a[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = at(i, j)
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k)
      a[i * n + j] = sum / root
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number
    for (let k = 0; k < i; k++) sum -= at(i, k) * (b[k] as number)
    b[i] = sum / at(i, i)
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number
    for (let k = i + 1; k < n; k++) sum -= at(k, i) * (b[k] as number)
    b[i] = sum / at(i, i)
  }
}
