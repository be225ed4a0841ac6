import { drawing, place, wire } from './build.ts'

/** Settings are searched, the best model is stored in fewer bytes, and goes out only if it is good enough. */
export const tuneCompressDeploy = {
  ...drawing(
    [
      place('data', 'data.builtin', [0, 0], { dataset: 'wine' }),
      place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0.2, test: 0.2 }),
      place('scale', 'features.scale', [2, 0], { method: 'standard' }),
      {
        ...place('network', 'models.mlp', [2, 1], {
          layers: [{ units: 32, activation: 'relu' }],
          epochs: 40,
        }),
        params: {
          layers: [{ units: 32, activation: 'relu' }],
          epochs: 40,
          learningRate: { search: { kind: 'log', min: 0.001, max: 0.1 } },
          l2: { search: { kind: 'log', min: 0.00001, max: 0.1 } },
          dropout: { search: { kind: 'linear', min: 0, max: 0.5 } },
        },
      },
      place('train', 'train.train', [3, 0], {}),
      {
        ...place('tune', 'train.tune', [4, 0], {}),
        params: { trials: { input: 'trials' }, parallel: 2, metric: 'logLoss' },
      },
      place('quantise', 'compress.quantise', [4, 2], { precision: 'int8' }),
      place('evaluate', 'evaluate.evaluate', [5, 3], { on: 'test' }),
      { ...place('gate', 'evaluate.gate', [6, 2], {}), params: { threshold: { input: 'accuracy' } } },
      place('deploy', 'deploy.deploy', [7, 2], { name: 'wine' }),
    ],
    [
      wire('data.table > split.table'),
      wire('split.table > scale.table'),
      wire('scale.table > train.table'),
      wire('network.blueprint > train.blueprint'),
      wire('train.model > tune.model'),
      wire('tune.model > quantise.model'),
      wire('scale.table > quantise.table'),
      wire('quantise.model > evaluate.model'),
      wire('scale.table > evaluate.table'),
      wire('quantise.model > gate.model'),
      wire('evaluate.report > gate.report'),
      wire('gate.model > deploy.model'),
    ],
  ),
  inputs: {
    trials: { title: 'Trials', type: 'number' as const, default: 12 },
    accuracy: { title: 'Accuracy asked for', type: 'number' as const, default: 0.9 },
  },
}
