import type { Groups } from './histograms.ts'
import type { GrowthRules } from './grow.ts'

/** A question that parts the rows of a node. */
export interface Split {
  feature: number
  /** Bins with rows of the node on either side; of a number, in ascending order. */
  bins: { left: Uint8Array; right: Uint8Array }
  missingLeft: boolean
  gain: number
  /** Sums over the rows that go left. */
  sums: Float64Array
}

interface Bounds {
  lower: number
  upper: number
}

/** Rows' worth of an average hessian that smooth the order of categories. */
const CATEGORY_ROWS = 10

/** The number of a leaf with one output, within bounds. */
export function weightOf(sums: ArrayLike<number>, l2: number, { lower, upper }: Bounds): number {
  const hessian = (sums[1] as number) + l2
  const value = hessian > 0 ? (sums[0] as number) / hessian : 0
  return value < lower ? lower : value > upper ? upper : value
}

/**
 * Looks for the question of a node that lowers the loss most: Σ G² / (H + l2) of both sides less that of the whole
 * (Chen & Guestrin, XGBoost, 2016; with gradients of a class each and no l2 it is Gini's index times the weight, with
 * numbers the squared error). Missing values are tried on both sides. Categories are put in the order of their mean
 * gradient, in which one of the bounds is the best of all partitions (Fisher, 1958; Breiman et al., 1984); of several
 * classes, in the order of the share of the node's most frequent one.
 */
export class SplitSearch {
  best: Split | null = null
  private readonly outputs: number
  private readonly rules: GrowthRules
  private readonly left: Float64Array
  private readonly order = new Uint8Array(256)
  private readonly keys = new Float64Array(256)
  private sums: Float64Array = new Float64Array()
  private bounds: Bounds = { lower: 0, upper: 0 }
  private own = 0
  private most = 0

  constructor(outputs: number, rules: GrowthRules) {
    this.outputs = outputs
    this.rules = rules
    this.left = new Float64Array(outputs + 2)
  }

  begin(sums: Float64Array, bounds: Bounds): void {
    this.best = null
    this.sums = sums
    this.bounds = bounds
    const { l2, greedy } = this.rules
    const hessian = (sums[this.outputs] as number) + l2
    this.own = 0
    if (this.rules.monotone) this.own = this.boundScore(sums[0] as number, hessian)
    else for (let k = 0; k < this.outputs; k++) this.own += (sums[k] as number) ** 2 / hessian
    // Below it a gain is but rounding.
    this.most = greedy ? Number.NEGATIVE_INFINITY : this.own + 1e-10 * Math.abs(this.own)
  }

  /**
   * Whether a question about a number can be better than the best so far: `tryFeature` without writing anything down, on
   * the histogram of one output as it is. Most features have none.
   */
  improves(histogram: Float64Array, offset: number, bins: number): boolean {
    const missing = offset + bins * 3
    if (this.hasBetter(histogram, offset, missing, -1)) return true
    return (histogram[missing + 2] as number) > 0 && this.hasBetter(histogram, offset, missing, missing)
  }

  /** `first`: the cell that goes left before all others, or −1. */
  private hasBetter(histogram: Float64Array, from: number, to: number, first: number): boolean {
    const { minSamplesLeaf, minChildWeight, l2 } = this.rules
    const { most } = this
    const [gradients, hessians, all] = this.sums as unknown as [number, number, number]
    let gradient = first < 0 ? 0 : (histogram[first] as number)
    let hessian = first < 0 ? 0 : (histogram[first + 1] as number)
    let rows = first < 0 ? 0 : (histogram[first + 2] as number)
    for (let cell = from; cell < to; cell += 3) {
      const count = histogram[cell + 2] as number
      if (count === 0) continue
      gradient += histogram[cell] as number
      hessian += histogram[cell + 1] as number
      rows += count
      if (rows < minSamplesLeaf) continue
      if (all - rows < minSamplesLeaf) return false
      const hessianRight = hessians - hessian
      if (hessian < minChildWeight || hessianRight < minChildWeight) continue
      const dividedLeft = hessian + l2
      const dividedRight = hessianRight + l2
      if (dividedLeft <= 0 || dividedRight <= 0) continue
      const other = gradients - gradient
      if ((gradient * gradient) / dividedLeft + (other * other) / dividedRight > most) return true
    }
    return false
  }

  tryFeature(feature: number, category: boolean, groups: Groups): void {
    this.sort(category, groups)
    const direction = this.rules.monotone?.[feature] ?? 0
    let [at, missingLeft] = [this.scan(groups, false, direction), false]
    if (groups.hasMissing) {
      const other = this.scan(groups, true, direction)
      if (other >= 0) [at, missingLeft] = [other, true]
    }
    if (at < 0) return
    const bins = new Uint8Array(groups.length)
    for (let index = 0; index < groups.length; index++) {
      bins[index] = groups.bins[this.order[index] as number] as number
    }
    const sums = this.startSums(groups, missingLeft).slice()
    for (let index = 0; index <= at; index++) this.addGroup(sums, groups, this.order[index] as number)
    const last = this.outputs + 1
    const larger = (sums[last] as number) * 2 > (this.sums[last] as number)
    this.best = {
      feature,
      bins: { left: bins.subarray(0, at + 1), right: bins.subarray(at + 1) },
      // Where none was missing in training, a missing value goes with the larger part.
      missingLeft: groups.hasMissing ? missingLeft : larger,
      gain: Math.max(this.most - this.own, 0),
      sums,
    }
  }

  /** Puts the groups in the order in which bounds between them are tried. */
  private sort(category: boolean, groups: Groups): void {
    const { order, keys, outputs } = this
    const stride = outputs + 2
    for (let group = 0; group < groups.length; group++) order[group] = group
    if (!category) return
    let of = 0
    for (let k = 1; k < outputs; k++) if ((this.sums[k] as number) > (this.sums[of] as number)) of = k
    const rows = this.rules.greedy ? 0 : CATEGORY_ROWS
    const smooth = (rows * (this.sums[outputs] as number)) / (this.sums[outputs + 1] as number)
    for (let group = 0; group < groups.length; group++) {
      const from = group * stride
      keys[group] = (groups.sums[from + of] as number) / ((groups.sums[from + outputs] as number) + smooth)
    }
    order.subarray(0, groups.length).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b)
  }

  /** The last group on the left of the best bound, where one is better than all before; −1 where none is. */
  private scan(groups: Groups, missingLeft: boolean, direction: number): number {
    const { outputs, order, sums: whole } = this
    const { minSamplesLeaf, minChildWeight, l2, monotone } = this.rules
    const left = this.startSums(groups, missingLeft)
    // What is missing may be all there is on the right.
    const bounds = groups.hasMissing && !missingLeft ? groups.length : groups.length - 1
    let best = -1
    for (let index = 0; index < bounds; index++) {
      this.addGroup(left, groups, order[index] as number)
      const rows = left[outputs + 1] as number
      if (rows < minSamplesLeaf) continue
      if ((whole[outputs + 1] as number) - rows < minSamplesLeaf) break
      const hessianLeft = left[outputs] as number
      const hessianRight = (whole[outputs] as number) - hessianLeft
      if (hessianLeft < minChildWeight || hessianRight < minChildWeight) continue
      const dividedLeft = hessianLeft + l2
      const dividedRight = hessianRight + l2
      if (dividedLeft <= 0 || dividedRight <= 0) continue
      let score = 0
      if (monotone) {
        const [gradient, other] = [left[0] as number, (whole[0] as number) - (left[0] as number)]
        const [low, high] = [this.clamp(gradient / dividedLeft), this.clamp(other / dividedRight)]
        if (direction * (high - low) < 0) continue
        score = this.boundScore(gradient, dividedLeft) + this.boundScore(other, dividedRight)
      } else {
        for (let k = 0; k < outputs; k++) {
          const gradient = left[k] as number
          const other = (whole[k] as number) - gradient
          score += (gradient * gradient) / dividedLeft + (other * other) / dividedRight
        }
      }
      if (score > this.most) {
        this.most = score
        best = index
      }
    }
    return best
  }

  private startSums(groups: Groups, missingLeft: boolean): Float64Array {
    if (missingLeft) this.left.set(groups.missing)
    else this.left.fill(0)
    return this.left
  }

  private addGroup(sums: Float64Array, groups: Groups, group: number): void {
    const stride = this.outputs + 2
    for (let k = 0, from = group * stride; k < stride; k++, from++) sums[k]! += groups.sums[from] as number
  }

  private clamp(value: number): number {
    const { lower, upper } = this.bounds
    return value < lower ? lower : value > upper ? upper : value
  }

  /** What is lost less with the number that bounds allow: G² / H with the best one. */
  private boundScore(gradient: number, hessian: number): number {
    const value = this.clamp(gradient / hessian)
    return 2 * gradient * value - hessian * value * value
  }
}
