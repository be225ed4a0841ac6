import type { io } from '@tensorflow/tfjs'
import { DataError } from '../errors.ts'
import { fromFloat16, roundHalfEven, toFloat16 } from './float16.ts'

export type Precision = 'float16' | 'int8'

type Specs = readonly io.WeightsManifestEntry[]

/** How a weight lies in the blob; weights follow each other in the order of the network's specs. */
export type WeightStorage =
  | { dtype: 'float16' }
  /** So many float32 scales (one, or one per output channel), then the values; a weight is scale × value. */
  | { dtype: 'int8'; scales: number }

/** A channel of fewer weights than this shares its scale: scales of its own would weigh more than they help. */
const CHANNEL_WEIGHTS = 32

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

/**
 * Packs float32 weights. `float16` rounds each to half precision. `int8` is symmetric quantisation, one scale per
 * output channel (the last axis): scale = max |w| / 127, value = w / scale rounded half to even, −127…127, as ONNX
 * Runtime's quantiser and the TensorFlow Lite 8-bit specification have it (Jacob et al., CVPR 2018, section 2);
 * channels of fewer than 32 weights share one scale per layer, and biases are kept as float16, since their errors add
 * up undamped. Throws DataError `weights_out_of_range` for what no half holds, and for infinities.
 */
export function packWeights(
  specs: Specs,
  weights: Uint8Array,
  precision: Precision,
): { storage: WeightStorage[]; weights: Uint8Array } {
  // `slice` of a Node Buffer copies nothing; this does, and aligns the bytes.
  const { buffer } = new Uint8Array(weights)
  const storage: WeightStorage[] = []
  const parts: Uint8Array[] = []
  let offset = 0
  for (const { name, shape } of specs) {
    const values = new Float32Array(buffer, offset, sizeOf(shape))
    offset += values.byteLength
    const packed = precision === 'int8' && shape.length > 1 ? packIntegers(values, shape) : packHalves(values)
    if (!packed) throw outOfRange(name)
    storage.push(packed.storage)
    parts.push(...packed.parts.map((part) => new Uint8Array(part.buffer)))
  }
  return { storage, weights: joined(parts) }
}

interface Packed {
  storage: WeightStorage
  parts: (Uint16Array | Float32Array | Int8Array)[]
}

const outOfRange = (name: string) =>
  new DataError(
    'weights_out_of_range',
    `The weights of layer "${name.split('/')[0]}" are too large for this precision. Scale the columns that the model learns from, and train it again.`,
  )

function packHalves(values: Float32Array): Packed | undefined {
  const halves = toFloat16(values)
  // Exponent bits all set: infinite, or no number.
  if (halves.some((half) => (half & 0x7c00) === 0x7c00)) return undefined
  return { storage: { dtype: 'float16' }, parts: [halves] }
}

function packIntegers(values: Float32Array, shape: readonly number[]): Packed | undefined {
  if (!values.every(Number.isFinite)) return undefined
  const channels = shape.at(-1) as number
  const scales = new Float32Array(values.length / channels < CHANNEL_WEIGHTS ? 1 : channels)
  values.forEach((value, index) => {
    const channel = index % scales.length
    scales[channel] = Math.max(scales[channel] as number, Math.abs(value))
  })
  // A scale that is too small for a normal float32 would lose its own digits: all its weights are as good as zero.
  scales.forEach((largest, channel) => {
    scales[channel] = largest / 127 < SMALLEST_NORMAL ? 1 : largest / 127
  })
  const integers = Int8Array.from(values, (value, index) => {
    const scaled = roundHalfEven(Math.fround(value / (scales[index % scales.length] as number)))
    return Math.max(-127, Math.min(127, scaled))
  })
  return { storage: { dtype: 'int8', scales: scales.length }, parts: [scales, integers] }
}

const SMALLEST_NORMAL = 2 ** -126

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.byteLength
  }
  return all
}

/** The float32 weights behind packed ones. Throws where the bytes are not as many as the storage says. */
export function unpackWeights(
  specs: Specs,
  storage: readonly WeightStorage[],
  weights: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(weights)
  let offset = 0
  const take = (length: number): ArrayBuffer => bytes.slice(offset, (offset += length)).buffer
  const parts = specs.map(({ name, shape }, index) => {
    const size = sizeOf(shape)
    const stored = storage[index]
    switch (stored?.dtype) {
      case 'float16':
        return new Uint8Array(fromFloat16(new Uint16Array(take(size * 2))).buffer)
      case 'int8': {
        const scales = new Float32Array(take(stored.scales * 4))
        const values = Float32Array.from(
          new Int8Array(take(size)),
          (value, at) => value * (scales[at % scales.length] as number),
        )
        return new Uint8Array(values.buffer)
      }
      case undefined:
        throw new Error(`It is not known how weight ${name} is stored`)
    }
  })
  if (offset !== bytes.byteLength) throw new Error(`Weights hold ${bytes.byteLength} bytes, not ${offset}`)
  return joined(parts)
}
