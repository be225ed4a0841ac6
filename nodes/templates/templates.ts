import type { DatasetId } from '../data/builtin/catalogue.ts'
import type { PipelineDocument } from '../graph/document.ts'
import type { TemplateTask } from './task.ts'
import { tabularClassification, tabularRegression } from './tabular.ts'

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
}

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
]

/** The template of an id; undefined for an unknown one. */
export const findTemplate = (id: string): Template | undefined =>
  templates.find((template) => template.id === id)
