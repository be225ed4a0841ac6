import type { LayersModel, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
import { tf } from '../backend/tf.ts'
import { mix } from '../training/random.ts'
import type { MlpBlueprint } from './blueprint.ts'
import { outputsOf, type Task } from './task.ts'

/** A network that can be trained: what the training loop needs to know of it. */
export interface Network {
  /** What is saved: a stock layers model from inputs to probabilities, or to the standardised number. */
  model: LayersModel
  /** Inputs and outputs per row. */
  inputs: number
  outputs: number
  variables: readonly Variable[]
  /** Penalty factor of each variable: l2 for weights, 0 for biases. */
  penalties: readonly number[]
  /** What training keeps beside the weights: the moving averages of batch normalisation. */
  statistics: readonly Variable[]
  /** Most rows to put through in one call. */
  rowsAtOnce: number
  /**
   * Outputs before the last activation, rows × outputs. In training `step` numbers the step, so that the units left
   * out follow from seed and step alone, and an interrupted training draws the same ones.
   */
  forward(x: Tensor2D, step: number | null): Tensor2D
  dispose(): void
}

interface LayerVariable {
  val: Variable
}

/**
 * Builds the network of a blueprint. Initial weights are Glorot uniform (LeCun normal before selu) and follow from the
 * seed alone. Its tensors live until `dispose`.
 */
export function buildMlp(options: {
  blueprint: Pick<MlpBlueprint, 'layers' | 'dropout' | 'l2'>
  inputs: number
  task: Task
  classes: number
  seed: number
}): Network {
  const { blueprint, inputs, task, seed } = options
  const outputs = outputsOf(task, options.classes)
  const specs = [
    ...blueprint.layers.map((layer, index) => ({ ...layer, name: `hidden_${index + 1}` })),
    { units: outputs, activation: 'linear' as const, name: 'logits' },
  ]
  const dense = specs.map(({ units, activation, name }, index) =>
    tf.layers.dense({
      name,
      units,
      activation,
      kernelInitializer: initialiser(activation, mix(seed, 1000 + index)),
      ...(index === 0 && { inputShape: [inputs] }),
    }),
  )
  const model = tf.sequential({ name: 'mlp', layers: dense })
  if (task !== 'regression') {
    model.add(
      tf.layers.activation({
        name: 'probabilities',
        activation: task === 'binary' ? 'sigmoid' : 'softmax',
      }),
    )
  }
  const variables = dense.flatMap((layer) =>
    layer.trainableWeights.map((weight) => (weight as unknown as LayerVariable).val),
  )
  const { dropout } = blueprint
  return {
    model,
    inputs,
    outputs,
    variables,
    penalties: dense.flatMap(() => [blueprint.l2, 0]),
    statistics: [],
    rowsAtOnce: rowsAtOnce(model),
    forward(x, step) {
      let hidden: Tensor = x
      dense.forEach((layer, index) => {
        hidden = layer.apply(hidden) as Tensor
        if (step === null || dropout === 0 || index === dense.length - 1) return
        const shape = hidden.shape as [number, number]
        hidden = hidden.mul(
          tf.tensor2d(dropoutMask(shape[0] * shape[1], dropout, mix(mix(seed, step), index)), shape),
        )
      })
      return hidden as Tensor2D
    },
    dispose() {
      model.dispose()
    },
  }
}

/** Numbers that a layer may make in one call. */
const MOST_VALUES = 2 ** 24
const MOST_ROWS = 4096

/** Rows that a model takes in one call: as many as keep the widest layer within 64 MB. */
export function rowsAtOnce({ layers }: LayersModel): number {
  const widest = Math.max(
    ...layers.map(({ outputShape }) =>
      (outputShape as number[]).slice(1).reduce((product, length) => product * length, 1),
    ),
  )
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / widest)))
}

/** Initial kernels before an activation. */
export function initialiser(activation: string, seed: number) {
  return activation === 'selu'
    ? tf.initializers.leCunNormal({ seed })
    : tf.initializers.glorotUniform({ seed })
}

/** Inverted dropout (Srivastava et al., 2014): 0 with probability `rate`, else 1 / (1 − rate). */
export function dropoutMask(size: number, rate: number, seed: number): Float32Array {
  const mask = new Float32Array(size)
  const threshold = rate * 2 ** 32
  const kept = 1 / (1 - rate)
  for (let i = 0; i < size; i++) if (mix(seed, i) >= threshold) mask[i] = kept
  return mask
}
