import type { Activation } from './training-settings.ts'

/** One fully connected layer: `kernel` row-major, inputs × units. */
export interface PlainLayer {
  inputs: number
  units: number
  activation: Activation
  kernel: Float32Array
  bias: Float32Array
}

/**
 * Runs fully connected layers in plain loops, rows × outputs before the last activation. For small batches of small
 * nets this is several times faster than any TensorFlow.js backend, whose calls cost tens of microseconds each. Sums
 * are double and rounded to float32 once per unit, so results differ from the backend's in the last digits.
 */
export function denseForward(layers: readonly PlainLayer[], x: Float32Array, rows: number): Float32Array {
  let values = x
  for (const layer of layers) values = forwardLayer(layer, values, rows)
  return values
}

function forwardLayer(layer: PlainLayer, x: Float32Array, rows: number): Float32Array {
  const { inputs, units, kernel, bias, activation } = layer
  const output = new Float32Array(rows * units)
  const sums = new Float64Array(units)
  for (let row = 0; row < rows; row++) {
    sums.set(bias)
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i] as number
      if (value === 0) continue
      const from = i * units
      for (let unit = 0; unit < units; unit++) {
        sums[unit] = (sums[unit] as number) + value * (kernel[from + unit] as number)
      }
    }
    output.set(sums, row * units)
  }
  activate(output, activation)
  return output
}

const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

function activate(values: Float32Array, activation: Activation): void {
  if (activation === 'linear') return
  const f = functions[activation]
  for (let i = 0; i < values.length; i++) values[i] = f(values[i] as number)
}

const functions: Readonly<Record<Exclude<Activation, 'linear'>, (x: number) => number>> = {
  relu: (x) => (x < 0 ? 0 : x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  selu: (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x),
  swish: (x) => x / (1 + Math.exp(-x)),
}
