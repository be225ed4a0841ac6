import { drawing, place, wire } from './build.ts'

const edges = [
  wire('data.table > split.table'),
  wire('split.table > scale.table'),
  wire('scale.table > train.table'),
  wire('network.blueprint > train.blueprint'),
  wire('train.model > evaluate.model'),
  wire('scale.table > evaluate.table'),
  wire('train.model > deploy.model'),
]

/** Species of penguins from body measurements. */
export const tabularClassification = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'penguins' }),
    place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0.15, test: 0.2 }),
    place('scale', 'features.scale', [2, 0], { method: 'standard' }),
    place('network', 'models.mlp', [2, 1], {
      layers: [
        { units: 32, activation: 'relu' },
        { units: 16, activation: 'relu' },
      ],
      epochs: 60,
    }),
    place('train', 'train.train', [3, 0], {}),
    place('evaluate', 'evaluate.evaluate', [4, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [4, 1], { name: 'penguins' }),
  ],
  edges,
)

/** How far diabetes progresses in a year. */
export const tabularRegression = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'diabetes' }),
    place('split', 'split.split', [1, 0], { method: 'random', validation: 0.15, test: 0.2 }),
    place('scale', 'features.scale', [2, 0], { method: 'standard' }),
    // Few rows and much noise: a small net, held back.
    place('network', 'models.mlp', [2, 1], {
      layers: [{ units: 16, activation: 'relu' }],
      l2: 0.01,
      learningRate: 0.005,
      epochs: 120,
      patience: 15,
    }),
    place('train', 'train.train', [3, 0], {}),
    place('evaluate', 'evaluate.evaluate', [4, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [4, 1], { name: 'diabetes' }),
  ],
  edges,
)
