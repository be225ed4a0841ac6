import { drawing, place, wire } from './build.ts'

/**
 * Malignant samples are made rare first, by weights that let few of them through. Then one model learns from the rows as
 * they are, the other from classes that were evened out; both are held against the same untouched rows.
 */
export const rareClass = drawing(
  [
    place('data', 'data.builtin', [0, 1], { dataset: 'breast-cancer' }),
    {
      ...place('chance', 'features.expression', [1, 1], {
        name: 'chance',
        expression: 'if(diagnosis == "malignant", 0.05, 1)',
      }),
      title: 'Few malignant ones',
      note: 'This and the next two nodes make the class rare. Take them out for data of your own.',
    },
    place('sample', 'split.sample', [2, 1], {
      method: 'weighted',
      take: 'share',
      share: 0.6,
      column: 'chance',
    }),
    place('plain', 'clean.select', [3, 1], { mode: 'drop', columns: ['chance'] }),
    place('split', 'split.split', [4, 1], { method: 'stratified', validation: 0, test: 0.4 }),
    place('balance', 'split.balance', [5, 0], {}),
    place('forest', 'models.forest', [5, 1], { maxDepth: 4 }),
    { ...place('train', 'train.train', [6, 0], {}), title: 'Train on even classes' },
    { ...place('train-plain', 'train.train', [6, 2], {}), title: 'Train as it is' },
    { ...place('evaluate', 'evaluate.evaluate', [7, 0], { on: 'test' }), title: 'Score of even classes' },
    { ...place('evaluate-plain', 'evaluate.evaluate', [7, 2], { on: 'test' }), title: 'Score as it is' },
    place('deploy', 'deploy.deploy', [7, 1], { name: 'rare-tumours' }),
  ],
  [
    wire('data.table > chance.table'),
    wire('chance.table > sample.table'),
    wire('sample.table > plain.table'),
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
