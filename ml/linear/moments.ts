/** Rows as numbers: row-major, rows × width. */
export interface Matrix {
  rows: number
  width: number
  values: Float32Array
}

export interface Moments {
  mean: Float64Array
  /** Of the population. */
  variance: Float64Array
}

/** Weighted mean and variance of each column, in two passes. */
export function momentsOf({ rows, width, values }: Matrix, weights: ArrayLike<number> | null): Moments {
  const mean = new Float64Array(width)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1
    total += weight
    for (let i = 0; i < width; i++) {
      mean[i] = (mean[i] as number) + weight * (values[row * width + i] as number)
    }
  }
  for (let i = 0; i < width; i++) mean[i] = (mean[i] as number) / total
  const squares = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1
    for (let i = 0; i < width; i++) {
      const distance = (values[row * width + i] as number) - (mean[i] as number)
      squares[i] = (squares[i] as number) + weight * distance * distance
    }
  }
  return { mean, variance: squares.map((sum) => sum / total) }
}
