import type { Column } from '../../nodes/kit/columns.ts'
import type { Slice } from '../transforms/slice.ts'
import { loadSteps } from './load-steps.ts'
import type { Model } from './model.ts'

/**
 * A model behind the fitted steps that its inputs come from: it reads the columns of the request source, as an endpoint
 * does. Takes the model over: `dispose` disposes it. `load` loads a model that is one of the steps.
 */
export async function fromRawRows(
  model: Model,
  { request, steps }: Slice,
  load: (manifest: unknown) => Promise<Model>,
): Promise<Model> {
  const loaded = await loadSteps(steps, load).catch((error: unknown) => {
    model.dispose()
    throw error
  })
  return {
    manifest: model.manifest,
    inputs: request satisfies readonly Column[],
    knownCategories: loaded.known(model.knownCategories),
    predict: (batch) => model.predict(loaded.apply(batch)),
    answers: (batch) => model.answers(loaded.apply(batch)),
    decode: (answers, rows) => model.decode(answers, rows),
    dispose: () => {
      loaded.dispose()
      model.dispose()
    },
  }
}
