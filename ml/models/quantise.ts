import type { BlobStore } from '../../nodes/kit/runner.ts'
import type { BlobRef } from '../../nodes/kit/values.ts'
import { DataError } from '../errors.ts'
import { parseAnyManifest } from './composite-manifest.ts'
import type { NetworkManifest } from './manifest.ts'
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
 * `model_unreadable`, `weights_out_of_range`, or `no_weights` where it is made of trees alone; trees among parts stay
 * as they are.
 */
export async function quantiseManifest(
  json: unknown,
  store: Store,
  precision: Precision,
): Promise<Quantised> {
  const quantised = await quantiseAny(parseAnyManifest(json), store, precision)
  if (quantised.replaced.size === 0) {
    throw new DataError(
      'no_weights',
      'This model is made of trees: questions about columns, which have no weights to store in fewer bits. Leave Quantise out, or grow fewer or smaller trees.',
    )
  }
  return quantised
}

async function quantiseAny(manifest: AnyManifest, store: Store, precision: Precision): Promise<Quantised> {
  if (manifest.family !== 'composite') {
    if (!('trees' in manifest)) return quantiseNetwork(manifest, store, precision)
    const { sizeBytes } = manifest.weights
    return { manifest, replaced: new Map(), bytes: { before: sizeBytes, after: sizeBytes } }
  }
  const parts: Quantised[] = []
  for (const part of manifest.parts) parts.push(await quantiseAny(part.manifest, store, precision))
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

async function quantiseNetwork<M extends NetworkManifest>(
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
