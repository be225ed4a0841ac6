import { invalid, numberIn, objectOf, oneOf } from './blueprint-fields.ts'

/** Models made of decision trees. */
export const treeFamilies = ['tree', 'forest', 'boosting'] as const
export type TreeFamily = (typeof treeFamilies)[number]

export const isTreeFamily = (family: unknown): family is TreeFamily =>
  treeFamilies.some((known) => known === family)

/** How far a tree may grow. */
export interface TreeLimits {
  /** Questions from the root to a leaf; 0: any number. */
  maxDepth: number
  /** 0: any number. */
  maxLeaves: number
  /** Rows. */
  minSamplesLeaf: number
  classWeights: 'none' | 'balanced'
}

/** One decision tree. */
export interface CartBlueprint extends TreeLimits {
  family: 'tree'
}

export interface ForestBlueprint extends TreeLimits {
  family: 'forest'
  trees: number
  /** Share of the columns drawn at each question, 0…1; 0: the square root of their number for classes, all for numbers. */
  columnShare: number
  /** Share of the rows that each tree draws, with replacement. */
  rowShare: number
}

export const boostingLosses = ['squared', 'absolute', 'poisson'] as const
export type BoostingLoss = (typeof boostingLosses)[number]

export interface BoostingBlueprint extends TreeLimits {
  family: 'boosting'
  /** At most; of several classes, each round has one tree a class. */
  rounds: number
  learningRate: number
  /** For numbers; classes have the log loss. */
  loss: BoostingLoss
  l2: number
  /** Least sum of second derivatives in a leaf. */
  minChildWeight: number
  /** Share of the rows that each round draws, without replacement. */
  rowShare: number
  /** Share of the columns that each tree draws. */
  columnShare: number
  earlyStopping: boolean
  /** Rounds without improvement on validation rows after which training ends. */
  patience: number
  /** Columns along which the answer must not fall, and those along which it must not rise. */
  increasing: readonly string[]
  decreasing: readonly string[]
}

export type TreeBlueprint = CartBlueprint | ForestBlueprint | BoostingBlueprint

/** Reads the blueprint of trees from JSON. Throws DataError `blueprint_invalid` naming the setting that is wrong. */
export function parseTreeBlueprint(json: unknown): TreeBlueprint {
  const blueprint = objectOf(json, 'The blueprint')
  const whole = (value: unknown, what: string, min: number) => numberIn(value, what, { min, integer: true })
  const share = (value: unknown, what: string, min = Number.MIN_VALUE) => {
    const number = numberIn(value, what, { min })
    if (number > 1) throw invalid(`${what} is ${number}, more than all of them.`)
    return number
  }
  const limits: TreeLimits = {
    maxDepth: whole(blueprint.maxDepth, 'Depth', 0),
    maxLeaves: whole(blueprint.maxLeaves, 'Leaves', 0),
    minSamplesLeaf: whole(blueprint.minSamplesLeaf, 'Rows in a leaf', 1),
    classWeights: oneOf(blueprint.classWeights, ['none', 'balanced'] as const, 'Class weights'),
  }
  if (blueprint.family === 'tree') return { family: 'tree', ...limits }
  if (blueprint.family === 'forest') {
    return {
      family: 'forest',
      ...limits,
      trees: whole(blueprint.trees, 'Trees', 1),
      columnShare: share(blueprint.columnShare, 'Share of columns', 0),
      rowShare: share(blueprint.rowShare, 'Share of rows'),
    }
  }
  if (blueprint.family !== 'boosting') {
    throw invalid(`"${String(blueprint.family)}" is not a kind of model that can be trained here.`)
  }
  return {
    family: 'boosting',
    ...limits,
    rounds: whole(blueprint.rounds, 'Rounds', 1),
    learningRate: numberIn(blueprint.learningRate, 'Learning rate', { min: Number.MIN_VALUE }),
    loss: oneOf(blueprint.loss, boostingLosses, 'Loss'),
    l2: numberIn(blueprint.l2, 'L2', { min: 0 }),
    minChildWeight: numberIn(blueprint.minChildWeight, 'Weight in a leaf', { min: 0 }),
    rowShare: share(blueprint.rowShare, 'Share of rows'),
    columnShare: share(blueprint.columnShare, 'Share of columns'),
    earlyStopping: blueprint.earlyStopping === true,
    patience: whole(blueprint.patience, 'Patience', 1),
    increasing: namesIn(blueprint.increasing, 'Rising columns'),
    decreasing: namesIn(blueprint.decreasing, 'Falling columns'),
  }
}

function namesIn(value: unknown, what: string): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    throw invalid(`${what} must be a list of names.`)
  }
  return value
}
