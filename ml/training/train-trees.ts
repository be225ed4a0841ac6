import type { TreeBlueprint } from '../models/tree-blueprint.ts'
import type { Importance, TreesManifest } from '../models/tree-manifest.ts'
import { boost } from '../trees/boost.ts'
import { growForest } from '../trees/forest.ts'
import { drawTree } from '../trees/picture.ts'
import type { TreeData } from '../trees/read-tree-data.ts'
import type { FitCall } from '../trees/tree-fit.ts'
import { countsOf, importanceOf, packTrees, type Trees } from '../trees/trees.ts'
import { countClasses, scalingOf } from './targets.ts'
import type { ModelTraining, TrainedModel } from './train-model.ts'

/** Part of the fingerprint of checkpoints: to be raised where the same data would give other trees. */
const ENGINE = 1

export type TreeTraining<B extends TreeBlueprint = TreeBlueprint> = ModelTraining<TreeData> & { blueprint: B }

/**
 * Grows a decision tree, a forest or boosted trees. Rejects with DataError for what can't be learnt from (see `boost`),
 * and with the signal's reason when aborted.
 */
export async function trainTrees(training: TreeTraining): Promise<TrainedModel> {
  const { blueprint, data, seed, log } = training
  const { family, ...settings } = blueprint
  const { train, validation, features, task } = data
  const classes = data.classes?.length ?? 0
  if (data.cut.length > 0) {
    log?.(
      'warn',
      `${data.cut.map((name) => `"${name}"`).join(', ')}: of more than 255 categories the most frequent are told apart; the others count as missing.`,
    )
  }
  const call: FitCall = {
    ...training,
    target: training.target.name,
    fingerprint: ['trees', ENGINE, family, seed, train.rows, features.length, classes].join(' '),
  }
  const fitted =
    blueprint.family === 'boosting'
      ? { ...(await boost(data, blueprint, call)), outOfBag: {} }
      : await growForest(data, blueprint, call)
  const { trees, rule, rounds, bestRound, stoppedEarly, stoppedByHand, history, outOfBag } = fitted
  if (stoppedByHand) {
    log?.('info', `Stopped by hand after round ${rounds}; kept the trees up to round ${bestRound}.`)
  } else if (stoppedEarly) {
    log?.('info', `Stopped after round ${rounds}; the trees are those up to round ${bestRound}.`)
  }
  const counts = countsOf(trees)
  const importance = importancesOf(trees, data)
  const byHand = stoppedByHand && { stoppedByHand }
  const how = { rounds, bestRound, stoppedEarly, ...byHand }
  const manifest: Omit<TreesManifest, 'weights'> = {
    version: 1,
    family,
    task,
    target: training.target,
    ...(data.classes && { classes: data.classes }),
    inputs: [...training.inputs],
    features,
    trees: counts,
    answer: rule,
    importance,
    parameters: counts.nodes + counts.leaves * (counts.outputs - 1),
    training: {
      settings,
      rows: { train: train.rows, validation: validation?.rows ?? 0 },
      ...(classes > 0
        ? { classCounts: countClasses(train.y, classes) }
        : { targetMean: scalingOf(train.y).mean }),
      ...how,
      history,
    },
    seed,
    backend: { name: 'trees', version: String(ENGINE) },
  }
  return {
    manifest,
    weights: packTrees(trees),
    figures: {
      ...history.epochs[bestRound - 1],
      ...outOfBag,
      rounds,
      trees: counts.trees,
      leaves: counts.leaves,
    },
    reportKind: 'trees',
    report: {
      settings,
      ...how,
      trees: counts.trees,
      nodes: counts.nodes,
      leaves: counts.leaves,
      importance,
      figures: { ...history.epochs[bestRound - 1], ...outOfBag },
      ...(family === 'boosting' || (family === 'forest' && validation) ? { history: history.epochs } : {}),
      ...(family === 'tree' && { tree: drawTree(trees, manifest) }),
    },
    stoppedByHand,
  }
}

/** Of each column; gains are shares of the whole. */
function importancesOf(trees: Trees, { features }: TreeData): Importance[] {
  const { gain, splits } = importanceOf(trees, features.length)
  const whole = gain.reduce((sum, each) => sum + each, 0) || 1
  return features
    .map(({ column }, index) => ({
      column,
      gain: (gain[index] as number) / whole,
      splits: splits[index] as number,
    }))
    .sort((a, b) => b.gain - a.gain || b.splits - a.splits)
}
