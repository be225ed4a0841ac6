export interface NumberStatistics {
  min: number
  max: number
  mean: number
  /** Of the population. */
  std: number
  /** 0, 25, 50, 75 and 100 %, by linear interpolation; approximate (t-digest) past two million rows. */
  quantiles: number[]
  /** Equal bins from min to max; one more edge than counts. */
  histogram: { edges: number[]; counts: number[] }
}

const BINS = 20

/** Quartiles between the extremes. */
export const QUARTILES = [0.25, 0.5, 0.75] as const

/** Sums of values of any size: scaled by a power of two, which changes no digit, so that none overflows. */
export const SCALE = 2 ** 64

/** Equal bins; a constant column gets one. */
export function edgesOf(min: number, max: number): number[] {
  if (min === max) return [min, max]
  return Array.from({ length: BINS + 1 }, (_, edge) => min * (1 - edge / BINS) + max * (edge / BINS))
}

/** Half the distance from the mean to the extreme farther away: deviations in units of it can't overflow. */
export const spreadOf = ({ min, max, mean }: Pick<NumberStatistics, 'min' | 'max' | 'mean'>): number =>
  Math.max(max / 2 - mean / 2, mean / 2 - min / 2)

/**
 * Statistics of a column of few different values, out of how often each stands: as exact as doubles are, and the same
 * for any order of the rows.
 * @param counts finite values in ascending order, each once, each more than zero times
 */
export function statisticsOf(
  counts: readonly (readonly [value: number, count: number])[],
): NumberStatistics | undefined {
  const [min, max] = [counts[0]?.[0], counts.at(-1)?.[0]]
  if (min === undefined || max === undefined) return undefined
  const rows = counts.reduce((sum, [, count]) => sum + count, 0)
  const average = (of: (value: number) => number) =>
    counts.reduce((sum, [value, count]) => sum + of(value) * (count / rows), 0)
  const mean = Math.min(max, Math.max(min, average((value) => value / SCALE) * SCALE))
  const unit = spreadOf({ min, max, mean })
  const std = unit > 0 ? 2 * unit * Math.sqrt(average((value) => ((value / 2 - mean / 2) / unit) ** 2)) : 0

  const edges = edgesOf(min, max)
  const bins = edges.length - 1
  const binned = Array.from<number>({ length: bins }).fill(0)
  const span = max / 2 - min / 2
  for (const [value, count] of counts) {
    const bin = span > 0 ? Math.min(bins - 1, Math.floor(((value / 2 - min / 2) / span) * bins)) : 0
    binned[bin] = (binned[bin] ?? 0) + count
  }

  const atRank = (rank: number): number => {
    let before = 0
    for (const [value, count] of counts) {
      before += count
      if (rank < before) return value
    }
    return max
  }
  const inner = QUARTILES.map((share) => {
    const place = share * (rows - 1)
    const [low, high, part] = [atRank(Math.floor(place)), atRank(Math.ceil(place)), place % 1]
    return low === high ? low : low * (1 - part) + high * part
  })
  return { min, max, mean, std, quantiles: [min, ...inner, max], histogram: { edges, counts: binned } }
}
