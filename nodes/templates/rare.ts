import { drawing, place, wire } from './build.ts'

/**
 * Two models of one kind: one learns from days as they are, the other from days whose kinds were evened out. Both are held
 * against the same untouched days.
 */
export const balancedSampling = drawing(
  [
    place('data', 'data.builtin', [0, 1], { dataset: 'weather', target: 'weather' }),
    place('season', 'features.date-parts', [1, 1], { weekday: false }),
    place('plain', 'clean.select', [2, 1], { mode: 'drop', columns: ['date'] }),
    place('split', 'split.split', [3, 1], { method: 'stratified', validation: 0, test: 0.25 }),
    {
      ...place('balance', 'split.balance', [4, 0], { method: 'over', ratio: 1 }),
      note: 'Training rows only: the days that score the models keep their true mix.',
    },
    place('forest', 'models.forest', [4, 1], { maxDepth: 6 }),
    { ...place('train', 'train.train', [5, 0], {}), title: 'Train on even classes' },
    { ...place('train-plain', 'train.train', [5, 2], {}), title: 'Train as it is' },
    { ...place('evaluate', 'evaluate.evaluate', [6, 0], { on: 'test' }), title: 'Score of even classes' },
    { ...place('evaluate-plain', 'evaluate.evaluate', [6, 2], { on: 'test' }), title: 'Score as it is' },
    place('deploy', 'deploy.deploy', [6, 1], { name: 'rare-weather' }),
  ],
  [
    wire('data.table > season.table'),
    wire('season.table > plain.table'),
    wire('plain.table > split.table'),
    wire('split.table > balance.table'),
    wire('balance.table > train.table'),
    wire('forest.blueprint > train.blueprint'),
    wire('split.table > train-plain.table'),
    wire('forest.blueprint > train-plain.blueprint'),
    wire('train.model > evaluate.model'),
    wire('split.table > evaluate.table'),
    wire('train-plain.model > evaluate-plain.model'),
    wire('split.table > evaluate-plain.table'),
    wire('train.model > deploy.model'),
  ],
)
