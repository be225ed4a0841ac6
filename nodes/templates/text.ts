import { drawing, place, wire } from './build.ts'

/** Words and pairs of words that tell kinds of things apart; one line each for a person to try at the endpoint. */
export const textClassification = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'definitions' }),
    place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0, test: 0.2 }),
    place('terms', 'features.text', [2, 0], { most: 500, words: 2, dampened: true }),
    place('linear', 'models.linear', [2, 1], { l2: 1 }),
    place('train', 'train.train', [3, 0], {}),
    place('evaluate', 'evaluate.evaluate', [4, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [4, 1], { name: 'kinds-of-things' }),
  ],
  [
    wire('data.table > split.table'),
    wire('split.table > terms.table'),
    wire('terms.table > train.table'),
    wire('linear.blueprint > train.blueprint'),
    wire('train.model > evaluate.model'),
    wire('terms.table > evaluate.table'),
    wire('train.model > deploy.model'),
  ],
)
