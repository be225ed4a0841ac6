import { catalogue } from '../data/builtin/catalogue.ts'
import { definitions } from '../definitions.ts'
import type { PipelineDocument } from '../graph/document.ts'
import { describeInputs, type InputForm } from '../graph/pipeline-inputs.ts'
import type { TemplateTask } from './task.ts'
import type { Template } from './templates.ts'

/** A drawing to begin from, as a gallery shows it: one that comes with the product, or one that someone saved. */
export interface TemplateView {
  id: string
  source: 'built-in' | 'saved'
  title: string
  /** The question it answers; those that come with the product have one. */
  question: string | null
  description: string
  /** Null where it doesn't show. */
  task: TemplateTask | null
  /** The built-in data that it begins with. */
  dataset: { title: string; rows: number } | null
  /** What *Use* asks for. */
  parameters: readonly InputForm[]
  document: PipelineDocument
  updatedAt: string | null
}

export const viewOfTemplate = (template: Template): TemplateView => ({
  id: template.id,
  source: 'built-in',
  title: template.title,
  question: template.question,
  description: template.description,
  task: template.task,
  dataset: { title: catalogue[template.dataset].title, rows: catalogue[template.dataset].rows },
  parameters: describeInputs(template.document, definitions),
  document: template.document,
  updatedAt: null,
})
