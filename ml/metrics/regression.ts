import { evenly } from './ranking.ts'

/** Answers to rows whose number is known. */
export interface NumberPredictions {
  rows: number
  actual: ArrayLike<number>
  predicted: ArrayLike<number>
}

export interface RegressionScores {
  rmse: number
  mae: number
  medianAbsoluteError: number
  maxError: number
  /** 1 − Σ(y−ŷ)² / Σ(y−ȳ)²; null where the actual numbers are all the same. */
  r2: number | null
}

/** Residuals are actual − predicted. */
export interface Residuals {
  mean: number
  /** Population standard deviation. */
  std: number
  quantiles: { min: number; q1: number; median: number; q3: number; max: number }
  histogram: { from: number; to: number; rows: number }[]
  /** A sample of rows, evenly spread over the order of the table. */
  points: { actual: number; predicted: number }[]
}

/** Scores answers with the definitions of scikit-learn's `metrics`. Sums run in the order of the rows. */
export function scoreNumbers({ rows, actual, predicted }: NumberPredictions): RegressionScores {
  let sum = 0
  for (let row = 0; row < rows; row++) sum += actual[row] as number
  const mean = sum / rows
  let squares = 0
  let spread = 0
  let absolute = 0
  const errors = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const error = (actual[row] as number) - (predicted[row] as number)
    errors[row] = Math.abs(error)
    absolute += Math.abs(error)
    squares += error * error
    spread += ((actual[row] as number) - mean) ** 2
  }
  errors.sort()
  return {
    rmse: Math.sqrt(squares / rows),
    mae: absolute / rows,
    medianAbsoluteError: quantile(errors, 0.5),
    maxError: errors[rows - 1] ?? 0,
    r2: spread === 0 ? null : 1 - squares / spread,
  }
}

/** What the residual plots show. */
export function summariseResiduals(
  { rows, actual, predicted }: NumberPredictions,
  options: { bins?: number; points?: number } = {},
): Residuals {
  const residuals = Float64Array.from(
    { length: rows },
    (_, row) => (actual[row] as number) - (predicted[row] as number),
  )
  let sum = 0
  for (const residual of residuals) sum += residual
  const mean = sum / rows
  let squares = 0
  for (const residual of residuals) squares += (residual - mean) ** 2
  residuals.sort()
  return {
    mean,
    std: Math.sqrt(squares / rows),
    quantiles: {
      min: quantile(residuals, 0),
      q1: quantile(residuals, 0.25),
      median: quantile(residuals, 0.5),
      q3: quantile(residuals, 0.75),
      max: quantile(residuals, 1),
    },
    histogram: histogramOf(residuals, options.bins ?? 30),
    points: evenly(rows, options.points ?? 1000).map((row) => ({
      actual: actual[row] as number,
      predicted: predicted[row] as number,
    })),
  }
}

/** The quantile of sorted numbers, linear between neighbours. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1)
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? 0
  return low + (high - low) * (at - Math.floor(at))
}

function histogramOf(sorted: Float64Array, bins: number): Residuals['histogram'] {
  const from = sorted[0] ?? 0
  const to = sorted[sorted.length - 1] ?? 0
  if (to === from) return [{ from, to, rows: sorted.length }]
  const width = (to - from) / bins
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor((value - from) / width))
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts.map((rows, index) => ({ from: from + index * width, to: from + (index + 1) * width, rows }))
}
