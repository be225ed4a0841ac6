import type { Generator } from '../training/random.ts'
import { type BinnedColumn, boundBetween } from './bins.ts'
import { Histograms } from './histograms.ts'
import { SplitSearch, type Split, weightOf } from './split-search.ts'
import { BY_CATEGORY, MISSING_LEFT, SET_WORDS, type Trees } from './trees.ts'

/**
 * What a tree is to fit: a leaf holds Σ gradient / (Σ hessian + l2). With gradient weight × number and hessian weight
 * that is the mean; in boosting they are the loss's. `labels` stand for one gradient a class: the row's weight for its
 * own class and 0 for the others.
 */
export interface Signal {
  outputs: number
  gradients: Float64Array | null
  labels: Uint16Array | null
  hessians: Float64Array
}

export interface GrowthRules {
  maxDepth: number
  /** Where it is finite, the question that gains most is asked next; else the order does not matter. */
  maxLeaves: number
  /** Rows. */
  minSamplesLeaf: number
  /** Sum of hessians. */
  minChildWeight: number
  l2: number
  /** Also splits where nothing is gained yet, as long as the rows of a node differ. */
  greedy: boolean
  /** Features to choose from. */
  columns: readonly number[]
  /** Features drawn anew at each node, of those that vary there; 0: all. */
  columnsPerNode: number
  /** By feature: 1 rising, −1 falling, 0 free. */
  monotone: Int8Array | null
  generator: Generator
  /** A leaf holds its number × scale + shift. */
  scale: number
  shift: number
}

/** One tree, and where the rows that it has learnt from have come to. */
export interface GrownTree {
  tree: Trees
  /** The last bin that goes left, by node. */
  lastBins: Uint8Array
  /** The rows given, leaf by leaf, and where each leaf begins and ends among them. */
  rows: Uint32Array
  starts: Uint32Array
  ends: Uint32Array
}

interface Node {
  id: number
  start: number
  end: number
  depth: number
  sums: Float64Array
  split: Split | null
  histogram: Float64Array | null
  lower: number
  upper: number
}

/**
 * Grows a tree on binned columns (Breiman et al., 1984; histograms with the sibling by subtraction as in Ke et al.,
 * LightGBM, 2017). `rows` are reordered. The same rows, signal, rules and generator give the same tree.
 */
export function growTree(
  columns: readonly BinnedColumn[],
  rows: Uint32Array,
  signal: Signal,
  rules: GrowthRules,
): GrownTree {
  return new Growing(columns, rows, signal, rules).run()
}

class Growing {
  private readonly columns: readonly BinnedColumn[]
  private readonly rows: Uint32Array
  private readonly signal: Signal
  private readonly rules: GrowthRules
  private readonly histograms: Histograms
  private readonly search: SplitSearch
  private readonly moved: Uint32Array
  private readonly order: Int32Array
  private readonly subtracts: boolean
  private readonly isPlain: boolean
  // A node a place.
  private readonly feature: number[] = []
  private readonly threshold: number[] = []
  private readonly child: number[] = []
  private readonly flags: number[] = []
  private readonly cover: number[] = []
  private readonly gain: number[] = []
  private readonly lastBins: number[] = []
  private readonly sets: number[] = []
  // A leaf a place.
  private readonly values: number[] = []
  private readonly starts: number[] = []
  private readonly ends: number[] = []

  constructor(columns: readonly BinnedColumn[], rows: Uint32Array, signal: Signal, rules: GrowthRules) {
    this.columns = columns
    this.rows = rows
    this.signal = signal
    this.rules = rules
    this.histograms = new Histograms(columns, rows, signal)
    this.search = new SplitSearch(signal.outputs, rules)
    this.moved = new Uint32Array(rows.length)
    this.order = Int32Array.from(rules.columns)
    // With few leaves each node's histograms are kept until it is split; they would not fit for thousands of leaves.
    this.isPlain = signal.outputs === 1 && !rules.monotone
    this.subtracts = rules.columnsPerNode === 0 && Number.isFinite(rules.maxLeaves) && !rules.greedy
  }

  run(): GrownTree {
    const { maxLeaves } = this.rules
    const whole = { start: 0, end: this.rows.length }
    const root = this.nodeOf({ ...whole, depth: 0, sums: this.histograms.sums(0, this.rows.length) })
    this.consider(root, null)
    const open: Node[] = [root]
    let leaves = 1
    while (open.length > 0) {
      const node = Number.isFinite(maxLeaves) ? takeBest(open) : (open.pop() as Node)
      if (!node.split || leaves >= maxLeaves) {
        this.close(node)
        continue
      }
      leaves++
      open.push(...this.split(node, node.split))
    }
    return this.result()
  }

  private nodeOf(part: Pick<Node, 'start' | 'end' | 'depth' | 'sums'> & Partial<Node>): Node {
    const id = this.child.length
    this.child.push(0)
    this.feature.push(0)
    this.threshold.push(0)
    this.flags.push(0)
    this.gain.push(0)
    this.lastBins.push(0)
    this.cover.push(part.end - part.start)
    return {
      id,
      split: null,
      histogram: null,
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      ...part,
    }
  }

  /** Finds the best question for a node; `histogram` is its own, where it is known already. */
  private consider(node: Node, histogram: Float64Array | null): void {
    const { columnsPerNode } = this.rules
    if (!this.mayPart(node)) {
      if (histogram) this.histograms.release(histogram)
      return
    }
    if (!histogram) this.histograms.enter(node.start, node.end)
    if (this.subtracts) node.histogram = histogram ?? this.histograms.all(this.order)
    this.search.begin(node.sums, node)
    let left = columnsPerNode === 0 ? this.order.length : columnsPerNode
    for (let index = 0; index < this.order.length && left > 0; index++) {
      if (columnsPerNode > 0) this.draw(index)
      const feature = this.order[index] as number
      const column = this.columns[feature] as BinnedColumn
      if (node.histogram && this.isPlain && !column.category) {
        const offset = this.histograms.offsetOf(feature)
        if (!this.search.improves(node.histogram, offset, column.missing)) continue
      }
      const groups = node.histogram
        ? this.histograms.read(node.histogram, feature)
        : this.histograms.of(feature)
      if (groups.length + (groups.hasMissing ? 1 : 0) < 2) continue
      left--
      this.search.tryFeature(feature, column.category, groups)
    }
    node.split = this.search.best
    if (!node.split) this.release(node)
  }

  private mayPart({ start, end, depth }: Node): boolean {
    const { maxDepth, minSamplesLeaf, greedy } = this.rules
    return depth < maxDepth && end - start >= 2 * minSamplesLeaf && !(greedy && this.isPure(start, end))
  }

  /** Puts a feature that is still to be drawn at this place of the order. */
  private draw(index: number): void {
    const { order } = this
    const other = index + this.rules.generator.below(order.length - index)
    const feature = order[index] as number
    order[index] = order[other] as number
    order[other] = feature
  }

  private isPure(start: number, end: number): boolean {
    const { gradients, labels, hessians } = this.signal
    const { rows } = this
    const first = rows[start] as number
    for (let at = start + 1; at < end; at++) {
      const row = rows[at] as number
      if (labels) {
        if (labels[row] !== labels[first]) return false
        continue
      }
      const value = ((gradients as Float64Array)[row] as number) / (hessians[row] as number)
      const other = ((gradients as Float64Array)[first] as number) / (hessians[first] as number)
      if (Math.abs(value - other) > 1e-12 * Math.abs(other)) return false
    }
    return true
  }

  private split(node: Node, split: Split): Node[] {
    const middle = this.ask(node, split)
    const depth = node.depth + 1
    const rightSums = node.sums.map((sum, index) => sum - (split.sums[index] as number))
    const bounds = this.boundsOf(node, split, rightSums)
    this.child[node.id] = this.child.length
    const left = this.nodeOf({ start: node.start, end: middle, depth, sums: split.sums, ...bounds[0] })
    const right = this.nodeOf({ start: middle, end: node.end, depth, sums: rightSums, ...bounds[1] })
    const [small, large] = middle - node.start <= node.end - middle ? [left, right] : [right, left]
    if (!node.histogram || !this.mayPart(large)) {
      this.release(node)
      this.consider(small, null)
      this.consider(large, null)
      return [left, right]
    }
    this.histograms.enter(small.start, small.end)
    const own = this.histograms.all(this.order)
    const rest = this.histograms.subtract(node.histogram, own)
    node.histogram = null
    this.consider(small, own)
    this.consider(large, rest)
    return [left, right]
  }

  /** Writes the question down and parts the rows by it, in their order. Returns where the right ones begin. */
  private ask(node: Node, { feature, bins, missingLeft, gain }: Split): number {
    const column = this.columns[feature] as BinnedColumn
    const goesLeft = new Uint8Array(256)
    this.feature[node.id] = feature
    this.gain[node.id] = gain
    this.flags[node.id] = (missingLeft ? MISSING_LEFT : 0) | (column.category ? BY_CATEGORY : 0)
    if (column.category) {
      this.threshold[node.id] = this.sets.length / SET_WORDS
      const words = new Uint32Array(SET_WORDS)
      // Categories that no row here has go with the missing values.
      goesLeft.fill(missingLeft ? 1 : 0)
      for (const bin of bins.left) goesLeft[bin] = 1
      for (const bin of bins.right) goesLeft[bin] = 0
      for (let bin = 0; bin < column.missing; bin++) if (goesLeft[bin]) words[bin >>> 5]! |= 1 << (bin & 31)
      this.sets.push(...words)
    } else {
      const last = bins.left.at(-1) ?? -1
      const first = bins.right[0]
      const bound =
        first === undefined
          ? { threshold: Number.POSITIVE_INFINITY, last: column.missing - 1 }
          : boundBetween(column, last, first)
      this.threshold[node.id] = bound.threshold
      this.lastBins[node.id] = bound.last
      goesLeft.fill(1, 0, bound.last + 1)
    }
    goesLeft[column.missing] = missingLeft ? 1 : 0
    const { rows, moved } = this
    let [left, right] = [node.start, 0]
    for (let at = node.start; at < node.end; at++) {
      const row = rows[at] as number
      if (goesLeft[column.bins[row] as number]) rows[left++] = row
      else moved[right++] = row
    }
    rows.set(moved.subarray(0, right), left)
    return left
  }

  /** Where a feature must rise or fall, what is left of it stays on its side of the middle for good. */
  private boundsOf(node: Node, split: Split, rightSums: Float64Array): [Partial<Node>, Partial<Node>] {
    const { monotone, l2 } = this.rules
    const { lower, upper } = node
    const direction = monotone?.[split.feature] ?? 0
    if (direction === 0)
      return [
        { lower, upper },
        { lower, upper },
      ]
    const middle = (weightOf(split.sums, l2, node) + weightOf(rightSums, l2, node)) / 2
    return direction > 0
      ? [
          { lower, upper: middle },
          { lower: middle, upper },
        ]
      : [
          { lower: middle, upper },
          { lower, upper: middle },
        ]
  }

  private close(node: Node): void {
    const { outputs } = this.signal
    const { l2, scale, shift } = this.rules
    const leaf = this.starts.length
    this.child[node.id] = -1 - leaf
    this.starts.push(node.start)
    this.ends.push(node.end)
    const hessian = (node.sums[outputs] as number) + l2
    for (let k = 0; k < outputs; k++) {
      const value =
        outputs === 1 ? weightOf(node.sums, l2, node) : hessian > 0 ? (node.sums[k] as number) / hessian : 0
      this.values.push(value * scale + shift)
    }
    this.release(node)
  }

  private release(node: Node): void {
    if (node.histogram) this.histograms.release(node.histogram)
    node.histogram = null
  }

  private result(): GrownTree {
    return {
      tree: {
        outputs: this.signal.outputs,
        roots: Uint32Array.of(0),
        feature: Uint16Array.from(this.feature),
        threshold: Float64Array.from(this.threshold),
        child: Int32Array.from(this.child),
        flags: Uint8Array.from(this.flags),
        sets: Uint32Array.from(this.sets),
        values: Float32Array.from(this.values),
        cover: Float32Array.from(this.cover),
        gain: Float32Array.from(this.gain),
      },
      lastBins: Uint8Array.from(this.lastBins),
      rows: this.rows,
      starts: Uint32Array.from(this.starts),
      ends: Uint32Array.from(this.ends),
    }
  }
}

/** Takes out the node whose question gains most, the oldest among equals; one without a question comes last. */
function takeBest(open: Node[]): Node {
  let best = 0
  for (let index = 1; index < open.length; index++) {
    if ((open[index]?.split?.gain ?? -1) > (open[best]?.split?.gain ?? -1)) best = index
  }
  return open.splice(best, 1)[0] as Node
}

/** The leaf that a training row reaches, by its bins. */
export function leafOfBins(
  { tree, lastBins }: Pick<GrownTree, 'tree' | 'lastBins'>,
  columns: readonly BinnedColumn[],
  row: number,
): number {
  let node = 0
  for (;;) {
    const next = tree.child[node] as number
    if (next < 0) return -1 - next
    const { bins, missing } = columns[tree.feature[node] as number] as BinnedColumn
    const bin = bins[row] as number
    const flag = tree.flags[node] as number
    let left: boolean
    if (bin === missing) left = (flag & MISSING_LEFT) !== 0
    else if (flag & BY_CATEGORY) {
      const word = tree.sets[(tree.threshold[node] as number) * SET_WORDS + (bin >>> 5)] as number
      left = ((word >>> (bin & 31)) & 1) === 1
    } else left = bin <= (lastBins[node] as number)
    node = left ? next : next + 1
  }
}
