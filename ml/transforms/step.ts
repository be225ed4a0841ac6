import { DataError } from '../errors.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { compileImage, type ImageStep, parseImageStep } from './image-step.ts'
import { compileNeighbours, type NeighboursStep, parseNeighboursStep } from './neighbours-step.ts'
import { compileTokens, parseTokensStep, type TokensStep } from './tokens-step.ts'
import { compileText, parseTextStep, type TextStep } from './text-step.ts'
import { columnsRead, compileTransform, parseTransform, type Transform } from './transform.ts'

/** What one node does to a row on its way to a model: expressions, terms of a text, its words as numbers, images prepared, gaps filled from like rows, or the answers of another model. */
export type Step = Transform | TextStep | TokensStep | ImageStep | NeighboursStep | ModelStep

/** Columns added to every row by a model. */
export interface ModelStep {
  version: 1
  kind: 'model'
  /** Its manifest, as JSON. */
  model: unknown
  /** Columns that the model reads, and those it adds. */
  reads: readonly string[]
  writes: readonly string[]
}

export const isModelStep = (step: Step): step is ModelStep => 'kind' in step && step.kind === 'model'
const isNeighboursStep = (step: Step): step is NeighboursStep => 'kind' in step && step.kind === 'neighbours'
const isImageStep = (step: Step): step is ImageStep => 'kind' in step && step.kind === 'image'
const isTokensStep = (step: Step): step is TokensStep => 'kind' in step && step.kind === 'tokens'
export const isTextStep = (step: Step): step is TextStep => 'kind' in step && step.kind === 'text'

/** A step from JSON, checked. Throws DataError `bad_transform` or `bad_expression`. */
export function parseStep(json: unknown): Step {
  const given = json as Partial<ModelStep> | null
  if (typeof given !== 'object' || given === null || given.kind === undefined) return parseTransform(json)
  if ((given.kind as string) === 'text') return parseTextStep(json)
  if ((given.kind as string) === 'tokens') return parseTokensStep(json)
  if ((given.kind as string) === 'image') return parseImageStep(json)
  if ((given.kind as string) === 'neighbours') return parseNeighboursStep(json)
  const isWhole =
    given.version === 1 && given.kind === 'model' && isNames(given.reads) && isNames(given.writes)
  if (!isWhole) {
    throw new DataError(
      'bad_transform',
      'A step before the model can’t be read: it was written by another version of Millrace. Run the pipeline again.',
    )
  }
  return given as ModelStep
}

const isNames = (names: unknown): boolean =>
  Array.isArray(names) && names.every((name) => typeof name === 'string')

/** The part of a step that makes any of the columns in `wanted`; null where none of them is its. */
export function partOf(step: Step, wanted: ReadonlySet<string>): Step | null {
  // The terms of a text are weighed against each other, and rows are alike by all columns, so they stay together.
  if ('kind' in step) return columnsOfStep(step).writes.some((name) => wanted.has(name)) ? step : null
  const columns = step.columns.filter(({ name }) => wanted.has(name))
  return columns.length > 0 ? { ...step, columns } : null
}

/** Names of the columns that a step reads, and of those it makes. */
export function columnsOfStep(step: Step): { reads: readonly string[]; writes: readonly string[] } {
  if (isModelStep(step)) return step
  if (isTextStep(step)) return { reads: [step.column], writes: step.terms.map(({ name }) => name) }
  if (isImageStep(step) || isTokensStep(step)) return { reads: [step.column], writes: [step.column] }
  if (isNeighboursStep(step)) return { reads: step.columns, writes: step.columns }
  return { reads: [...columnsRead(step)], writes: step.columns.map(({ name }) => name) }
}

/** What a step that needs no model does to a batch. Its function throws DataError `missing_column` or `wrong_type`. */
export function compileStep(step: Exclude<Step, ModelStep>): (batch: ColumnBatch) => ColumnBatch {
  if (isTextStep(step)) return compileText(step)
  if (isTokensStep(step)) return compileTokens(step)
  if (isImageStep(step)) return compileImage(step)
  return isNeighboursStep(step) ? compileNeighbours(step) : compileTransform(step)
}
