import type { layers as Layers, Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend/tf.ts'
import { mix } from '../training/random.ts'

const gates = { simpleRnn: 1, gru: 3, lstm: 4 } as const

/**
 * Draws the initial weights of a recurrent layer, forwards and backwards each its own, as Keras does: kernels Glorot
 * uniform, recurrent kernels orthogonal, biases 0 but for a forget bias of 1 in LSTM.
 */
export function setRecurrentWeights(layer: Layers.Layer, type: keyof typeof gates, seed: number): void {
  const before = layer.getWeights()
  const drawn = before.map((weight, index) => {
    const [rows = 0, columns = 0] = weight.shape
    const own = mix(seed, index)
    if (index % 3 === 0) return tf.tensor2d(glorotUniform(rows, columns, own), [rows, columns])
    if (index % 3 === 1) return tf.tensor2d(orthogonalRows(rows, columns, own), [rows, columns])
    return tf.tensor1d(biases(rows, type))
  })
  layer.setWeights(drawn)
  tf.dispose(drawn as Tensor[])
}

function biases(size: number, type: keyof typeof gates): Float32Array {
  const bias = new Float32Array(size)
  const units = size / gates[type]
  if (type === 'lstm') bias.fill(1, units, 2 * units)
  return bias
}

/** Even in ±√(6 / (inputs + outputs)) (Glorot & Bengio, 2010). */
function glorotUniform(rows: number, columns: number, seed: number): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns))
  return Float32Array.from({ length: rows * columns }, (_, index) => (uniform(seed, index) * 2 - 1) * limit)
}

/** A random matrix, rows ≤ columns, whose rows are of length 1 and at right angles: Gram–Schmidt on normal draws. */
export function orthogonalRows(rows: number, columns: number, seed: number): Float32Array {
  const matrix = new Float64Array(rows * columns)
  for (let index = 0; index < matrix.length; index++) {
    // Box & Muller, 1958.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, 2 * index)))
    matrix[index] = radius * Math.cos(2 * Math.PI * uniform(seed, 2 * index + 1))
  }
  for (let row = 0; row < rows; row++) {
    const own = matrix.subarray(row * columns, (row + 1) * columns)
    for (let other = 0; other < row; other++) {
      const past = matrix.subarray(other * columns, (other + 1) * columns)
      let along = 0
      for (let i = 0; i < columns; i++) along += (own[i] as number) * (past[i] as number)
      for (let i = 0; i < columns; i++) own[i] = (own[i] as number) - along * (past[i] as number)
    }
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
    for (let i = 0; i < columns; i++) own[i] = (own[i] as number) / norm
  }
  return Float32Array.from(matrix)
}

const uniform = (seed: number, index: number): number => mix(seed, index) / 2 ** 32
