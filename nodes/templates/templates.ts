import type { DatasetId } from '../data/builtin/catalogue.ts'
import type { PipelineDocument } from '../graph/document.ts'
import type { TemplateTask } from './task.ts'
import { gradientBoosting, imbalancedClassification } from './boosted.ts'
import { ensembleInParallelAndSeries } from './ensemble.ts'
import { timeSeriesForecast } from './forecast.ts'
import { imageClassification } from './images.ts'
import { balancedSampling } from './rare.ts'
import { scoreOnSchedule } from './scoring.ts'
import { tabularClassification, tabularRegression } from './tabular.ts'
import { textClassification } from './text.ts'
import { tuneCompressDeploy } from './tuned.ts'
import { anomalyDetection, clustering } from './unsupervised.ts'

/** A drawing to begin from: complete, with data, so that it runs as it is. */
export interface Template {
  id: string
  title: string
  /** The question it answers, as a person would put it. */
  question: string
  description: string
  task: TemplateTask
  dataset: DatasetId
  /** Its `inputs` are the template's parameters: what *Use* asks for. */
  document: PipelineDocument
  /** A schedule that comes with it, paused until somebody wants it. */
  schedule?: { name: string; cron: string }
}

/** The first six stand on the home page of a workspace that is in use. */
export const templates: readonly Template[] = [
  {
    id: 'tabular-classification',
    title: 'Tabular classification',
    question: 'Which species is this penguin?',
    description:
      'A neural network tells three species of penguin apart by their measurements, is scored on birds it has not seen, and becomes an endpoint.',
    task: 'classification',
    dataset: 'penguins',
    document: tabularClassification,
  },
  {
    id: 'tabular-regression',
    title: 'Tabular regression',
    question: 'How far will the disease progress in a year?',
    description:
      'A small neural network predicts a number, the progression of diabetes, from ten measures of a patient, and becomes an endpoint.',
    task: 'regression',
    dataset: 'diabetes',
    document: tabularRegression,
  },
  {
    id: 'gradient-boosting',
    title: 'Gradient boosting on tables',
    question: 'Do these cells look malignant?',
    description:
      'Small trees, each of which mends what those before it got wrong, on columns as they are: mostly the best model for tables. It stops in time by validation rows, and becomes an endpoint.',
    task: 'classification',
    dataset: 'breast-cancer',
    document: gradientBoosting,
  },
  {
    id: 'ensemble',
    title: 'Ensemble in parallel and in series',
    question: 'Is this tumour malignant?',
    description:
      'Three models, each behind its own preparation, learn side by side; a fourth learns how far to trust each of them. All of it together becomes one endpoint.',
    task: 'ensemble',
    dataset: 'breast-cancer',
    document: ensembleInParallelAndSeries,
  },
  {
    id: 'tune-compress-deploy',
    title: 'Tune, compress, deploy',
    question: 'Which settings tell three wines apart best?',
    description:
      'Settings of a neural network are searched in parallel, the best model is stored in a quarter of the bytes, and it goes to an endpoint only if it is accurate enough.',
    task: 'tuning',
    dataset: 'wine',
    document: tuneCompressDeploy,
  },
  {
    id: 'score-on-schedule',
    title: 'Score a file on schedule',
    question: 'Which penguins came in today?',
    description:
      'A model learns from known rows and answers new ones, of a file or a database, into a file to download. Its schedule is paused until you switch it on.',
    task: 'scoring',
    dataset: 'penguins',
    document: scoreOnSchedule,
    schedule: { name: 'Every morning', cron: '0 7 * * *' },
  },
  {
    id: 'text-classification',
    title: 'Text classification',
    question: 'What kind of thing is this?',
    description:
      'Words and pairs of words become numbers, and a linear model tells from a definition whether it is of an animal, a plant, food or something else. The endpoint takes the text.',
    task: 'classification',
    dataset: 'definitions',
    document: textClassification,
  },
  {
    id: 'image-classification',
    title: 'Image classification',
    question: 'Which digit was written here?',
    description:
      'A small convolutional network, laid out layer by layer, reads handwritten digits as images of 8 × 8 pixels, is scored on digits it has not seen, and becomes an endpoint.',
    task: 'classification',
    dataset: 'digit-images',
    document: imageClassification,
  },
  {
    id: 'time-series-forecast',
    title: 'Time-series forecast',
    question: 'How warm will it be tomorrow?',
    description:
      'The last days, the mean of the last week and the season forecast the highest temperature of the next day. Later days, never seen, say how well.',
    task: 'forecast',
    dataset: 'weather',
    document: timeSeriesForecast,
  },
  {
    id: 'imbalanced-classification',
    title: 'Imbalanced classification',
    question: 'Was it a day of snow?',
    description:
      'Five kinds of weather, two of them seen on fewer than one day in twenty. Rare ones weigh as much as frequent ones, and the score counts each kind alike.',
    task: 'imbalanced',
    dataset: 'weather',
    document: imbalancedClassification,
  },
  {
    id: 'balanced-sampling',
    title: 'Rare classes by balanced sampling',
    question: 'Are rare kinds of weather found if they are seen more often?',
    description:
      'Days of rare weather are copied until all kinds are even, among the training rows alone. One model learns from these and one from the days as they are; the same untouched days score both.',
    task: 'imbalanced',
    dataset: 'weather',
    document: balancedSampling,
  },
  {
    id: 'clustering',
    title: 'Clustering with a picture',
    question: 'What kinds of penguin are there?',
    description:
      'Penguins are grouped by their measurements alone. A picture shows the groups on a plane, curves by how many they part best, and a figure how far they are the true species.',
    task: 'clustering',
    dataset: 'penguins',
    document: clustering,
  },
  {
    id: 'anomaly-detection',
    title: 'Anomaly detection',
    question: 'Which samples are unlike the others?',
    description:
      'An isolation forest scores samples of tissue by how easily they are set apart, without the diagnosis, and names the values that make them strange. Rows it has not seen say how well that finds malignant ones.',
    task: 'anomalies',
    dataset: 'breast-cancer',
    document: anomalyDetection,
  },
]

/** The template of an id; undefined for an unknown one. */
export const findTemplate = (id: string): Template | undefined =>
  templates.find((template) => template.id === id)
