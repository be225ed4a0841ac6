import type { LayersModel } from '@tensorflow/tfjs'
import type { Column } from '../../nodes/kit/columns.ts'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import type { ColumnBatch } from '../tables/column-batch.ts'
import { denseForward, type PlainLayer } from './dense-forward.ts'
import { compileEncoder } from './encoder.ts'
import type { DenseManifest, NetworkManifest } from './manifest.ts'
import { decodeAnswers, type Model } from './model.ts'
import { rowsAtOnce } from './network.ts'
import { outputsOf } from './task.ts'
import { decodeWeights, floatWeights, loadNetwork } from './weights.ts'

/** Up to so many rows, plain loops beat the backend, as long as the net has at most so many weights. */
const PLAIN_ROWS = 16
const PLAIN_PARAMETERS = 100_000

/** Loads a model that is one network. Its tensors live until `dispose`. */
export async function loadNetworkModel(manifest: NetworkManifest, stored: Uint8Array): Promise<Model> {
  const bytes = floatWeights(manifest.network, stored)
  await initBackend()
  const network = await loadNetwork(manifest.network, bytes)
  return new NetworkModel(
    manifest,
    network,
    manifest.family === 'network' ? null : plainLayers(manifest, bytes),
  )
}

function plainLayers(manifest: DenseManifest, bytes: Uint8Array): PlainLayer[] {
  const weights = decodeWeights(manifest.network.weightSpecs, bytes)
  return manifest.layers.map(({ activation }, index) => {
    const name = index === manifest.layers.length - 1 ? 'logits' : `hidden_${index + 1}`
    const kernel = weights.get(`${name}/kernel`)
    const bias = weights.get(`${name}/bias`)
    if (!kernel || !bias) throw new Error(`Weights of layer ${name} are missing`)
    const [inputs, units] = kernel.shape as [number, number]
    return { inputs, units, activation, kernel: kernel.values, bias: bias.values }
  })
}

class NetworkModel implements Model {
  readonly manifest: NetworkManifest
  readonly inputs: readonly Column[]
  readonly knownCategories: ReadonlyMap<string, ReadonlySet<string>>
  private readonly network: LayersModel
  /** Null where there are others than fully connected ones. */
  private readonly layers: readonly PlainLayer[] | null
  private readonly rowsAtOnce: number
  private readonly encoder: ReturnType<typeof compileEncoder>
  private readonly outputs: number

  constructor(manifest: NetworkManifest, network: LayersModel, layers: readonly PlainLayer[] | null) {
    this.manifest = manifest
    this.inputs = manifest.inputs
    this.knownCategories = new Map(
      manifest.encoder.flatMap((encoding) =>
        encoding.as === 'oneHot' ? [[encoding.column, new Set(encoding.categories)] as const] : [],
      ),
    )
    this.network = network
    this.layers = layers
    this.rowsAtOnce = rowsAtOnce(network)
    this.encoder = compileEncoder(manifest.encoder)
    this.outputs = outputsOf(manifest.task, manifest.classes?.length ?? 0)
  }

  predict(batch: ColumnBatch): ColumnBatch {
    return this.decode(this.answers(batch), batch.rows)
  }

  answers(batch: ColumnBatch): Float32Array {
    const matrix = new Float32Array(batch.rows * this.encoder.width)
    this.encoder.encode(batch, matrix)
    return this.answerMatrix(matrix, batch.rows)
  }

  private answerMatrix(matrix: Float32Array, rows: number): Float32Array {
    const { width } = this.encoder
    const raw = new Float32Array(rows * this.outputs)
    if (this.layers && rows <= PLAIN_ROWS && this.manifest.parameters <= PLAIN_PARAMETERS) {
      raw.set(denseForward(this.layers, matrix.subarray(0, rows * width), rows))
      this.finish(raw)
    } else {
      for (let from = 0; from < rows; from += this.rowsAtOnce) {
        const count = Math.min(this.rowsAtOnce, rows - from)
        tf.tidy(() => {
          const x = tf.tensor2d(matrix.subarray(from * width, (from + count) * width), [count, width])
          raw.set((this.network.apply(x) as ReturnType<typeof tf.tensor>).dataSync(), from * this.outputs)
        })
      }
    }
    return this.finishOutputs(raw, rows)
  }

  /** The activation of the last layer, as the saved network applies it. */
  private finish(raw: Float32Array): void {
    const { task } = this.manifest
    if (task === 'binary') {
      for (let i = 0; i < raw.length; i++) raw[i] = 1 / (1 + Math.exp(-(raw[i] as number)))
    } else if (task === 'multiclass') {
      softmaxRows(raw, this.outputs)
    }
  }

  /** From outputs of the network to probabilities of all classes, or numbers in the unit of the target. */
  private finishOutputs(raw: Float32Array, rows: number): Float32Array {
    const { task, targetScaling } = this.manifest
    if (task === 'multiclass') return raw
    if (task === 'regression') {
      const { mean, scale } = targetScaling ?? { mean: 0, scale: 1 }
      return raw.map((value) => value * scale + mean)
    }
    const both = new Float32Array(rows * 2)
    for (let row = 0; row < rows; row++) {
      const second = raw[row] as number
      both[row * 2] = 1 - second
      both[row * 2 + 1] = second
    }
    return both
  }

  decode(answers: Float32Array, rows: number): ColumnBatch {
    return decodeAnswers(this.manifest, answers, rows)
  }

  dispose(): void {
    this.network.dispose()
  }
}

function softmaxRows(values: Float32Array, width: number): void {
  for (let start = 0; start < values.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < width; k++) largest = Math.max(largest, values[start + k] as number)
    let total = 0
    const exponentials = new Float64Array(width)
    for (let k = 0; k < width; k++) {
      const value = Math.exp((values[start + k] as number) - largest)
      exponentials[k] = value
      total += value
    }
    for (let k = 0; k < width; k++) values[start + k] = (exponentials[k] as number) / total
  }
}
