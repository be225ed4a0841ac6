import type { Tensor2D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { networkLayer, type NetworkLayer, networkPresets } from '../../nodes/kit/network-layers.ts'
import { networkShapes } from '../../nodes/kit/network-shapes.ts'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import type { NetworkInput } from './encoder.ts'
import { buildLayered } from './layered-network.ts'
import { loadNetwork, saveNetwork } from './weights.ts'

beforeAll(async () => {
  await initBackend()
})

const layersOf = (...layers: object[]): NetworkLayer[] => layers.map((layer) => networkLayer.parse(layer))

interface Case {
  name: string
  input: NetworkInput
  layers: NetworkLayer[]
}

const image: NetworkInput = { shape: [9, 8, 2] }
const series: NetworkInput = { shape: [7, 3] }
const ways = [
  {},
  { sequences: true },
  { bidirectional: true },
  { sequences: true, bidirectional: true },
] as const

const cases: Case[] = [
  { name: 'nothing', input: { shape: [5] }, layers: [] },
  { name: 'dense', input: { shape: [5] }, layers: layersOf({ type: 'dense', units: 4 }) },
  {
    name: 'dense on a series',
    input: series,
    layers: layersOf({ type: 'dense', units: 4 }, { type: 'flatten' }),
  },
  ...(['conv2d', 'separableConv2d', 'conv1d'] as const).flatMap((type) =>
    (['same', 'valid'] as const).flatMap((padding) =>
      [1, 2].map((stride) => ({
        name: `${type}, ${padding}, stride ${stride}`,
        input: type === 'conv1d' ? series : image,
        layers: layersOf({ type, padding, stride, kernel: 3, filters: 4 }, { type: 'flatten' }),
      })),
    ),
  ),
  ...(['maxPool', 'averagePool'] as const).flatMap((type) =>
    [image, series].flatMap((input) =>
      [2, 3].map((size) => ({
        name: `${type} of ${size}, ${input.shape.join(' × ')}`,
        input,
        layers: layersOf({ type, size }, { type: 'flatten' }),
      })),
    ),
  ),
  ...(['globalMaxPool', 'globalAveragePool'] as const).flatMap((type) =>
    [image, series].map((input) => ({
      name: `${type}, ${input.shape.join(' × ')}`,
      input,
      layers: layersOf({ type }),
    })),
  ),
  {
    name: 'reshape',
    input: { shape: [12] },
    layers: layersOf({ type: 'reshape', shape: [4, 3] }, { type: 'flatten' }),
  },
  ...['batchNorm', 'layerNorm', 'dropout', 'activation'].flatMap((type) =>
    [image, series, { shape: [5] }].map((input) => ({
      name: `${type}, ${input.shape.join(' × ')}`,
      input,
      layers: layersOf({ type }, { type: 'flatten' }),
    })),
  ),
  ...['simpleRnn', 'lstm', 'gru'].flatMap((type) =>
    ways.map((way) => ({
      name: `${type} ${JSON.stringify(way)}`,
      input: series,
      layers: layersOf({ type, units: 5, ...way }, { type: 'flatten' }),
    })),
  ),
  {
    name: 'embedding',
    input: { shape: [6], tokens: { vocabulary: 11 } },
    layers: layersOf({ type: 'embedding', size: 4 }, { type: 'gru', units: 3 }),
  },
  {
    name: 'a residual add',
    input: image,
    layers: layersOf(
      { type: 'conv2d', filters: 2 },
      { type: 'batchNorm' },
      { type: 'dropout' },
      { type: 'add', back: 3 },
      { type: 'conv2d', filters: 2 },
      { type: 'add', back: 1 },
      { type: 'flatten' },
    ),
  },
  { name: 'the small CNN', input: image, layers: [...(networkPresets['Small CNN'] ?? [])] },
]

const build = ({ input, layers }: Case, seed = 3) =>
  buildLayered({ blueprint: { layers, l2: 0 }, input, task: 'multiclass', classes: 3, seed })

const rowsOf = ({ input }: Case, rows = 4): Tensor2D => {
  const width = input.shape.reduce((product, length) => product * length, 1)
  const made = input.tokens
    ? tf.tidy(() => tf.randomUniform([rows, width], 0, 11, 'int32', 5).toFloat())
    : tf.randomNormal([rows, width], 0, 1, 'float32', 5)
  return made as Tensor2D
}

describe.each(cases)('$name', (each) => {
  it('has the shapes and the weights that were worked out without TensorFlow', () => {
    const network = build(each)
    const { layers: made } = network.model
    const shapes = networkShapes(each.layers, each.input, 3)
    const own = made.filter(({ name }) => name.startsWith('layer_'))
    expect(shapes.layers.map(({ shape }) => shape)).toEqual(
      own.map(({ outputShape }) => (outputShape as number[]).slice(1)),
    )
    expect(shapes.layers.map(({ parameters }) => parameters)).toEqual(own.map((layer) => layer.countParams()))
    expect(shapes.output).toEqual({ shape: [3], parameters: network.model.getLayer('logits').countParams() })
    expect(shapes.parameters).toBe(network.model.countParams())
    network.dispose()
  })

  it('answers after saving and loading as before, and leaves no tensor', async () => {
    const before = tf.memory().numTensors
    const network = build(each)
    const x = rowsOf(each)
    const { artifact, weights } = await saveNetwork(network.model)
    const loaded = await loadNetwork(JSON.parse(JSON.stringify(artifact)), weights)
    const answers = tf.tidy(() => [
      ...(loaded.apply(x) as Tensor2D).dataSync(),
      ...network.forward(x, null).softmax().dataSync(),
    ])
    const half = answers.length / 2
    answers.slice(0, half).forEach((answer, at) => expect(answer).toBeCloseTo(answers[half + at] ?? NaN, 6))
    x.dispose()
    loaded.dispose()
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('follows from its seed alone', () => {
    const [one, same, other] = [build(each), build(each), build(each, 4)]
    const numbers = (network: typeof one) => network.variables.map((variable) => [...variable.dataSync()])
    expect(numbers(one)).toEqual(numbers(same))
    expect(numbers(one)).not.toEqual(numbers(other))
    for (const network of [one, same, other]) network.dispose()
  })
})
