/**
 * Losses on the outputs of a network before its last activation (logits). They run on plain arrays: outputs are small,
 * and their gradient by hand saves a dozen kernels per step. `logits` and `gradient` are row-major, rows × outputs.
 */
export interface Targets {
  /** Class index per row for classes, the standardised value for numbers. */
  values: Float64Array
  /** Weight of each class; null weighs all rows alike. */
  classWeights: Float32Array | null
}

export interface BatchLoss {
  /** Weighted sum of the losses of the rows. */
  lossSum: number
  /** Rows classified rightly; for numbers the sum of squared errors. */
  scoreSum: number
}

/** A loss of `rows` rows. Where `gradient` is given, it receives ∂(lossSum / rows) / ∂logits. */
export type LossFunction = (call: {
  logits: ArrayLike<number>
  outputs: number
  rows: number
  targets: Targets
  /** Row of `targets` of each row of `logits`; by default the same, from `offset` on. */
  indices?: ArrayLike<number> | undefined
  offset?: number
  gradient?: Float32Array | undefined
}) => BatchLoss

/** Cross-entropy of softmax: −log p of the right class. */
export const softmaxCrossEntropy: LossFunction = (call) => {
  const { logits, outputs, rows, targets, indices, offset = 0, gradient } = call
  let lossSum = 0
  let scoreSum = 0
  for (let row = 0; row < rows; row++) {
    const start = row * outputs
    const label = targets.values[indices ? (indices[row] as number) : offset + row] as number
    const weight = targets.classWeights ? (targets.classWeights[label] as number) : 1
    let best = 0
    for (let k = 1; k < outputs; k++) {
      if ((logits[start + k] as number) > (logits[start + best] as number)) best = k
    }
    const largest = logits[start + best] as number
    let total = 0
    for (let k = 0; k < outputs; k++) total += Math.exp((logits[start + k] as number) - largest)
    lossSum += weight * (largest + Math.log(total) - (logits[start + label] as number))
    if (best === label) scoreSum++
    if (!gradient) continue
    const share = weight / rows
    for (let k = 0; k < outputs; k++) {
      const probability = Math.exp((logits[start + k] as number) - largest) / total
      gradient[start + k] = share * (probability - (k === label ? 1 : 0))
    }
  }
  return { lossSum, scoreSum }
}

/** Cross-entropy of one sigmoid output: the probability of class 1. */
export const sigmoidCrossEntropy: LossFunction = (call) => {
  const { logits, rows, targets, indices, offset = 0, gradient } = call
  let lossSum = 0
  let scoreSum = 0
  for (let row = 0; row < rows; row++) {
    const logit = logits[row] as number
    const label = targets.values[indices ? (indices[row] as number) : offset + row] as number
    const weight = targets.classWeights ? (targets.classWeights[label] as number) : 1
    // log(1 + e^z) without overflow, on the side of the label.
    const signed = label === 1 ? -logit : logit
    lossSum += weight * (Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))))
    if (logit > 0 === (label === 1)) scoreSum++
    if (gradient) gradient[row] = (weight / rows) * (1 / (1 + Math.exp(-logit)) - label)
  }
  return { lossSum, scoreSum }
}

/** Squared error of one linear output. */
export const squaredError: LossFunction = (call) => {
  const { logits, rows, targets, indices, offset = 0, gradient } = call
  let lossSum = 0
  for (let row = 0; row < rows; row++) {
    const target = targets.values[indices ? (indices[row] as number) : offset + row] as number
    const error = (logits[row] as number) - target
    lossSum += error * error
    if (gradient) gradient[row] = (2 * error) / rows
  }
  return { lossSum, scoreSum: lossSum }
}
