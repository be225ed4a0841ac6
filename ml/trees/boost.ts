import type { BoostingBlueprint } from '../models/tree-blueprint.ts'
import { DataError } from '../errors.ts'
import { type EpochMetrics, endOfPatience, watchedLoss } from '../training/history.ts'
import { Generator, mix } from '../training/random.ts'
import { applyLink, measureAnswers, startSums } from './answers.ts'
import { lossOf, type Loss } from './boosting-loss.ts'
import { type GrownTree, type GrowthRules, growTree, leafOfBins } from './grow.ts'
import type { TreeData } from './read-tree-data.ts'
import { rowWeights, weightedMedian } from './row-weights.ts'
import { type Fitted, type FitCall, TreeFit } from './tree-fit.ts'
import { addTrees, firstTrees, joinTrees, type Trees } from './trees.ts'

/**
 * Gradient boosting (Friedman, 2001) with second derivatives, leaf by leaf on histograms: each round fits one tree, of
 * several classes one a class, to the gradient of the loss. The same seed and data give the same trees, whether or not
 * it was interrupted. Rejects with DataError `target_negative`, `column_unknown` or `monotone_classes`, and with the
 * signal's reason when aborted.
 */
export function boost(data: TreeData, blueprint: BoostingBlueprint, call: FitCall): Promise<Fitted> {
  return new Boosting(data, blueprint, call).run()
}

class Boosting {
  private readonly data: TreeData
  private readonly blueprint: BoostingBlueprint
  private readonly fit: TreeFit
  private readonly loss: Loss
  private readonly weights: Float64Array
  private readonly monotone: Int8Array | null
  private readonly parts: Trees[] = []
  private readonly sums: Float64Array
  private readonly derived: { gradients: Float64Array; hessians: Float64Array }[]
  private validationSums: Float64Array | null = null

  constructor(data: TreeData, blueprint: BoostingBlueprint, call: FitCall) {
    const { task, train } = data
    const classes = data.classes?.length ?? 0
    this.data = data
    this.blueprint = blueprint
    this.weights = rowWeights(train, { classes, classWeights: blueprint.classWeights })
    this.monotone = directionsOf(data, blueprint)
    const facts = { task, classes, loss: blueprint.loss, y: train.y, weights: this.weights }
    this.loss = lossOf({ ...facts, target: call.target })
    const { rule } = this.loss
    this.fit = new TreeFit(call, { rule, rounds: blueprint.rounds })
    this.sums = startSums(train.rows, rule)
    this.derived = Array.from({ length: rule.width }, () => ({
      gradients: new Float64Array(train.rows),
      hessians: new Float64Array(train.rows),
    }))
  }

  async run(): Promise<Fitted> {
    const { fit, data, blueprint } = this
    const { rule } = this.loss
    const saved = await fit.resume(1)
    if (saved) {
      this.parts.push(saved.trees)
      this.sums.set(saved.array('sums'))
    }
    const { validation } = data
    if (validation) {
      this.validationSums = startSums(validation.rows, rule)
      const { rows, columns } = validation
      if (saved) addTrees(saved.trees, columns, { rows, sums: this.validationSums, width: rule.width })
    } else if (blueprint.earlyStopping) {
      fit.say('There are no validation rows, so all rounds are run.')
    }
    const patience = blueprint.earlyStopping && validation ? blueprint.patience : null
    let stoppedEarly = patience !== null && endOfPatience(fit.history, patience) !== null
    while (fit.round < blueprint.rounds && !stoppedEarly && !fit.isAskedToStop()) {
      await this.takeRound()
      fit.add(this.measure())
      stoppedEarly = patience !== null && endOfPatience(fit.history, patience) !== null
      await fit.save(() => ({ trees: this.join(), arrays: { sums: this.sums } }))
    }
    const keepsBest = validation && (patience !== null || fit.stoppedByHand)
    const best = keepsBest ? bestOf(fit.history.epochs) : fit.round
    return fit.result({ trees: firstTrees(this.join(), best * rule.width), bestRound: best, stoppedEarly })
  }

  private join(): Trees {
    const joined = joinTrees(this.parts, 1)
    this.parts.splice(0, this.parts.length, joined)
    return joined
  }

  private async takeRound(): Promise<void> {
    const { blueprint, data, fit, loss } = this
    const { width } = loss.rule
    loss.derive(this.sums, this.derived)
    const generator = Generator.fromSeed(mix(fit.seed, fit.round + 1))
    const drawn = drawRows(data.train.rows, blueprint.rowShare, generator)
    const grown: GrownTree[] = []
    for (const { gradients, hessians } of this.derived) {
      const signal = { outputs: 1, gradients, labels: null, hessians }
      const tree = growTree(data.train.columns, drawn.slice(), signal, this.rules(generator))
      if (loss.median) this.useMedians(tree)
      grown.push(tree)
      await fit.turn()
    }
    grown.forEach((tree, k) => this.addToTraining(tree, k, drawn.length))
    const trees = joinTrees(
      grown.map(({ tree }) => tree),
      1,
    )
    this.parts.push(trees)
    if (this.validationSums && data.validation) {
      const { rows, columns } = data.validation
      addTrees(trees, columns, { rows, sums: this.validationSums, width })
    }
  }

  private rules(generator: Generator): GrowthRules {
    const { maxDepth, maxLeaves, minSamplesLeaf, minChildWeight, l2, columnShare, learningRate } =
      this.blueprint
    return {
      maxDepth: maxDepth || Number.POSITIVE_INFINITY,
      maxLeaves: maxLeaves || Number.POSITIVE_INFINITY,
      minSamplesLeaf,
      minChildWeight,
      l2,
      greedy: false,
      columns: drawColumns(this.data.features.length, columnShare, generator),
      columnsPerNode: 0,
      monotone: this.monotone,
      generator,
      scale: learningRate,
      shift: 0,
    }
  }

  private useMedians({ tree, rows, starts, ends }: GrownTree): void {
    const { y } = this.data.train
    for (let leaf = 0; leaf < starts.length; leaf++) {
      const own = rows.subarray(starts[leaf], ends[leaf])
      const left = Float64Array.from(own, (row) => (y[row] as number) - (this.sums[row] as number))
      const weights = Float64Array.from(own, (row) => this.weights[row] as number)
      tree.values[leaf] = weightedMedian(left, weights) * this.blueprint.learningRate
    }
  }

  private addToTraining(grown: GrownTree, k: number, drawn: number): void {
    const { tree, rows, starts, ends } = grown
    const { width } = this.loss.rule
    const { train } = this.data
    if (drawn < train.rows) {
      for (let row = 0; row < train.rows; row++) {
        this.sums[row * width + k]! += tree.values[leafOfBins(grown, train.columns, row)] as number
      }
      return
    }
    for (let leaf = 0; leaf < starts.length; leaf++) {
      const value = tree.values[leaf] as number
      for (let at = starts[leaf] as number; at < (ends[leaf] as number); at++) {
        this.sums[(rows[at] as number) * width + k]! += value
      }
    }
  }

  private measure(): EpochMetrics {
    const { task, train, validation } = this.data
    const { rule } = this.loss
    const how = { task, loss: this.blueprint.loss }
    const own = measureAnswers(applyLink(this.sums, rule, task), train, { ...how, prefix: '' })
    if (!validation || !this.validationSums) return own
    const answers = applyLink(this.validationSums, rule, task)
    return { ...own, ...measureAnswers(answers, validation, { ...how, prefix: 'val_' }) }
  }
}

/** The first round with the least loss, from 1. */
function bestOf(rounds: readonly EpochMetrics[]): number {
  let best = 0
  for (let round = 1; round < rounds.length; round++) {
    if (watchedLoss(rounds[round] as EpochMetrics) < watchedLoss(rounds[best] as EpochMetrics)) best = round
  }
  return best + 1
}

/** Rows drawn without replacement, in ascending order (Knuth's algorithm S). */
export function drawRows(rows: number, share: number, generator: Generator): Uint32Array {
  const wanted = Math.max(1, Math.round(rows * share))
  const drawn = new Uint32Array(Math.min(wanted, rows))
  if (wanted >= rows) {
    for (let row = 0; row < rows; row++) drawn[row] = row
    return drawn
  }
  for (let row = 0, taken = 0; taken < wanted; row++) {
    if (generator.below(rows - row) < wanted - taken) drawn[taken++] = row
  }
  return drawn
}

function drawColumns(columns: number, share: number, generator: Generator): number[] {
  const wanted = Math.max(1, Math.round(columns * share))
  return [...drawRows(columns, wanted / columns, generator)]
}

/** By feature: 1 where the answer must not fall along it, −1 where it must not rise; null where nothing is asked. */
function directionsOf({ features, task }: TreeData, blueprint: BoostingBlueprint): Int8Array | null {
  const { increasing, decreasing } = blueprint
  if (increasing.length + decreasing.length === 0) return null
  if (task === 'multiclass') {
    throw new DataError(
      'monotone_classes',
      'Rising and falling columns are for numbers and for two classes; this target has more. Clear both fields of Gradient boosting.',
    )
  }
  const directions = new Int8Array(features.length)
  const set = (names: readonly string[], direction: number) => {
    for (const name of names) {
      const index = features.findIndex(({ column, as }) => column === name && as === 'number')
      if (index === -1) {
        throw new DataError(
          'column_unknown',
          `Gradient boosting is to keep its answer ${direction > 0 ? 'rising' : 'falling'} along "${name}", which is none of the number columns that arrive at Train. Mend the name, or leave it out.`,
        )
      }
      if (directions[index] === -direction) {
        throw new DataError(
          'column_twice',
          `"${name}" can't be rising and falling at once. Leave it in one field of Gradient boosting.`,
        )
      }
      directions[index] = direction
    }
  }
  set(increasing, 1)
  set(decreasing, -1)
  return directions
}
