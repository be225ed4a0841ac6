import { choiceOf, numberOf, switchOf } from './params.ts'

/** Parameters of everything that is trained by gradient descent: how, how long, and how rows count. */
export const trainingFields = (initial: { learningRate: number; epochs: number }) => ({
  optimizer: choiceOf({ adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSProp' }, 'adam', 'Optimiser'),
  learningRate: numberOf(initial.learningRate, 'Learning rate', {
    min: 0.000001,
    max: 1,
    step: 0.001,
    tunable: true,
    scale: 'log',
  }),
  epochs: numberOf(initial.epochs, 'Epochs', { min: 1, max: 10_000, integer: true, step: 1 }),
  batchSize: numberOf(32, 'Batch size', {
    min: 1,
    max: 65_536,
    integer: true,
    step: 1,
    unit: 'rows',
    tunable: true,
    scale: 'log',
  }),
  earlyStopping: switchOf(true, 'Stop early', {
    description: 'When the validation loss no longer improves.',
  }),
  patience: numberOf(10, 'Patience', {
    min: 1,
    max: 1000,
    integer: true,
    step: 1,
    unit: 'epochs',
    visibleWhen: { field: 'earlyStopping', in: [true] },
  }),
  classWeights: choiceOf({ none: 'All rows alike', balanced: 'Balanced' }, 'none', 'Class weights', {
    advanced: true,
  }),
})
