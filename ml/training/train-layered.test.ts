import { beforeAll, describe, expect, it } from 'vitest'
import { networkLayer, type NetworkLayer } from '../../nodes/kit/network-layers.ts'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import { buildLayered } from '../models/layered-network.ts'
import type { TrainingSettings } from '../models/training-settings.ts'
import type { TrainingCheckpoint } from './checkpoint.ts'
import { packCheckpoint, unpackCheckpoint } from './checkpoint-bytes.ts'
import { Generator } from './random.ts'
import { type TrainingOptions, type TrainingRows, trainNetwork } from './train-network.ts'

beforeAll(async () => {
  await initBackend()
})

const SIDE = 6

/** Pictures of noise with a bright bar: upright (0), level (1) or none (2). */
function picturesOf(count: number, seed: number): TrainingRows {
  const generator = Generator.fromSeed(seed)
  const size = SIDE * SIDE
  const x = Float32Array.from({ length: count * size }, () => generator.next() / 2 ** 33)
  const y = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const kind = generator.below(3)
    const at = generator.below(SIDE)
    for (let i = 0; i < SIDE && kind < 2; i++)
      x[row * size + (kind === 0 ? i * SIDE + at : at * SIDE + i)] = 1
    y[row] = kind
  }
  return { rows: count, x, y }
}

const layersOf = (...layers: object[]): NetworkLayer[] => layers.map((layer) => networkLayer.parse(layer))
const convolutions = layersOf(
  { type: 'conv2d', filters: 6 },
  { type: 'batchNorm' },
  { type: 'maxPool' },
  { type: 'dropout', rate: 0.2 },
  { type: 'flatten' },
)
const recurrent = layersOf(
  { type: 'reshape', shape: [SIDE, SIDE] },
  { type: 'lstm', units: 6, sequences: true, bidirectional: true },
  { type: 'layerNorm' },
  { type: 'gru', units: 6 },
)

const usual: TrainingSettings = {
  optimizer: 'adam',
  learningRate: 0.02,
  epochs: 8,
  batchSize: 16,
  earlyStopping: false,
  patience: 3,
  classWeights: 'none',
}

async function trained(
  layers: NetworkLayer[],
  settings: Partial<TrainingSettings> = {},
  options: Partial<TrainingOptions> = {},
) {
  const network = buildLayered({
    blueprint: { layers, l2: 0.0001 },
    input: { shape: [SIDE, SIDE, 1] },
    task: 'multiclass',
    classes: 3,
    seed: 5,
  })
  try {
    const result = await trainNetwork({
      network,
      task: 'multiclass',
      settings: { ...usual, ...settings },
      train: picturesOf(120, 1),
      validation: picturesOf(60, 2),
      classWeights: null,
      targetScale: 1,
      seed: 9,
      fingerprint: 'test',
      ...options,
    })
    const numbers = [...network.variables, ...network.statistics].map((each) => [...each.dataSync()])
    return { ...result, numbers, statistics: network.statistics.map((each) => [...each.dataSync()]) }
  } finally {
    network.dispose()
  }
}

describe.each([
  ['convolutions with batch normalisation and dropout', convolutions, {}],
  ['recurrent layers', recurrent, { batchSize: 40, learningRate: 0.05, epochs: 10 }],
] as const)('%s', (_, layers, settings) => {
  it('learn, and leave no tensor', async () => {
    const tensors = tf.memory().numTensors
    const seen: number[] = []
    const { history } = await trained(layers, settings, { onEpoch: () => seen.push(tf.memory().numTensors) })
    // One in three by chance.
    expect(history.epochs.at(-1)?.val_accuracy).toBeGreaterThan(0.6)
    expect(new Set(seen).size).toBe(1)
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('come out the same, bit for bit, where training was interrupted', async () => {
    let kept: Uint8Array | undefined
    const store = {
      intervalMs: 0,
      load: async () => null,
      save: async (checkpoint: TrainingCheckpoint) => {
        if (checkpoint.epoch === 2) kept = packCheckpoint(checkpoint)
      },
    }
    const straight = await trained(layers, { ...settings, epochs: 4 }, { checkpoint: store })
    const resumed = await trained(
      layers,
      { ...settings, epochs: 4 },
      { checkpoint: { ...store, load: async () => unpackCheckpoint(kept as Uint8Array) } },
    )
    expect(resumed.numbers).toEqual(straight.numbers)
    expect(resumed.history).toEqual(straight.history)
    expect(packCheckpoint(resumed.end)).toEqual(packCheckpoint(straight.end))
  })
})

it('takes the averages of batch normalisation back to the best epoch with the weights', async () => {
  // Validation that contradicts the training: the first epoch is the best one.
  const validation = picturesOf(60, 2)
  const contrary = { ...validation, y: validation.y.map((kind) => (kind + 1) % 3) }
  const long = await trained(convolutions, { earlyStopping: true, patience: 3 }, { validation: contrary })
  const short = await trained(convolutions, { epochs: long.bestEpoch }, { validation: contrary })
  expect(long.bestEpoch).toBeLessThan(long.epochs)
  expect(long.numbers).toEqual(short.numbers)
  expect(long.statistics.map(({ length }) => length)).toEqual([6, 6])
})
