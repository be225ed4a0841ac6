/** Rows whose probability lies in one tenth of 0…1. */
export interface CalibrationBin {
  from: number
  to: number
  rows: number
  /** Mean probability given; null for an empty bin. */
  predicted: number | null
  /** Share that was right. */
  observed: number | null
}

export interface Calibration {
  bins: CalibrationBin[]
  /** Mean distance of the two, weighted by rows (Guo et al., 2017, §2). */
  expectedError: number
}

/** Holds probabilities against what happened, in bins of equal width. */
export function calibrate(
  rows: number,
  probabilityOf: (row: number) => number,
  happened: (row: number) => boolean,
  count = 10,
): Calibration {
  const bins = Array.from({ length: count }, () => ({ rows: 0, sum: 0, right: 0 }))
  for (let row = 0; row < rows; row++) {
    const probability = probabilityOf(row)
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(probability * count)))]
    if (!bin) continue
    bin.rows++
    bin.sum += probability
    if (happened(row)) bin.right++
  }
  let error = 0
  for (const bin of bins) error += Math.abs(bin.sum - bin.right)
  return {
    bins: bins.map((bin, index) => ({
      from: index / count,
      to: (index + 1) / count,
      rows: bin.rows,
      predicted: bin.rows === 0 ? null : bin.sum / bin.rows,
      observed: bin.rows === 0 ? null : bin.right / bin.rows,
    })),
    expectedError: rows === 0 ? 0 : error / rows,
  }
}
