import { type Model, loadModel } from '../../ml/models/load-model.ts'
import { batchFromRows } from '../../ml/tables/column-batch.ts'
import { compileSlice } from '../../ml/transforms/slice.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef, ModelValue } from '../../nodes/kit/values.ts'
import { loadLineage } from '../storage/lineage.ts'
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
  const lineage = await loadLineage(store, value.lineage)
  const model = await loadModel(await readJson(value.blob), (blob) => store.getBytes(blob))
  try {
    const needed = model.inputs.map(({ name }) => name)
    const slice = await compileSlice(lineage, readJson, needed)
    const served: ServedModel = {
      family: model.manifest.family,
      request: slice.request,
      target: model.manifest.target,
      classes: model.manifest.classes ?? [],
      knownCategories: knownCategories(model, slice.request),
      predict: (batch) => model.predict(slice.apply(batch)),
      dispose: () => model.dispose(),
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
    model.dispose()
    throw error
  }
}

/** Values learnt of the columns that reach the model as they were sent. */
function knownCategories(
  { manifest, inputs }: Model,
  request: readonly Column[],
): ServedModel['knownCategories'] {
  const known = new Map<string, ReadonlySet<string>>()
  for (const encoding of manifest.encoder) {
    if (encoding.as !== 'oneHot') continue
    const input = inputs.find(({ name }) => name === encoding.column)
    const sent = request.find(({ name }) => name === encoding.column)
    if (input && sent && input.id === sent.id && input.kind === sent.kind)
      known.set(sent.name, new Set(encoding.categories))
  }
  return known
}
