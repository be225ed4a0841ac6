import { drawing, place, wire } from './build.ts'

/** Kinds of penguin found without being told of any; the report draws them and holds them against the true species. */
export const clustering = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'penguins' }),
    {
      ...place('whole', 'clean.missing', [1, 0], { numbers: 'drop', others: 'keep' }),
      note: 'A row with a missing measurement has no cluster.',
    },
    {
      ...place('cluster', 'features.cluster', [2, 0], { clusters: 3, distances: true }),
      note: 'The report draws how well 2 to 10 clusters would part the rows.',
    },
  ],
  [wire('data.table > whole.table'), wire('whole.table > cluster.table')],
)

/** Samples unlike the others; the diagnosis is not looked at, and only says how far that leads. */
export const anomalyDetection = drawing(
  [
    place('data', 'data.builtin', [0, 0], { dataset: 'breast-cancer' }),
    place('split', 'split.split', [1, 0], { method: 'stratified', validation: 0, test: 0.3 }),
    {
      ...place('anomalies', 'clean.anomalies', [2, 0], { share: 0.1 }),
      note: 'The diagnosis is not looked at: it only says how well the score tells malignant from benign.',
    },
  ],
  [wire('data.table > split.table'), wire('split.table > anomalies.table')],
)
