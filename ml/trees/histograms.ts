import type { BinnedColumn } from './bins.ts'
import { MAX_BINS } from './features.ts'
import type { Signal } from './grow.ts'

/** The rows of a node by the value of one feature: only bins that hold any, in ascending order. Valid until the next. */
export interface Groups {
  length: number
  bins: Uint8Array
  /** For each group, one after another: gradients, the hessian, rows. */
  sums: Float64Array
  /** The same of the rows where the value is missing. */
  missing: Float64Array
  hasMissing: boolean
}

const BINS = MAX_BINS + 1

/** Sums over the rows of a node: gradients, the hessian, and the rows themselves, in this order. */
export class Histograms {
  private readonly columns: readonly BinnedColumn[]
  private readonly rows: Uint32Array
  private readonly signal: Signal
  private readonly stride: number
  private readonly scratch: Float64Array
  private readonly groups: Groups
  private readonly pool: Float64Array[] = []
  /** Where the histogram of each column begins among all, and at last their length. */
  private readonly offsets: Int32Array
  private start = 0
  private end = 0
  // What the rows of the node say, side by side.
  private readonly gradients: Float64Array
  private readonly hessians: Float64Array

  constructor(columns: readonly BinnedColumn[], rows: Uint32Array, signal: Signal) {
    this.columns = columns
    this.rows = rows
    this.signal = signal
    this.stride = signal.outputs + 2
    this.offsets = new Int32Array(columns.length + 1)
    columns.forEach(({ missing }, index) => {
      this.offsets[index + 1] = (this.offsets[index] as number) + (missing + 1) * this.stride
    })
    this.scratch = new Float64Array(BINS * this.stride)
    this.gradients = new Float64Array(rows.length)
    this.hessians = new Float64Array(rows.length)
    this.groups = {
      length: 0,
      bins: new Uint8Array(BINS),
      sums: new Float64Array(BINS * this.stride),
      missing: new Float64Array(this.stride),
      hasMissing: false,
    }
  }

  /** Sums of all rows from `start` to `end`. */
  sums(start: number, end: number): Float64Array {
    const sums = new Float64Array(this.stride)
    this.enter(start, end)
    const { outputs, labels } = this.signal
    for (let at = 0; at < end - start; at++) {
      sums[labels ? (this.gradients[at] as number) : 0]! += (labels ? this.hessians : this.gradients)[
        at
      ] as number
      sums[outputs]! += this.hessians[at] as number
    }
    sums[outputs + 1] = end - start
    return sums
  }

  /** Sets the node whose rows are summed from here on. */
  enter(start: number, end: number): void {
    this.start = start
    this.end = end
    const { gradients, labels, hessians } = this.signal
    const source = (labels ?? gradients) as ArrayLike<number>
    for (let at = start, to = 0; at < end; at++, to++) {
      const row = this.rows[at] as number
      this.gradients[to] = source[row] as number
      this.hessians[to] = hessians[row] as number
    }
  }

  /** The groups of one feature, counted out of the rows. */
  of(feature: number): Groups {
    const { scratch, groups, stride } = this
    const { missing } = this.columns[feature] as BinnedColumn
    // Of few rows, it is quicker to sort the bins that occur than to look at all.
    if (this.end - this.start < missing / 2) return this.ofFew(feature)
    this.fill(feature, scratch, 0)
    this.gather(scratch, 0, missing)
    scratch.fill(0, 0, (missing + 1) * stride)
    return groups
  }

  private ofFew(feature: number): Groups {
    const { scratch, groups, stride, rows } = this
    const { bins, missing } = this.columns[feature] as BinnedColumn
    this.fill(feature, scratch, 0)
    this.takeMissing(scratch, missing * stride)
    scratch.fill(0, missing * stride, (missing + 1) * stride)
    let found = 0
    for (let at = this.start; at < this.end; at++) {
      const bin = bins[rows[at] as number] as number
      const cell = bin * stride + stride - 1
      // A count below 0 marks a bin that has been found.
      if (bin === missing || (scratch[cell] as number) < 0) continue
      scratch[cell] = -(scratch[cell] as number)
      let place = found++
      while (place > 0 && (groups.bins[place - 1] as number) > bin) {
        groups.bins[place] = groups.bins[place - 1] as number
        place--
      }
      groups.bins[place] = bin
    }
    for (let group = 0; group < found; group++) {
      const from = (groups.bins[group] as number) * stride
      scratch[from + stride - 1] = -(scratch[from + stride - 1] as number)
      this.take(scratch, from, group)
      scratch.fill(0, from, from + stride)
    }
    groups.length = found
    return groups
  }

  /** Histograms of the features, in one array that is to be released. */
  all(features: ArrayLike<number>): Float64Array {
    const { offsets } = this
    const histogram = this.pool.pop()?.fill(0) ?? new Float64Array(offsets[this.columns.length] as number)
    let index = 0
    if (!this.signal.labels)
      for (; index + 1 < features.length; index += 2)
        this.fillTwo(features[index] as number, features[index + 1] as number, histogram)
    for (; index < features.length; index++) {
      const feature = features[index] as number
      this.fill(feature, histogram, offsets[feature] as number)
    }
    return histogram
  }

  /** Makes of a node's histograms those of one child, by taking away the other's. */
  subtract(whole: Float64Array, part: Float64Array): Float64Array {
    for (let cell = 0; cell < whole.length; cell++) whole[cell]! -= part[cell] as number
    return whole
  }

  release(histogram: Float64Array): void {
    this.pool.push(histogram)
  }

  read(histogram: Float64Array, feature: number): Groups {
    const { missing } = this.columns[feature] as BinnedColumn
    this.gather(histogram, this.offsets[feature] as number, missing)
    return this.groups
  }

  /** Where a feature begins in a node's histograms. */
  offsetOf(feature: number): number {
    return this.offsets[feature] as number
  }

  private fill(feature: number, into: Float64Array, offset: number): void {
    const { rows, stride, start, end, gradients, hessians } = this
    const { bins } = this.columns[feature] as BinnedColumn
    const { outputs, labels } = this.signal
    if (labels) {
      for (let at = start, from = 0; at < end; at++, from++) {
        const cell = offset + (bins[rows[at] as number] as number) * stride
        const hessian = hessians[from] as number
        into[cell + (gradients[from] as number)]! += hessian
        into[cell + outputs]! += hessian
        into[cell + outputs + 1]!++
      }
      return
    }
    for (let at = start, from = 0; at < end; at++, from++) {
      const cell = offset + (bins[rows[at] as number] as number) * 3
      into[cell]! += gradients[from] as number
      into[cell + 1]! += hessians[from] as number
      into[cell + 2]!++
    }
  }

  /** As `fill`, of two features at a time: what a row says is read once for both. */
  private fillTwo(one: number, two: number, into: Float64Array): void {
    const { rows, start, end, gradients, hessians } = this
    const { bins: first } = this.columns[one] as BinnedColumn
    const { bins: second } = this.columns[two] as BinnedColumn
    const [a, b] = [this.offsets[one] as number, this.offsets[two] as number]
    for (let at = start, from = 0; at < end; at++, from++) {
      const row = rows[at] as number
      const gradient = gradients[from] as number
      const hessian = hessians[from] as number
      const cell = a + (first[row] as number) * 3
      into[cell]! += gradient
      into[cell + 1]! += hessian
      into[cell + 2]!++
      const other = b + (second[row] as number) * 3
      into[other]! += gradient
      into[other + 1]! += hessian
      into[other + 2]!++
    }
  }

  private gather(from: Float64Array, offset: number, bins: number): void {
    const { groups, stride } = this
    let found = 0
    let cell = offset
    for (let bin = 0; bin < bins; bin++, cell += stride) {
      if ((from[cell + stride - 1] as number) === 0) continue
      groups.bins[found] = bin
      this.take(from, cell, found++)
    }
    this.takeMissing(from, cell)
    groups.length = found
  }

  private take(from: Float64Array, cell: number, group: number): void {
    const { stride } = this
    for (let k = 0, to = group * stride; k < stride; k++, to++) {
      this.groups.sums[to] = from[cell + k] as number
    }
  }

  private takeMissing(from: Float64Array, cell: number): void {
    const { groups, stride } = this
    for (let k = 0; k < stride; k++) groups.missing[k] = from[cell + k] as number
    groups.hasMissing = (groups.missing[stride - 1] as number) > 0
  }
}
