import { drawing, place, wire } from './build.ts'

/** Tomorrow's highest temperature out of the days before it and the season; later days test what earlier ones taught. */
export const timeSeriesForecast = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'weather' }),
    place('lags', 'features.lags', [1, 0], {
      columns: ['temp_max', 'temp_min', 'precipitation', 'wind'],
      lags: '1, 2, 3',
      window: 'mean',
      rows: 7,
    }),
    place('season', 'features.date-parts', [2, 0], {
      month: false,
      weekday: false,
      dayOfYear: true,
      circle: true,
    }),
    place('split', 'split.split', [3, 0], { method: 'time', validation: 0, test: 0.25 }),
    {
      ...place('past', 'clean.select', [4, 0], {
        mode: 'drop',
        columns: ['date', 'precipitation', 'temp_min', 'wind', 'weather'],
      }),
      title: 'Only what is known before',
      note: 'What is measured on the day itself is not known when the day is forecast.',
    },
    place('scale', 'features.scale', [5, 0], { method: 'standard' }),
    place('linear', 'models.linear', [5, 1], { l2: 1 }),
    place('train', 'train.train', [6, 0], {}),
    place('evaluate', 'evaluate.evaluate', [7, 0], { on: 'test' }),
    place('deploy', 'deploy.deploy', [7, 1], { name: 'temperature-tomorrow' }),
  ],
  [
    wire('data.table > lags.table'),
    wire('lags.table > season.table'),
    wire('season.table > split.table'),
    wire('split.table > past.table'),
    wire('past.table > scale.table'),
    wire('scale.table > train.table'),
    wire('linear.blueprint > train.blueprint'),
    wire('train.model > evaluate.model'),
    wire('scale.table > evaluate.table'),
    wire('train.model > deploy.model'),
  ],
)
