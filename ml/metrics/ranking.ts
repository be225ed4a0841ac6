/** One point of a curve over all thresholds, from the strictest on. */
export interface RocPoint {
  falsePositiveRate: number
  truePositiveRate: number
  threshold: number
}
export interface PrecisionRecallPoint {
  recall: number
  precision: number
  threshold: number
}

/** Counts at every distinct score, from the highest on: rows at or above it that are of the class, and that are not. */
export interface Ranking {
  thresholds: Float64Array
  truePositives: Float64Array
  falsePositives: Float64Array
  positives: number
  negatives: number
}

/** Ranks rows by score. `isPositive` is asked for each row. */
export function rank(
  rows: number,
  scoreOf: (row: number) => number,
  isPositive: (row: number) => boolean,
): Ranking {
  const scores = Float64Array.from({ length: rows }, (_, row) => scoreOf(row))
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
  const thresholds: number[] = []
  const truePositives: number[] = []
  const falsePositives: number[] = []
  let positives = 0
  let negatives = 0
  for (let i = 0; i < rows; i++) {
    const row = order[i] as number
    if (isPositive(row)) positives++
    else negatives++
    const score = scores[row] as number
    if (i + 1 < rows && scores[order[i + 1] as number] === score) continue
    thresholds.push(score)
    truePositives.push(positives)
    falsePositives.push(negatives)
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    positives,
    negatives,
  }
}

/** Area under the ROC curve by the trapezoidal rule; null where rows of one side only are there. */
export function rocAuc(ranking: Ranking): number | null {
  const { truePositives, falsePositives, positives, negatives } = ranking
  if (positives === 0 || negatives === 0) return null
  let area = 0
  let lastTrue = 0
  let lastFalse = 0
  for (let i = 0; i < truePositives.length; i++) {
    const t = truePositives[i] as number
    const f = falsePositives[i] as number
    area += ((f - lastFalse) * (t + lastTrue)) / 2
    lastTrue = t
    lastFalse = f
  }
  return area / positives / negatives
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ, as scikit-learn's `average_precision_score`; null without a positive row. */
export function averagePrecision(ranking: Ranking): number | null {
  const { truePositives, falsePositives, positives } = ranking
  if (positives === 0) return null
  let sum = 0
  let last = 0
  for (let i = 0; i < truePositives.length; i++) {
    const t = truePositives[i] as number
    sum += ((t - last) / positives) * (t / (t + (falsePositives[i] as number)))
    last = t
  }
  return Math.min(1, sum)
}

/** The ROC curve from (0, 0) to (1, 1), thinned to about `most` points. */
export function rocCurve(ranking: Ranking, most = 200): RocPoint[] {
  const { thresholds, truePositives, falsePositives, positives, negatives } = ranking
  if (positives === 0 || negatives === 0) return []
  const points = evenly(thresholds.length, most).map((i) => ({
    falsePositiveRate: (falsePositives[i] as number) / negatives,
    truePositiveRate: (truePositives[i] as number) / positives,
    threshold: thresholds[i] as number,
  }))
  return [{ falsePositiveRate: 0, truePositiveRate: 0, threshold: (thresholds[0] ?? 0) + 1 }, ...points]
}

/** The precision–recall curve from the strictest threshold on, thinned to about `most` points. */
export function precisionRecallCurve(ranking: Ranking, most = 200): PrecisionRecallPoint[] {
  const { thresholds, truePositives, falsePositives, positives } = ranking
  if (positives === 0) return []
  return evenly(thresholds.length, most).map((i) => {
    const t = truePositives[i] as number
    return {
      recall: t / positives,
      precision: t / (t + (falsePositives[i] as number)),
      threshold: thresholds[i] as number,
    }
  })
}

/** At most `most` positions of 0…count−1, evenly apart, first and last among them. */
export function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i)
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)))
}
