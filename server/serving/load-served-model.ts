import { loadModel } from '../../ml/models/load-model.ts'
import type { BlobPointer } from '../../ml/models/manifest.ts'
import { type LoadedSteps, loadSteps } from '../../ml/models/load-steps.ts'
import { batchFromRows } from '../../ml/tables/column-batch.ts'
import { compileSlice } from '../../ml/transforms/slice.ts'
import { loadLineage } from '../../nodes/kit/lineage.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef, ModelValue } from '../../nodes/kit/values.ts'
import type { ServedModel } from './served-model.ts'

/** Small batches take another way through the model than larger ones: both are tried before the first request. */
const WARM_UP_ROWS = [1, 64]

/**
 * Loads a model and the fitted steps between the raw row and it, and has it answer once. Rejects with DataError or
 * OperationalError that say what is wrong.
 */
export async function loadServedModel(
  store: Pick<BlobStore, 'getBytes'>,
  value: Pick<ModelValue, 'blob' | 'lineage'>,
): Promise<ServedModel> {
  const readJson = async (blob: BlobRef): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await store.getBytes(blob)))
  const readBlob = (blob: BlobPointer) => store.getBytes(blob)
  const load = (manifest: unknown) => loadModel(manifest, readBlob)
  const lineage = await loadLineage(store, value.lineage)
  const model = await load(await readJson(value.blob))
  let steps: LoadedSteps | null = null
  const dispose = () => {
    steps?.dispose()
    model.dispose()
  }
  try {
    const slice = await compileSlice(lineage, readJson, { needed: model.inputs.map(({ name }) => name) })
    const { apply, known } = (steps = await loadSteps(slice.steps, load))
    const served: ServedModel = {
      family: model.manifest.family,
      request: slice.request,
      target: model.manifest.target,
      classes: model.manifest.classes ?? [],
      knownCategories: known(model.knownCategories),
      predict: (batch) => model.predict(apply(batch)),
      dispose,
    }
    for (const rows of WARM_UP_ROWS) {
      await served.predict(
        batchFromRows(
          Array.from({ length: rows }, () => ({})),
          slice.request,
          'missing',
        ),
      )
    }
    return served
  } catch (error) {
    dispose()
    throw error
  }
}
