import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import { parseStep, type Step } from '../transforms/step.ts'
import { type LinearManifest, parseManifest } from './manifest.ts'
import type { AnyManifest, Prior } from './model.ts'
import type { Task } from './task.ts'

export const combineMethods = ['hard', 'soft', 'average', 'weighted', 'stacking'] as const
export type CombineMethod = (typeof combineMethods)[number]

/** One of several models that answer together. */
export interface CompositePart {
  /** What it is called where it stands in the drawing. */
  title: string
  manifest: AnyManifest
  /** What makes its inputs out of the common table's columns, in order. */
  steps: readonly Step[]
}

/** Several models that answer together, as JSON. */
export interface CompositeManifest {
  version: 1
  family: 'composite'
  task: Task
  target: Column
  /** In code-unit order; absent for numbers. */
  classes?: string[]
  /** Columns of the common table that any part comes from. */
  inputs: Column[]
  method: CombineMethod
  parts: CompositePart[]
  /** Weight of each part, 0…1, together 1; for `weighted`. */
  weights?: number[]
  /** Makes the answer out of the parts' answers (see `stackedColumns`); for `stacking`. */
  meta?: LinearManifest
  parameters: number
  prior: Prior
}

export const isComposite = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'family' in json && json.family === 'composite'

/** Reads the manifest of any model from JSON. Throws DataError `model_unreadable`. */
export const parseAnyManifest = (json: unknown): AnyManifest =>
  isComposite(json) ? parseComposite(json as Partial<CompositeManifest>) : parseManifest(json)

function parseComposite(json: Partial<CompositeManifest>): CompositeManifest {
  const fail = (reason: string): never => {
    throw new DataError('model_unreadable', `This model can't be read: ${reason}. Run the pipeline again.`)
  }
  const { version, method, parts, weights, meta, inputs, target, task, classes, prior } = json
  if (version !== 1) fail(`it was written by another version (${String(version)})`)
  if (!combineMethods.some((known) => known === method)) fail(`it combines by "${String(method)}"`)
  if (!Array.isArray(inputs) || !target || !task || !prior) fail('parts of it are missing')
  if (task !== 'regression' && !Array.isArray(classes)) fail('its classes are missing')
  if (!Array.isArray(parts) || parts.length === 0) return fail('it has no parts')
  if (method === 'weighted' && weights?.length !== parts.length) fail('its weights are missing')
  if (method === 'stacking' && !meta) fail('the model that combines its parts is missing')
  return {
    ...(json as CompositeManifest),
    parts: parts.map(({ title, manifest, steps }) => ({
      title,
      manifest: parseAnyManifest(manifest),
      steps: steps.map(parseStep),
    })),
    ...(meta && { meta: parseManifest(meta) as LinearManifest }),
  }
}
