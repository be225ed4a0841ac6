import { type CompositeManifest, parseAnyManifest } from './composite-manifest.ts'
import { CompositeModel } from './composite-model.ts'
import { type LoadedSteps, loadSteps } from './load-steps.ts'
import type { BlobPointer } from './manifest.ts'
import type { Model } from './model.ts'
import { loadNetworkModel } from './network-model.ts'
import { loadTreesModel } from './trees-model.ts'

type ReadBlob = (blob: BlobPointer) => Promise<Uint8Array>

/** Loads a model. Rejects with DataError `model_unreadable` where the manifest is not one. */
export async function loadModel(manifestJson: unknown, readBlob: ReadBlob): Promise<Model> {
  const manifest = parseAnyManifest(manifestJson)
  if (manifest.family === 'composite') return loadComposite(manifest, readBlob)
  const weights = await readBlob(manifest.weights)
  return 'trees' in manifest ? loadTreesModel(manifest, weights) : loadNetworkModel(manifest, weights)
}

/** As `loadModel`, of several models that answer together. */
export async function loadComposite(
  manifest: CompositeManifest,
  readBlob: ReadBlob,
): Promise<CompositeModel> {
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
