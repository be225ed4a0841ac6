import type { LayersModel, layers as Layers, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
import type { NetworkLayer } from '../../nodes/kit/network-layers.ts'
import { tf } from '../backend/tf.ts'
import { mix } from '../training/random.ts'
import type { NetworkInput } from './encoder.ts'
import { dropoutMask, initialiser, type Network, rowsAtOnce } from './network.ts'
import type { NetworkBlueprint } from './network-blueprint.ts'
import { setRecurrentWeights } from './recurrent-weights.ts'
import { outputsOf, type Task } from './task.ts'

type KerasLayer = Layers.Layer

interface LayerVariable {
  originalName: string
  val: Variable
}

/**
 * Builds a network of layers of any kind from rows that lie flat, rows × inputs. Initial weights follow from the seed
 * alone. The layers must fit each other (`networkShapes` of nodes/kit). Its tensors live until `dispose`.
 */
export function buildLayered(options: {
  blueprint: Pick<NetworkBlueprint, 'layers' | 'l2'>
  input: NetworkInput
  task: Task
  classes: number
  seed: number
}): Network {
  const { blueprint, input, task, seed } = options
  const inputs = input.shape.reduce((product, length) => product * length, 1)
  const outputs = outputsOf(task, options.classes)
  const model = tf.sequential({ name: 'network' })
  const steps: { layer: KerasLayer; spec: NetworkLayer | null }[] = []
  const add = (spec: NetworkLayer | null, layer: (shape: object) => KerasLayer) => {
    const made = layer(steps.length === 0 ? { inputShape: [inputs] } : {})
    model.add(made)
    steps.push({ layer: made, spec })
  }
  if (input.shape.length > 1) {
    add(null, (shape) => tf.layers.reshape({ name: 'input', targetShape: [...input.shape], ...shape }))
  }
  blueprint.layers.forEach((spec, index) => {
    const rank = steps.length === 0 ? 1 : model.outputShape.length - 1
    const kernelSeed = mix(seed, 1000 + index)
    add(spec, (shape) =>
      kerasLayer(spec, {
        name: `layer_${index + 1}_${spec.type}`,
        rank,
        seed: kernelSeed,
        vocabulary: input.tokens?.vocabulary ?? 1,
        shape,
      }),
    )
    if ('sequences' in spec) setRecurrentWeights(steps.at(-1)!.layer, spec.type, kernelSeed)
  })
  add(null, (shape) =>
    tf.layers.dense({
      name: 'logits',
      units: outputs,
      kernelInitializer: initialiser('linear', mix(seed, 1000 + blueprint.layers.length)),
      ...shape,
    }),
  )
  if (task !== 'regression') {
    const activation = task === 'binary' ? 'sigmoid' : 'softmax'
    model.add(tf.layers.activation({ name: 'probabilities', activation }))
  }
  const trained = model.trainableWeights as unknown as LayerVariable[]
  return {
    model,
    inputs,
    outputs,
    variables: trained.map(({ val }) => val),
    penalties: trained.map(({ originalName }) => (originalName.endsWith('kernel') ? blueprint.l2 : 0)),
    statistics: (model.nonTrainableWeights as unknown as LayerVariable[]).map(({ val }) => val),
    rowsAtOnce: rowsAtOnce(model),
    forward(x, step) {
      let hidden: Tensor = x
      steps.forEach(({ layer, spec }, index) => {
        if (spec?.type !== 'dropout') {
          const training = step !== null && spec?.type === 'batchNorm'
          hidden = layer.apply(hidden, training ? { training } : {}) as Tensor
        } else if (step !== null && spec.rate > 0) {
          const mask = dropoutMask(hidden.size, spec.rate, mix(mix(seed, step), index))
          hidden = hidden.mul(tf.tensor(mask, hidden.shape))
        }
      })
      return hidden as Tensor2D
    },
    dispose() {
      ;(model as LayersModel).dispose()
    },
  }
}

interface Making {
  name: string
  /** Lengths per row of what arrives: 2 for a series, 3 for an image. */
  rank: number
  seed: number
  vocabulary: number
  /** The input shape of the first layer. */
  shape: object
}

/** The layer of TensorFlow.js for a layer of a blueprint. */
function kerasLayer(spec: NetworkLayer, { name, rank, seed, vocabulary, shape }: Making): KerasLayer {
  const base = { name, ...shape }
  const kernelInitializer = initialiser('activation' in spec ? spec.activation : 'linear', seed)
  const series = rank === 2
  switch (spec.type) {
    case 'dense':
      return tf.layers.dense({ ...base, units: spec.units, activation: spec.activation, kernelInitializer })
    case 'conv1d':
    case 'conv2d':
    case 'separableConv2d': {
      const { filters, kernel, stride, padding, activation } = spec
      const common = { ...base, filters, kernelSize: kernel, strides: stride, padding, activation }
      if (spec.type === 'conv1d') return tf.layers.conv1d({ ...common, kernelInitializer })
      if (spec.type === 'conv2d') return tf.layers.conv2d({ ...common, kernelInitializer })
      return tf.layers.separableConv2d({
        ...common,
        depthwiseInitializer: kernelInitializer,
        pointwiseInitializer: initialiser(activation, mix(seed, 1)),
      })
    }
    case 'maxPool':
    case 'averagePool': {
      const { size } = spec
      if (spec.type === 'maxPool') {
        return series
          ? tf.layers.maxPooling1d({ ...base, poolSize: size })
          : tf.layers.maxPooling2d({ ...base, poolSize: size })
      }
      return series
        ? tf.layers.averagePooling1d({ ...base, poolSize: size })
        : tf.layers.averagePooling2d({ ...base, poolSize: size })
    }
    case 'globalMaxPool':
      return series ? tf.layers.globalMaxPooling1d(base) : tf.layers.globalMaxPooling2d(base)
    case 'globalAveragePool':
      return series ? tf.layers.globalAveragePooling1d(base) : tf.layers.globalAveragePooling2d(base)
    case 'flatten':
      // The stock layer takes no vector, which is flat already.
      return rank === 1 ? tf.layers.activation({ ...base, activation: 'linear' }) : tf.layers.flatten(base)
    case 'reshape':
      return tf.layers.reshape({ ...base, targetShape: [...spec.shape] })
    case 'dropout':
      return tf.layers.dropout({ ...base, rate: spec.rate })
    case 'batchNorm':
      return tf.layers.batchNormalization({ ...base, momentum: spec.momentum })
    case 'layerNorm':
      return tf.layers.layerNormalization(base)
    case 'embedding':
      return tf.layers.embedding({
        ...base,
        inputDim: vocabulary,
        outputDim: spec.size,
        embeddingsInitializer: tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed }),
      })
    case 'activation':
      return tf.layers.activation({ ...base, activation: spec.activation })
    case 'simpleRnn':
    case 'lstm':
    case 'gru': {
      const { units, sequences: returnSequences, bidirectional } = spec
      // The stock orthogonal initialiser takes minutes where units are many; `setRecurrentWeights` draws it.
      const recurrentInitializer = 'glorotUniform' as const
      const own = {
        ...(bidirectional ? { name: `${name}_way` } : base),
        units,
        returnSequences,
        recurrentInitializer,
      }
      const layer =
        spec.type === 'simpleRnn'
          ? tf.layers.simpleRNN(own)
          : tf.layers[spec.type]({ ...own, recurrentActivation: 'sigmoid' })
      return bidirectional ? tf.layers.bidirectional({ ...base, layer, mergeMode: 'concat' }) : layer
    }
  }
}
