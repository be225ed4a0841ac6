import type { io, LayersModel } from '@tensorflow/tfjs'
import { tf } from '../backend/tf.ts'
import { unpackWeights, type WeightStorage } from './weight-storage.ts'

/** A stock layers model as TensorFlow.js saves it: topology and weight specs as JSON, weights as float32 bytes. */
export interface NetworkArtifact {
  topology: object
  weightSpecs: io.WeightsManifestEntry[]
  /** How each weight lies in the blob where it is packed; without it the blob is float32. */
  storage?: WeightStorage[]
}

/** The weights of a blob as float32 bytes, however they are stored. */
export const floatWeights = ({ weightSpecs, storage }: NetworkArtifact, blob: Uint8Array): Uint8Array =>
  storage ? unpackWeights(weightSpecs, storage, blob) : blob

/** Takes a model apart. Stock TensorFlow.js loads the parts with `tf.io.fromMemory`. */
export async function saveNetwork(
  model: LayersModel,
): Promise<{ artifact: NetworkArtifact; weights: Uint8Array }> {
  let artifact: NetworkArtifact | undefined
  let weights = new Uint8Array()
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      artifact = { topology: modelTopology as object, weightSpecs: weightSpecs ?? [] }
      weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData))
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  if (!artifact) throw new Error('TensorFlow.js saved no model')
  return { artifact, weights }
}

/** Puts a model together again from float32 bytes. Its tensors live until it is disposed of. */
export async function loadNetwork(artifact: NetworkArtifact, weights: Uint8Array): Promise<LayersModel> {
  const { buffer, byteOffset, byteLength } = weights
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: artifact.topology,
      weightSpecs: artifact.weightSpecs,
      weightData: (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength),
    }),
  )
}

/** Float32 weights by name as plain arrays. */
export function decodeWeights(
  specs: readonly io.WeightsManifestEntry[],
  weights: Uint8Array,
): Map<string, { shape: number[]; values: Float32Array }> {
  const decoded = new Map<string, { shape: number[]; values: Float32Array }>()
  // `slice` of a Node Buffer copies nothing; this does, and aligns the bytes.
  const bytes = new Uint8Array(weights)
  let offset = 0
  for (const { name, shape, dtype } of specs) {
    if (dtype !== 'float32') throw new Error(`Weight ${name} is ${dtype}, not float32`)
    const size = shape.reduce((product, length) => product * length, 1)
    decoded.set(name, { shape, values: new Float32Array(bytes.buffer, offset, size) })
    offset += size * 4
  }
  if (offset !== bytes.byteLength) throw new Error(`Weights hold ${bytes.byteLength} bytes, not ${offset}`)
  return decoded
}
