import type { ColumnBatch } from '../tables/column-batch.ts'
import { compileStep, isModelStep, type Step } from '../transforms/step.ts'
import { type Known, knownBefore } from './known-values.ts'
import type { Model } from './model.ts'

/** Steps ready to run; the tensors of their models live until `dispose`. */
export interface LoadedSteps {
  /** Throws DataError `missing_column` or `wrong_type`. */
  apply: (batch: ColumnBatch) => ColumnBatch
  /** What is known of the values that come in, given what the model behind the steps knows of those that leave. */
  known: (after: Known) => Known
  dispose: () => void
}

/** Prepares steps (see `compileSlice`); `load` loads a model from its manifest. */
export async function loadSteps(
  steps: readonly Step[],
  load: (manifest: unknown) => Promise<Model>,
): Promise<LoadedSteps> {
  const models: Model[] = []
  const dispose = () => {
    for (const model of models) model.dispose()
  }
  const applied: ((batch: ColumnBatch) => ColumnBatch)[] = []
  const asked = new Map<Step, Known>()
  try {
    for (const step of steps) {
      if (!isModelStep(step)) {
        applied.push(compileStep(step))
        continue
      }
      const model = await load(step.model)
      models.push(model)
      asked.set(step, model.knownCategories)
      applied.push((batch) => {
        const added = model.predict(batch)
        const columns = Object.assign(Object.create(null), batch.columns, added.columns)
        return { rows: batch.rows, columns } as ColumnBatch
      })
    }
  } catch (error) {
    dispose()
    throw error
  }
  return {
    apply: (batch) => applied.reduce((columns, step) => step(columns), batch),
    known: (after) => steps.reduceRight((known, step) => knownBefore(step, known, asked.get(step)), after),
    dispose,
  }
}
