import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { parseAnyManifest } from './composite-manifest.ts'
import type { ModelManifest } from './manifest.ts'
import type { AnyManifest } from './model.ts'
import { packWeights, type Precision } from './weight-storage.ts'
import { floatWeights } from './weights.ts'

/** A model with smaller weights. */
export interface Quantised<M extends AnyManifest = AnyManifest> {
  /** The manifest as it is to be stored: the one given, but for its weights. */
  manifest: M
  /** Blobs that took the place of others, by the digest of those. */
  replaced: ReadonlyMap<string, BlobRef>
  /** Bytes of all weights as they are stored. */
  bytes: { before: number; after: number }
}

type Store = Pick<BlobStore, 'getBytes' | 'putBytes'>

const WEIGHTS = 'application/x-millrace-weights'

/**
 * Stores the weights of a model in fewer bytes (see `packWeights`), for a model of parts those of each part and of
 * what combines them. One that is quantised already starts from its rounded weights. Rejects with DataError
 * `model_unreadable` or `weights_out_of_range`.
 */
export async function quantiseManifest(
  json: unknown,
  store: Store,
  precision: Precision,
): Promise<Quantised> {
  const manifest = parseAnyManifest(json)
  if (manifest.family !== 'composite') return quantiseNetwork(manifest, store, precision)
  const parts: Quantised[] = []
  for (const part of manifest.parts) parts.push(await quantiseManifest(part.manifest, store, precision))
  const meta = manifest.meta && (await quantiseNetwork(manifest.meta, store, precision))
  const all = meta ? [...parts, meta] : parts
  const sum = (of: (one: Quantised) => number) => all.reduce((total, one) => total + of(one), 0)
  return {
    manifest: {
      ...manifest,
      parts: manifest.parts.map((part, index) => ({ ...part, manifest: parts[index]!.manifest })),
      ...(meta && { meta: meta.manifest }),
    },
    replaced: new Map(all.flatMap(({ replaced }) => [...replaced])),
    bytes: { before: sum(({ bytes }) => bytes.before), after: sum(({ bytes }) => bytes.after) },
  }
}

async function quantiseNetwork<M extends ModelManifest>(
  manifest: M,
  store: Store,
  precision: Precision,
): Promise<Quantised<M>> {
  const { network } = manifest
  const stored = await store.getBytes(manifest.weights)
  const { storage, weights } = packWeights(network.weightSpecs, floatWeights(network, stored), precision)
  const blob = await store.putBytes(weights, WEIGHTS)
  return {
    manifest: { ...manifest, network: { ...network, storage }, weights: blob },
    replaced: new Map([[manifest.weights.sha256, blob]]),
    bytes: { before: stored.byteLength, after: weights.byteLength },
  }
}
