import type { CartBlueprint, ForestBlueprint } from '../models/tree-blueprint.ts'
import type { EpochMetrics } from '../training/history.ts'
import { Generator, mix } from '../training/random.ts'
import { type AnswerRule, applyLink, measureAnswers, startSums } from './answers.ts'
import { weightedMean } from './boosting-loss.ts'
import { type GrownTree, type GrowthRules, growTree, leafOfBins, type Signal } from './grow.ts'
import type { TreeData } from './read-tree-data.ts'
import { rowWeights } from './row-weights.ts'
import { type Fitted, type FitCall, TreeFit } from './tree-fit.ts'
import { addTrees, joinTrees, type Trees } from './trees.ts'

/** A forest, and how it does on rows that a tree has not learnt from: empty where there are none. */
export interface FittedForest extends Fitted {
  outOfBag: EpochMetrics
}

/**
 * One decision tree (CART: Breiman et al., 1984) or a forest of them (Breiman, 2001), each grown on rows drawn with
 * replacement with columns drawn anew at each question. Leaves hold means: of the number, or of each class, so a
 * question is chosen by the squared error or by Gini's index. The same seed and data give the same trees, whether or
 * not it was interrupted. Rejects with the signal's reason when aborted.
 */
export function growForest(
  data: TreeData,
  blueprint: CartBlueprint | ForestBlueprint,
  call: FitCall,
): Promise<FittedForest> {
  return new Forest(data, blueprint, call).run()
}

class Forest {
  private readonly data: TreeData
  private readonly blueprint: CartBlueprint | ForestBlueprint
  private readonly fit: TreeFit
  private readonly rule: AnswerRule
  private readonly weights: Float64Array
  private readonly mean: number
  private readonly labels: Uint16Array | null
  private readonly trees: number
  private readonly parts: Trees[] = []
  /** What trees that have not learnt from a row say of it, and how many they are. */
  private readonly outOfBag: Float64Array
  private readonly counts: Float64Array

  constructor(data: TreeData, blueprint: CartBlueprint | ForestBlueprint, call: FitCall) {
    const { task, train } = data
    const classes = data.classes?.length ?? 0
    this.data = data
    this.blueprint = blueprint
    this.weights = rowWeights(train, { classes, classWeights: blueprint.classWeights })
    this.mean = task === 'regression' ? weightedMean(train.y, this.weights) : 0
    this.labels = task === 'multiclass' ? Uint16Array.from(train.y) : null
    const width = task === 'multiclass' ? classes : 1
    const base = Array.from({ length: width }, () => 0)
    this.rule = { combine: 'mean', width, base, link: task === 'regression' ? 'identity' : 'share' }
    this.trees = blueprint.family === 'forest' ? blueprint.trees : 1
    this.fit = new TreeFit(call, { rule: this.rule, rounds: this.trees })
    const bagged = blueprint.family === 'forest' ? train.rows : 0
    this.outOfBag = new Float64Array(bagged * width)
    this.counts = new Float64Array(bagged)
  }

  async run(): Promise<FittedForest> {
    const { fit, data, rule } = this
    const saved = await fit.resume(rule.width)
    if (saved) {
      this.parts.push(saved.trees)
      this.outOfBag.set(saved.array('outOfBag'))
      this.counts.set(saved.array('counted'))
    }
    const { validation } = data
    const sums = validation && startSums(validation.rows, rule)
    if (saved && validation && sums) {
      addTrees(saved.trees, validation.columns, { rows: validation.rows, sums, width: rule.width })
    }
    while (fit.round < this.trees && !fit.isAskedToStop()) {
      const grown = this.growOne()
      const { tree } = grown
      this.parts.push(tree)
      let metrics: EpochMetrics = this.blueprint.family === 'tree' ? this.measureTraining(grown) : {}
      if (validation && sums) {
        addTrees(tree, validation.columns, { rows: validation.rows, sums, width: rule.width })
        const means = sums.map((sum) => sum / (fit.round + 1))
        metrics = { ...metrics, ...this.measure(means, validation, 'val_') }
      }
      fit.add(metrics)
      await fit.save(() => ({
        trees: this.join(),
        arrays: { outOfBag: this.outOfBag, counted: this.counts },
      }))
    }
    const fitted = fit.result({ trees: this.join(), bestRound: fit.round, stoppedEarly: false })
    return { ...fitted, outOfBag: this.measureOutOfBag() }
  }

  private join(): Trees {
    const joined = joinTrees(this.parts, this.rule.width)
    this.parts.splice(0, this.parts.length, joined)
    return joined
  }

  private measure(means: Float64Array, targets: Parameters<typeof measureAnswers>[1], prefix: string) {
    const { task } = this.data
    return measureAnswers(applyLink(means, this.rule, task), targets, { task, loss: 'squared', prefix })
  }

  private growOne(): GrownTree {
    const { blueprint, data, fit } = this
    const { train } = data
    const generator = Generator.fromSeed(mix(fit.seed, fit.round + 1))
    const times = new Float64Array(train.rows)
    if (blueprint.family === 'forest') {
      const draws = Math.max(1, Math.round(train.rows * blueprint.rowShare))
      for (let draw = 0; draw < draws; draw++) times[generator.below(train.rows)]!++
    } else times.fill(1)
    const rows = placesAboveZero(times)
    const grown = growTree(train.columns, rows, this.signalOf(times), this.rules(generator))
    if (blueprint.family === 'forest') this.addOutOfBag(grown, times)
    return grown
  }

  /** `times`: how often each row was drawn. */
  private signalOf(times: Float64Array): Signal {
    const hessians = times.map((count, row) => count * (this.weights[row] as number))
    const { y } = this.data.train
    const gradients = this.labels
      ? null
      : hessians.map((weight, row) => weight * ((y[row] as number) - this.mean))
    return { outputs: this.rule.width, gradients, labels: this.labels, hessians }
  }

  private rules(generator: Generator): GrowthRules {
    const { maxDepth, maxLeaves, minSamplesLeaf } = this.blueprint
    return {
      maxDepth: maxDepth || Number.POSITIVE_INFINITY,
      maxLeaves: maxLeaves || Number.POSITIVE_INFINITY,
      minSamplesLeaf,
      minChildWeight: 0,
      l2: 0,
      greedy: true,
      columns: this.data.features.map((_, index) => index),
      columnsPerNode: this.columnsPerNode(),
      monotone: null,
      generator,
      scale: 1,
      shift: this.mean,
    }
  }

  private columnsPerNode(): number {
    if (this.blueprint.family === 'tree') return 0
    const all = this.data.features.length
    const { columnShare } = this.blueprint
    const drawn =
      columnShare > 0
        ? Math.max(1, Math.floor(columnShare * all))
        : this.data.task === 'regression'
          ? all
          : Math.max(1, Math.floor(Math.sqrt(all)))
    return drawn < all ? drawn : 0
  }

  private addOutOfBag(grown: GrownTree, times: Float64Array): void {
    const { width } = this.rule
    for (let row = 0; row < times.length; row++) {
      if ((times[row] as number) > 0) continue
      const leaf = leafOfBins(grown, this.data.train.columns, row) * width
      for (let k = 0; k < width; k++) {
        this.outOfBag[row * width + k]! += grown.tree.values[leaf + k] as number
      }
      this.counts[row]!++
    }
  }

  private measureTraining(grown: GrownTree): EpochMetrics {
    const { width } = this.rule
    const { train } = this.data
    const means = new Float64Array(train.rows * width)
    for (let row = 0; row < train.rows; row++) {
      const leaf = leafOfBins(grown, train.columns, row) * width
      means.set(grown.tree.values.subarray(leaf, leaf + width), row * width)
    }
    return this.measure(means, train, '')
  }

  private measureOutOfBag(): EpochMetrics {
    const { width } = this.rule
    const { y, weights } = this.data.train
    const rows = placesAboveZero(this.counts)
    if (rows.length === 0) return {}
    const means = new Float64Array(rows.length * width)
    rows.forEach((row, at) => {
      for (let k = 0; k < width; k++) {
        means[at * width + k] = (this.outOfBag[row * width + k] as number) / (this.counts[row] as number)
      }
    })
    const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number)
    return this.measure(
      means,
      { rows: rows.length, y: pick(y), weights: weights && pick(weights) },
      'out_of_bag_',
    )
  }
}

function placesAboveZero(values: Float64Array): Uint32Array {
  const places = new Uint32Array(values.length)
  let found = 0
  for (let place = 0; place < values.length; place++) {
    if ((values[place] as number) > 0) places[found++] = place
  }
  return places.slice(0, found)
}
