import type { layers as Layers, SymbolicTensor, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
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
  const start = tf.input({ shape: [inputs], name: 'row' })
  const entry =
    input.shape.length > 1 ? tf.layers.reshape({ name: 'input', targetShape: [...input.shape] }) : null
  /** What enters, and what leaves each layer so far. */
  const left = [entry ? (entry.apply(start) as SymbolicTensor) : start]
  const steps: { layer: KerasLayer; spec: NetworkLayer | null }[] = []
  const add = (spec: NetworkLayer | null, layer: KerasLayer) => {
    left.push(layer.apply(arriving(spec, left)) as SymbolicTensor)
    steps.push({ layer, spec })
  }
  blueprint.layers.forEach((spec, index) => {
    const name = `layer_${index + 1}_${spec.type}`
    const rank = left.at(-1)!.shape.length - 1
    const own = { name, rank, seed: mix(seed, 1000 + index), vocabulary: input.tokens?.vocabulary ?? 1 }
    const layer = kerasLayer(spec, own)
    add(spec, layer)
    if ('sequences' in spec) setRecurrentWeights(layer, spec.type, own.seed)
  })
  const kernelInitializer = initialiser('linear', mix(seed, 1000 + blueprint.layers.length))
  add(null, tf.layers.dense({ name: 'logits', units: outputs, kernelInitializer }))
  const logits = left.at(-1)!
  const answers =
    task === 'regression'
      ? logits
      : (tf.layers
          .activation({ name: 'probabilities', activation: task === 'binary' ? 'sigmoid' : 'softmax' })
          .apply(logits) as SymbolicTensor)
  const model = tf.model({ name: 'network', inputs: start, outputs: answers })
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
      const left: Tensor[] = [entry ? (entry.apply(x) as Tensor) : x]
      steps.forEach(({ layer, spec }, index) => {
        const hidden = arriving(spec, left)
        if (spec?.type !== 'dropout') {
          const training = step !== null && spec?.type === 'batchNorm'
          left.push(layer.apply(hidden, training ? { training } : {}) as Tensor)
        } else if (step !== null && spec.rate > 0) {
          const from = hidden as Tensor
          const mask = dropoutMask(from.size, spec.rate, mix(mix(seed, step), index))
          left.push(from.mul(tf.tensor(mask, from.shape)))
        } else {
          left.push(hidden as Tensor)
        }
      })
      return left.at(-1) as Tensor2D
    },
    dispose() {
      model.dispose()
    },
  }
}

/** What a layer takes of what left those before it: the last, and for a residual add an earlier one, too. */
function arriving<T>(spec: NetworkLayer | null, left: readonly T[]): T | T[] {
  const last = left.at(-1) as T
  return spec?.type === 'add' ? [last, left.at(-1 - spec.back) as T] : last
}

interface Making {
  name: string
  /** Lengths per row of what arrives: 2 for a series, 3 for an image. */
  rank: number
  seed: number
  vocabulary: number
}

/** The layer of TensorFlow.js for a layer of a blueprint. */
function kerasLayer(spec: NetworkLayer, { name, rank, seed, vocabulary }: Making): KerasLayer {
  const base = { name }
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
    case 'add':
      return tf.layers.add(base)
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
