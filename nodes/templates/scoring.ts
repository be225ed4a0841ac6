import { drawing, place, wire } from './build.ts'

/** A model is kept up to date, and rows from elsewhere are answered by it into a file, time after time. */
export const scoreOnSchedule = {
  ...drawing(
    [
      { ...place('data', 'data.builtin', [0, 0], { dataset: 'penguins' }), title: 'Known penguins' },
      place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0, test: 0.2 }),
      place('scale', 'features.scale', [2, 0], { method: 'standard' }),
      place('linear', 'models.linear', [2, 1], { l2: 1 }),
      place('train', 'train.train', [3, 0], {}),
      place('evaluate', 'evaluate.evaluate', [4, 0], { on: 'test' }),
      {
        ...place('new', 'data.builtin', [3, 2], { dataset: 'penguins' }),
        title: 'New penguins',
        note: 'Put your own file here and set Version to the newest, or put a database query here. Its columns must be those of the known rows.',
      },
      {
        ...place('score', 'deploy.batch', [4, 2], { rows: 'raw' }),
        params: { format: 'csv', name: { input: 'file' }, rows: 'raw' },
      },
    ],
    [
      wire('data.table > split.table'),
      wire('split.table > scale.table'),
      wire('scale.table > train.table'),
      wire('linear.blueprint > train.blueprint'),
      wire('train.model > evaluate.model'),
      wire('scale.table > evaluate.table'),
      wire('train.model > score.model'),
      wire('new.table > score.table'),
    ],
  ),
  inputs: { file: { title: 'File name', type: 'text' as const, default: 'penguins named' } },
}
