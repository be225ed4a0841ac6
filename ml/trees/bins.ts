import { MAX_BINS, type TreeFeature } from './features.ts'

/** A column of training rows, a byte a value. */
export interface BinnedColumn {
  bins: Uint8Array
  /** The bin of a missing value, next to the last of the others: at most 255. */
  missing: number
  category: boolean
  /** Least and largest value in each bin of a number, over all training rows. */
  low: Float64Array
  high: Float64Array
}

/**
 * Bounds between the bins of a number: a value lies in the bin whose number is that of bounds below it. Up to 255
 * different values have a bin each; of more, bins hold about as many rows each, and a frequent value has its own.
 * `values` are sorted in place; NaN is left out.
 */
export function boundsOf(values: Float64Array): Float64Array {
  values.sort()
  let present = values.length
  while (present > 0 && Number.isNaN(values[present - 1])) present--
  const distinct: number[] = []
  const counts: number[] = []
  for (let at = 0; at < present; at++) {
    const value = values[at] as number
    if (value === distinct.at(-1)) counts[counts.length - 1]!++
    else {
      distinct.push(value)
      counts.push(1)
    }
  }
  const bounds: number[] = []
  const between = (index: number) => midpoint(distinct[index] as number, distinct[index + 1] as number)
  if (distinct.length <= MAX_BINS) {
    for (let index = 0; index + 1 < distinct.length; index++) bounds.push(between(index))
    return Float64Array.from(bounds)
  }
  let [left, inBin] = [present, 0]
  for (let index = 0; index + 1 < distinct.length && bounds.length < MAX_BINS - 1; index++) {
    inBin += counts[index] as number
    const share = left / (MAX_BINS - bounds.length)
    // A frequent value that comes next begins a bin of its own.
    const full = inBin >= share || (inBin >= share / 2 && (counts[index + 1] as number) >= share)
    if (!full) continue
    bounds.push(between(index))
    left -= inBin
    inBin = 0
  }
  return Float64Array.from(bounds)
}

/** Half way, and never as large as the larger one. */
export function midpoint(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle >= high || middle < low ? low : middle
}

/** Bins of a column, filled a part at a time. */
export class ColumnBinning {
  readonly column: BinnedColumn
  private readonly bounds: Float64Array | null

  /** `bounds`: of a number; null for a category, whose bins are its places. */
  constructor(feature: TreeFeature, bounds: Float64Array | null, rows: number) {
    this.bounds = feature.as === 'number' ? (bounds ?? new Float64Array()) : null
    this.column = {
      bins: new Uint8Array(rows),
      missing: feature.as === 'number' ? (bounds?.length ?? 0) + 1 : feature.categories.length,
      category: this.bounds === null,
      low: new Float64Array(MAX_BINS).fill(Number.POSITIVE_INFINITY),
      high: new Float64Array(MAX_BINS).fill(Number.NEGATIVE_INFINITY),
    }
  }

  add(values: Float64Array, offset: number): void {
    const { bounds } = this
    const { bins, low, high, missing } = this.column
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number
      if (Number.isNaN(value)) {
        bins[offset + row] = missing
        continue
      }
      if (!bounds) {
        bins[offset + row] = value
        continue
      }
      let [bin, end] = [0, bounds.length]
      while (bin < end) {
        const middle = (bin + end) >>> 1
        if ((bounds[middle] as number) < value) bin = middle + 1
        else end = middle
      }
      bins[offset + row] = bin
      if (value < (low[bin] as number)) low[bin] = value
      if (value > (high[bin] as number)) high[bin] = value
    }
  }
}

/**
 * The bound between two bins with rows of a node between which it has none. `last` is the last bin on its left side:
 * of the bins between, which rows of other nodes lie in, each is on one side as a whole.
 */
export function boundBetween(
  { low, high }: Pick<BinnedColumn, 'low' | 'high'>,
  left: number,
  right: number,
): { threshold: number; last: number } {
  const middle = midpoint(high[left] as number, low[right] as number)
  let last = left
  while (last + 1 < right && (high[last + 1] as number) <= middle) last++
  const straddles = last + 1 < right && (low[last + 1] as number) <= middle
  let below = last
  while (below > left && (high[below] as number) === Number.NEGATIVE_INFINITY) below--
  return {
    threshold: straddles ? midpoint(high[below] as number, low[last + 1] as number) : middle,
    last,
  }
}
