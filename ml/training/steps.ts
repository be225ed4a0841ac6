import type { Rank, Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend/tf.ts'
import type { Network } from '../models/network.ts'
import type { BatchLoss, LossFunction, Targets } from './losses.ts'
import type { Optimizer } from './optimizers.ts'
import type { Parameters } from './parameters.ts'

export interface StepCall {
  network: Network
  parameters: Parameters
  optimizer: Optimizer
  loss: LossFunction
  /** The rows of the batch, row-major, and where they stand among `targets`. */
  batch: Float32Array
  indices: Uint32Array
  targets: Targets
}

/** One step of gradient descent. The loss that is returned is that before the step. */
export function takeStep(call: StepCall): BatchLoss {
  const { network, parameters, optimizer, loss, batch, indices, targets } = call
  const { outputs, variables, penalties } = network
  const rows = indices.length
  let outcome: BatchLoss = { lossSum: 0, scoreSum: 0 }
  // The loss and its gradient are computed from the logits by hand; TensorFlow goes on backwards from there.
  const lossOf = tf.customGrad((...inputs) => {
    const logits = (inputs[0] as Tensor).dataSync()
    const gradient = new Float32Array(rows * outputs)
    outcome = loss({ logits, outputs, rows, targets, indices, gradient })
    return {
      value: tf.scalar(outcome.lossSum / rows),
      gradFunc: () => tf.tensor2d(gradient, [rows, outputs]),
    }
  })
  optimizer.beginStep()
  tf.tidy(() => {
    const x = tf.tensor2d(batch, [rows, network.inputs])
    const forward = () => lossOf(network.forward(x, optimizer.iterations)) as Tensor<Rank.R0>
    const { grads } = tf.variableGrads(forward, [...variables])
    variables.forEach((variable, index) => {
      const gradient = grads[variable.name]?.dataSync()
      if (!gradient) return
      const offset = parameters.offsets[index] as number
      const penalty = 2 * (penalties[index] as number)
      if (penalty > 0) {
        for (let i = 0; i < gradient.length; i++) {
          gradient[i] = (gradient[i] as number) + penalty * (parameters.values[offset + i] as number)
        }
      }
      optimizer.update(parameters.values, gradient, offset)
    })
  })
  parameters.assign()
  return outcome
}

/** The loss of rows `offset`… of `x` without learning from them. */
export function measureLoss(call: {
  network: Network
  loss: LossFunction
  x: Float32Array
  offset: number
  rows: number
  targets: Targets
}): BatchLoss {
  const { network, loss, x, offset, rows, targets } = call
  const logits = tf.tidy(() => {
    const from = offset * network.inputs
    const part = x.subarray(from, from + rows * network.inputs)
    return network.forward(tf.tensor2d(part, [rows, network.inputs]), null).dataSync()
  })
  return loss({ logits, outputs: network.outputs, rows, targets, offset })
}

/** Copies rows of a row-major matrix. */
export function gatherRows(x: Float32Array, width: number, indices: Uint32Array, into: Float32Array): void {
  let at = 0
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * width
    for (let i = 0; i < width; i++) into[at++] = x[from + i] as number
  }
}
