import { drawing, place, wire } from './build.ts'

const edges = [
  wire('data.table > split.table'),
  wire('split.table > train.table'),
  wire('boosting.blueprint > train.blueprint'),
  wire('train.model > evaluate.model'),
  wire('split.table > evaluate.table'),
  wire('train.model > deploy.model'),
]

/** Trees on columns as they are: nothing is scaled, encoded or filled. */
export const gradientBoosting = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'breast-cancer' }),
    place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0.15, test: 0.2 }),
    place('boosting', 'models.boosting', [1, 1], { rounds: 300, learningRate: 0.05, minSamplesLeaf: 10 }),
    place('train', 'train.train', [2, 0], {}),
    place('evaluate', 'evaluate.evaluate', [3, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [3, 1], { name: 'boosted-tumours' }),
  ],
  edges,
)

/** One day in fifty-six has snow, and yet it should be found: rare classes count as much as frequent ones. */
export const imbalancedClassification = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'weather', target: 'weather' }),
    place('season', 'features.date-parts', [1, 0], { weekday: false }),
    place('plain', 'clean.select', [2, 0], { mode: 'drop', columns: ['date'] }),
    place('split', 'split.split', [3, 0], { method: 'stratified', validation: 0.15, test: 0.25 }),
    {
      ...place('boosting', 'models.boosting', [3, 1], {
        rounds: 200,
        learningRate: 0.05,
        maxLeaves: 8,
        classWeights: 'balanced',
      }),
      note: 'Class weights, under More, let rare classes count as much as frequent ones.',
    },
    place('train', 'train.train', [4, 0], {}),
    place('evaluate', 'evaluate.evaluate', [5, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [5, 1], { name: 'kind-of-weather' }),
  ],
  [
    wire('data.table > season.table'),
    wire('season.table > plain.table'),
    wire('plain.table > split.table'),
    ...edges.slice(1),
  ],
)
