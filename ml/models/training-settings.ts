import { numberIn, objectOf, oneOf } from './blueprint-fields.ts'

export const activations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish', 'linear'] as const
export type Activation = (typeof activations)[number]

export const optimizers = ['adam', 'sgd', 'rmsprop'] as const
export type OptimizerName = (typeof optimizers)[number]

/** How to train, whatever is trained by gradient descent. */
export interface TrainingSettings {
  optimizer: OptimizerName
  learningRate: number
  epochs: number
  /** Rows per step. */
  batchSize: number
  earlyStopping: boolean
  /** Epochs without improvement after which training ends. */
  patience: number
  classWeights: 'none' | 'balanced'
}

/** How to train, from JSON. Throws DataError `blueprint_invalid` naming the setting that is wrong. */
export function parseTrainingSettings(json: unknown): TrainingSettings {
  const training = objectOf(json, 'Its training settings')
  return {
    optimizer: oneOf(training.optimizer, optimizers, 'Optimiser'),
    learningRate: numberIn(training.learningRate, 'Learning rate', { min: Number.MIN_VALUE }),
    epochs: numberIn(training.epochs, 'Epochs', { min: 1, integer: true }),
    batchSize: numberIn(training.batchSize, 'Batch size', { min: 1, integer: true }),
    earlyStopping: training.earlyStopping === true,
    patience: numberIn(training.patience, 'Patience', { min: 1, integer: true }),
    classWeights: oneOf(training.classWeights, ['none', 'balanced'] as const, 'Class weights'),
  }
}
