import { expect, test } from 'vitest'
import { parseMlpBlueprint } from './blueprint.ts'

const blueprint = {
  family: 'mlp',
  layers: [{ units: 8, activation: 'relu' }],
  dropout: 0.1,
  l2: 0,
  training: {
    optimizer: 'adam',
    learningRate: 0.01,
    epochs: 5,
    batchSize: 32,
    earlyStopping: true,
    patience: 3,
    classWeights: 'none',
  },
}

test('reads a blueprint as it was written', () => {
  expect(parseMlpBlueprint(JSON.parse(JSON.stringify(blueprint)))).toEqual(blueprint)
})

test.each([
  [{ ...blueprint, family: 'forest' }, /"forest" is not a kind of model/],
  [{ ...blueprint, layers: [{ units: 0, activation: 'relu' }] }, /Units is 0/],
  [{ ...blueprint, layers: [{ units: 1, activation: 'sine' }] }, /Activation must be one of relu/],
  [{ ...blueprint, dropout: 1 }, /Dropout is 1/],
  [{ ...blueprint, training: { ...blueprint.training, learningRate: 0 } }, /Learning rate is 0/],
  [{ ...blueprint, training: { ...blueprint.training, epochs: 1.5 } }, /Epochs is 1.5/],
  [{ ...blueprint, training: { ...blueprint.training, optimizer: 'adagrad' } }, /Optimiser must be one of/],
  [{ ...blueprint, training: undefined }, /training settings must be an object/],
  [[], /must be an object/],
])('refuses %#', (json, message) => {
  expect(() => parseMlpBlueprint(json)).toThrow(message)
})
