import { invalid, numberIn, objectOf, oneOf } from './blueprint-fields.ts'
import { type NetworkBlueprint, parseNetworkBlueprint } from './network-blueprint.ts'
import {
  type Activation,
  activations,
  parseTrainingSettings,
  type TrainingSettings,
} from './training-settings.ts'
import { isTreeFamily, parseTreeBlueprint, type TreeBlueprint } from './tree-blueprint.ts'

export interface DenseLayer {
  units: number
  activation: Activation
}

/** A multilayer perceptron before training. */
export interface MlpBlueprint {
  family: 'mlp'
  /** Hidden layers, from the input on; the output layer follows from the target. */
  layers: readonly DenseLayer[]
  /** Share of units left out per step after every hidden layer, 0…1. */
  dropout: number
  /** Penalty l2 · Σ w² over all weights but biases, added to the loss. */
  l2: number
  training: TrainingSettings
}

/** A linear or logistic regression before training. */
export interface LinearBlueprint {
  family: 'linear'
  /** Strength of the penalty on squared weights: scikit-learn's 1 / C for classes, alpha for numbers. */
  l2: number
  classWeights: TrainingSettings['classWeights']
  maxIterations: number
}

export type Blueprint = MlpBlueprint | NetworkBlueprint | LinearBlueprint | TreeBlueprint

/** Reads a blueprint from JSON. Throws DataError `blueprint_invalid` naming the setting that is wrong. */
export function parseBlueprint(json: unknown): Blueprint {
  const { family } = objectOf(json, 'The blueprint')
  if (family === 'mlp') return parseMlpBlueprint(json)
  if (family === 'network') return parseNetworkBlueprint(json)
  if (family === 'linear') return parseLinearBlueprint(json)
  if (isTreeFamily(family)) return parseTreeBlueprint(json)
  throw invalid(`"${String(family)}" is not a kind of model that can be trained here.`)
}

/** As `parseBlueprint`, of a linear model. */
export function parseLinearBlueprint(json: unknown): LinearBlueprint {
  const { l2, classWeights, maxIterations } = objectOf(json, 'The blueprint')
  return {
    family: 'linear',
    l2: numberIn(l2, 'L2 strength', { min: Number.MIN_VALUE }),
    classWeights: oneOf(classWeights, ['none', 'balanced'] as const, 'Class weights'),
    maxIterations: numberIn(maxIterations, 'Iterations', { min: 1, integer: true }),
  }
}

/** As `parseBlueprint`, of a multilayer perceptron. */
export function parseMlpBlueprint(json: unknown): MlpBlueprint {
  const blueprint = objectOf(json, 'The blueprint')
  if (blueprint.family !== 'mlp') {
    throw invalid(`"${String(blueprint.family)}" is not a kind of model that can be trained here.`)
  }
  if (!Array.isArray(blueprint.layers)) throw invalid('Its layers must be a list.')
  return {
    family: 'mlp',
    layers: blueprint.layers.map((layer: unknown) => {
      const { units, activation } = objectOf(layer, 'A layer')
      return {
        units: numberIn(units, 'Units', { min: 1, integer: true }),
        activation: oneOf(activation, activations, 'Activation'),
      }
    }),
    dropout: numberIn(blueprint.dropout, 'Dropout', { min: 0, below: 1 }),
    l2: numberIn(blueprint.l2, 'L2', { min: 0 }),
    training: parseTrainingSettings(blueprint.training),
  }
}
