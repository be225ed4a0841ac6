import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { parseManifest } from './manifest.ts'
import { packWeights, type Precision } from './weight-storage.ts'
import { floatWeights } from './weights.ts'

/** A model with smaller weights. */
export interface QuantisedManifest {
  /** The manifest as it is to be stored: the one given, but for its weights. */
  manifest: object
  /** Blobs that took the place of others, by the digest of those. */
  replaced: ReadonlyMap<string, BlobRef>
  /** Bytes of all weights as they are stored. */
  bytes: { before: number; after: number }
  parameters: number
}

const WEIGHTS = 'application/x-millrace-weights'

/**
 * Stores the weights of a model in fewer bytes (see `packWeights`), for a model of parts those of each part. One that
 * is quantised already starts from its rounded weights. Rejects with DataError `model_unreadable` or
 * `weights_out_of_range`.
 */
export async function quantiseManifest(
  json: unknown,
  store: Pick<BlobStore, 'getBytes' | 'putBytes'>,
  precision: Precision,
): Promise<QuantisedManifest> {
  const manifest = parseManifest(json)
  const { network, parameters } = manifest
  const stored = await store.getBytes(manifest.weights)
  const { storage, weights } = packWeights(network.weightSpecs, floatWeights(network, stored), precision)
  const blob = await store.putBytes(weights, WEIGHTS)
  return {
    manifest: { ...manifest, network: { ...network, storage }, weights: blob },
    replaced: new Map([[manifest.weights.sha256, blob]]),
    bytes: { before: stored.byteLength, after: weights.byteLength },
    parameters,
  }
}
