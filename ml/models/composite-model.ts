import type { Column } from '../../nodes/kit/columns.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { alignClasses, combineAnswers, type PartAnswers, stackAnswers } from './combine.ts'
import type { CompositeManifest } from './composite-manifest.ts'
import { unionOf } from './known-values.ts'
import type { LoadedSteps } from './load-steps.ts'
import { decodeAnswers, type Model } from './model.ts'

interface LoadedPart {
  steps: LoadedSteps
  model: Model
}

/** Several models that answer together, each behind its own steps from the common columns. */
export class CompositeModel implements Model {
  readonly manifest: CompositeManifest
  readonly inputs: readonly Column[]
  readonly knownCategories: ReadonlyMap<string, ReadonlySet<string>>
  private readonly parts: readonly LoadedPart[]
  private readonly meta: Model | null

  constructor(manifest: CompositeManifest, parts: readonly LoadedPart[], meta: Model | null) {
    this.manifest = manifest
    this.inputs = manifest.inputs
    this.parts = parts
    this.meta = meta
    this.knownCategories = unionOf(parts.map(({ steps, model }) => steps.known(model.knownCategories)))
  }

  predict(batch: ColumnBatch): ColumnBatch {
    return this.decode(this.answers(batch), batch.rows)
  }

  answers(batch: ColumnBatch): Float32Array {
    return this.combine(this.partAnswers(batch), batch.rows)
  }

  /** What each part answers. Throws as `answers`. */
  partAnswers(batch: ColumnBatch): PartAnswers[] {
    return this.parts.map(({ steps, model }) =>
      alignClasses(model.answers(steps.apply(batch)), model.manifest.classes, this.manifest.classes),
    )
  }

  private combine(answers: readonly PartAnswers[], rows: number): Float32Array {
    const { method, classes, weights } = this.manifest
    if (method !== 'stacking')
      return combineAnswers(answers, { method, width: classes?.length ?? 1, weights })
    if (!this.meta) throw new Error('The model that combines the parts is missing')
    return alignClasses(
      this.meta.answers(stackAnswers(this.manifest, answers, rows)),
      this.meta.manifest.classes,
      classes,
    )
  }

  decode(answers: Float32Array, rows: number): ColumnBatch {
    return decodeAnswers(this.manifest, answers, rows)
  }

  dispose(): void {
    this.meta?.dispose()
    for (const { steps, model } of this.parts) {
      steps.dispose()
      model.dispose()
    }
  }
}
