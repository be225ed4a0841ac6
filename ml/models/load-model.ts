import { parseAnyManifest } from './composite-manifest.ts'
import { CompositeModel } from './composite-model.ts'
import { type LoadedSteps, loadSteps } from './load-steps.ts'
import type { BlobPointer } from './manifest.ts'
import type { Model } from './model.ts'
import { loadNetworkModel } from './network-model.ts'

/** Loads a model. Rejects with DataError `model_unreadable` where the manifest is not one. */
export async function loadModel(
  manifestJson: unknown,
  readBlob: (blob: BlobPointer) => Promise<Uint8Array>,
): Promise<Model> {
  const manifest = parseAnyManifest(manifestJson)
  if (manifest.family !== 'composite') {
    return loadNetworkModel(manifest, await readBlob(manifest.weights))
  }
  const load = (json: unknown) => loadModel(json, readBlob)
  const loaded: (Model | LoadedSteps)[] = []
  const keep = <T extends Model | LoadedSteps>(part: T): T => {
    loaded.push(part)
    return part
  }
  try {
    const parts = []
    for (const { manifest: part, steps } of manifest.parts) {
      parts.push({ steps: keep(await loadSteps(steps, load)), model: keep(await load(part)) })
    }
    const meta = manifest.meta ? keep(await load(manifest.meta)) : null
    return new CompositeModel(manifest, parts, meta)
  } catch (error) {
    for (const each of loaded) each.dispose()
    throw error
  }
}
