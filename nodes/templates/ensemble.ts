import { drawing, place, wire } from './build.ts'

/**
 * Three models side by side, each behind its own preparation, and one that learns from what they say: in parallel, then in
 * series.
 */
export const ensembleInParallelAndSeries = drawing(
  [
    place('data', 'data.builtin', [0, 2], { dataset: 'breast-cancer' }),
    place('split', 'split.split', [1, 2], { method: 'stratified', validation: 0.15, test: 0.2 }),
    place('scale', 'features.scale', [2, 0], { method: 'standard' }),
    place('network', 'models.mlp', [3, 1], {
      layers: [{ units: 16, activation: 'relu' }],
      l2: 0.001,
      learningRate: 0.005,
      epochs: 30,
    }),
    { ...place('train-network', 'train.train', [4, 0], { crossFit: 4 }), title: 'Train network' },
    place('robust', 'features.scale', [2, 2], { method: 'robust' }),
    place('linear', 'models.linear', [3, 3], { l2: 1 }),
    { ...place('train-linear', 'train.train', [4, 2], { crossFit: 4 }), title: 'Train linear' },
    place('components', 'features.pca', [3, 4], { keep: 'count', count: 6 }),
    { ...place('train-components', 'train.train', [4, 4], { crossFit: 4 }), title: 'Train on PCA' },
    { ...place('alone', 'evaluate.evaluate', [5, 0], { on: 'test' }), title: 'Score network' },
    place('ensemble', 'combine.ensemble', [5, 2], { method: 'stacking' }),
    { ...place('evaluate', 'evaluate.evaluate', [6, 1], { on: 'test' }), title: 'Score ensemble' },
    place('deploy', 'deploy.deploy', [6, 2], { name: 'tumours' }),
  ],
  [
    wire('data.table > split.table'),
    wire('split.table > scale.table'),
    wire('scale.table > train-network.table'),
    wire('network.blueprint > train-network.blueprint'),
    wire('split.table > robust.table'),
    wire('robust.table > train-linear.table'),
    wire('linear.blueprint > train-linear.blueprint'),
    wire('robust.table > components.table'),
    wire('components.table > train-components.table'),
    wire('linear.blueprint > train-components.blueprint'),
    wire('train-network.model > ensemble.models'),
    wire('train-linear.model > ensemble.models'),
    wire('train-components.model > ensemble.models'),
    wire('split.table > ensemble.table'),
    wire('ensemble.model > evaluate.model'),
    wire('split.table > evaluate.table'),
    wire('train-network.model > alone.model'),
    wire('scale.table > alone.table'),
    wire('ensemble.model > deploy.model'),
  ],
)
