import { isModelStep } from '../transforms/step.ts'
import { parseAnyManifest } from './composite-manifest.ts'
import type { BlobPointer } from './manifest.ts'

/** All weights that a model points to, those of its parts and of the models in its steps included. */
export function blobPointers(json: unknown): BlobPointer[] {
  const manifest = parseAnyManifest(json)
  if (manifest.family !== 'composite') return [manifest.weights]
  const parts = manifest.parts.flatMap(({ manifest: part, steps }) => [
    ...blobPointers(part),
    ...steps.flatMap((step) => (isModelStep(step) ? blobPointers(step.model) : [])),
  ])
  const all = manifest.meta ? [...parts, manifest.meta.weights] : parts
  return [...new Map(all.map((blob) => [blob.sha256, blob])).values()]
}
