import { beforeAll, describe, expect, it } from 'vitest'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import type { MlpBlueprint } from '../models/blueprint.ts'
import { buildMlp } from '../models/network.ts'
import type { Task } from '../models/task.ts'
import type { TrainingCheckpoint } from './checkpoint.ts'
import { packCheckpoint, unpackCheckpoint } from './checkpoint-bytes.ts'
import { Generator } from './random.ts'
import { type TrainingOptions, type TrainingRows, trainNetwork } from './train-network.ts'

beforeAll(async () => {
  await initBackend()
})

const WIDTH = 3

/** Points whose class is told by their first two numbers. */
function rowsOf(count: number, seed: number): TrainingRows {
  const generator = Generator.fromSeed(seed)
  const x = Float32Array.from({ length: count * WIDTH }, () => generator.next() / 2 ** 31 - 1)
  const y = Float64Array.from({ length: count }, (_, row) =>
    (x[row * WIDTH] as number) > 0 ? 2 : (x[row * WIDTH + 1] as number) > 0 ? 1 : 0,
  )
  return { rows: count, x, y }
}

const blueprint: MlpBlueprint = {
  family: 'mlp',
  layers: [{ units: 8, activation: 'tanh' }],
  dropout: 0,
  l2: 0,
  training: {
    optimizer: 'adam',
    learningRate: 0.02,
    epochs: 10,
    batchSize: 16,
    earlyStopping: false,
    patience: 3,
    classWeights: 'none',
  },
}

interface Change {
  network?: Partial<Pick<MlpBlueprint, 'layers' | 'dropout' | 'l2'>>
  settings?: Partial<MlpBlueprint['training']>
  task?: Task
  options?: Partial<TrainingOptions>
}

async function trained({ network: parts, settings, task = 'multiclass', options }: Change = {}) {
  const network = buildMlp({
    blueprint: { ...blueprint, ...parts },
    inputs: WIDTH,
    task,
    classes: 3,
    seed: 5,
  })
  try {
    const result = await trainNetwork({
      network,
      task,
      settings: { ...blueprint.training, ...settings },
      train: rowsOf(100, 1),
      validation: rowsOf(40, 2),
      classWeights: null,
      targetScale: 1,
      seed: 9,
      fingerprint: 'test',
      ...options,
    })
    const weights = network.variables.map((variable) => Array.from(variable.dataSync()))
    return { ...result, weights }
  } finally {
    network.dispose()
  }
}

describe('trainNetwork', () => {
  it('learns', async () => {
    const { history, epochs, bestEpoch } = await trained({ settings: { epochs: 30 } })
    expect(history.epochs).toHaveLength(30)
    expect([epochs, bestEpoch]).toEqual([30, 30])
    expect(history.epochs.at(-1)?.val_accuracy).toBeGreaterThan(0.85)
    expect(history.epochs.at(-1)?.loss).toBeLessThan((history.epochs[0]?.loss as number) / 2)
  })

  it('learns numbers and two classes', async () => {
    const regression = await trained({ task: 'regression', settings: { epochs: 30 } })
    expect(regression.history.epochs.at(-1)?.val_rmse).toBeLessThan(0.6)
    const twoClasses = (rows: TrainingRows) => ({ ...rows, y: rows.y.map((label) => Math.min(label, 1)) })
    const binary = await trained({
      task: 'binary',
      settings: { epochs: 30 },
      options: { train: twoClasses(rowsOf(100, 1)), validation: twoClasses(rowsOf(40, 2)) },
    })
    expect(binary.history.epochs.at(-1)?.val_accuracy).toBeGreaterThan(0.85)
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    await trained({ network: { dropout: 0.2, l2: 0.01 }, settings: { epochs: 2, earlyStopping: true } })
    expect(tf.memory().numTensors).toBe(before)
    const diverging = trained({ task: 'regression', settings: { optimizer: 'sgd', learningRate: 1e30 } })
    await expect(diverging).rejects.toMatchObject({ code: 'training_diverged', kind: 'user' })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('gives the same weights for the same seed, others for another', async () => {
    const change: Change = { network: { dropout: 0.3 }, settings: { epochs: 3 } }
    const first = await trained(change)
    expect((await trained(change)).weights).toEqual(first.weights)
    expect((await trained({ ...change, options: { seed: 10 } })).weights).not.toEqual(first.weights)
  })

  it.each(['adam', 'sgd', 'rmsprop'] as const)(
    'goes on after an interruption in epoch 4 bit for bit (%s)',
    async (optimizer) => {
      const change: Change = {
        network: { dropout: 0.3, l2: 0.001, layers: [...blueprint.layers, { units: 4, activation: 'relu' }] },
        settings: { optimizer, earlyStopping: true, patience: 10 },
      }
      const straight = await trained(change)
      const controller = new AbortController()
      let saved: Uint8Array | undefined
      const store = {
        intervalMs: 0,
        load: async () => (saved ? unpackCheckpoint(saved) : null),
        save: async (checkpoint: TrainingCheckpoint) => {
          saved = Buffer.from(packCheckpoint(checkpoint))
          if (checkpoint.epoch === 3) controller.abort(new Error('killed'))
        },
      }
      await expect(
        trained({ ...change, options: { checkpoint: store, signal: controller.signal } }),
      ).rejects.toThrow('killed')
      expect(unpackCheckpoint(saved as Uint8Array).epoch).toBe(3)
      const epochs: number[] = []
      const resumed = await trained({
        ...change,
        options: { checkpoint: store, onEpoch: ({ epoch }) => epochs.push(epoch) },
      })
      expect(epochs).toEqual([4, 5, 6, 7, 8, 9, 10])
      expect(resumed.weights).toEqual(straight.weights)
      expect(resumed.history).toEqual(straight.history)
      expect(resumed.bestEpoch).toBe(straight.bestEpoch)
    },
  )

  /** Takes up where another training ended. */
  const after = ({ end }: { end: TrainingCheckpoint }) => {
    const packed = packCheckpoint(end)
    return { intervalMs: 0, load: async () => unpackCheckpoint(packed), save: async () => {} }
  }

  it.each(['adam', 'sgd', 'rmsprop'] as const)(
    'trains on after its end as if it had been longer from the start, bit for bit (%s)',
    async (optimizer) => {
      const tensors = tf.memory().numTensors
      const change = (epochs: number): Change => ({
        network: { dropout: 0.3, l2: 0.001 },
        settings: { optimizer, epochs, earlyStopping: true, patience: 40 },
      })
      const short = await trained(change(20))
      const long = await trained({ ...change(30), options: { checkpoint: after(short) } })
      const straight = await trained(change(30))
      expect(long.weights).toEqual(straight.weights)
      expect(packCheckpoint(long.end)).toEqual(packCheckpoint(straight.end))
      expect(long.history).toEqual(straight.history)
      expect(long.bestEpoch).toBe(straight.bestEpoch)
      expect(tf.memory().numTensors).toBe(tensors)
    },
  )

  it('goes on with more patience where it ended for lack of it, and starts afresh with less', async () => {
    const validation = rowsOf(40, 2)
    const contrary = { ...validation, y: validation.y.map((label) => 2 - label) }
    const change = (patience: number): Change => ({
      settings: { epochs: 40, earlyStopping: true, patience },
      options: { validation: contrary },
    })
    const impatient = await trained(change(3))
    const patient = await trained(change(6))
    expect([impatient.stoppedEarly, patient.epochs]).toEqual([true, impatient.epochs + 3])
    const more = await trained({
      ...change(6),
      options: { validation: contrary, checkpoint: after(impatient) },
    })
    expect(packCheckpoint(more.end)).toEqual(packCheckpoint(patient.end))
    const epochs: number[] = []
    const less = await trained({
      ...change(3),
      options: {
        validation: contrary,
        checkpoint: after(patient),
        onEpoch: ({ epoch }) => epochs.push(epoch),
      },
    })
    expect(epochs[0]).toBe(1)
    expect(packCheckpoint(less.end)).toEqual(packCheckpoint(impatient.end))
  })

  it.each([true, false])(
    'stops by hand after the epoch in hand and keeps the best weights (stop early %s)',
    async (earlyStopping) => {
      const validation = rowsOf(40, 2)
      const contrary = { ...validation, y: validation.y.map((label) => 2 - label) }
      let epochs = 0
      const options: Change['options'] = {
        validation: contrary,
        onEpoch: ({ epoch }) => (epochs = epoch),
        stopRequested: () => epochs >= 6,
      }
      const settings = { epochs: 50, earlyStopping, patience: 50 }
      const stopped = await trained({ settings, options })
      expect(stopped).toMatchObject({ epochs: 6, stoppedByHand: true, stoppedEarly: false })
      const losses = stopped.history.epochs.map((metrics) => metrics.val_loss as number)
      expect(Math.min(...losses)).toBe(losses[stopped.bestEpoch - 1])
      const upToBest = await trained({
        settings: { epochs: stopped.bestEpoch, earlyStopping: false },
        options: { validation: contrary },
      })
      expect(stopped.weights).toEqual(upToBest.weights)
      // Without validation rows nobody can say what is best, so the last weights are kept.
      epochs = 0
      const blind = await trained({ settings, options: { ...options, validation: null } })
      if (!earlyStopping) expect(blind.bestEpoch).toBe(6)
    },
  )

  it('starts afresh from a checkpoint of another training', async () => {
    let saved: TrainingCheckpoint | null = null
    const store = {
      intervalMs: 0,
      load: async () => saved,
      save: async (checkpoint: TrainingCheckpoint) => void (saved = checkpoint),
    }
    await trained({ settings: { epochs: 2 }, options: { checkpoint: store } })
    const log: string[] = []
    const { epochs } = await trained({
      settings: { epochs: 2 },
      options: { checkpoint: store, fingerprint: 'other', log: (message) => log.push(message) },
    })
    expect(epochs).toBe(2)
    expect(log).toEqual(['The checkpoint is of another training or backend: starting afresh.'])
  })

  it('stops early and keeps the best weights', async () => {
    // Validation labels that contradict training: the first epochs are the best.
    const validation = rowsOf(40, 2)
    const contrary = { ...validation, y: validation.y.map((label) => 2 - label) }
    const change: Change = {
      settings: { epochs: 50, earlyStopping: true, patience: 4 },
      options: { validation: contrary },
    }
    const stopped = await trained(change)
    expect(stopped.stoppedEarly).toBe(true)
    expect(stopped.epochs).toBe(stopped.bestEpoch + 4)
    const losses = stopped.history.epochs.map((metrics) => metrics.val_loss as number)
    expect(Math.min(...losses)).toBe(losses[stopped.bestEpoch - 1])
    const upToBest = await trained({
      ...change,
      settings: { epochs: stopped.bestEpoch, earlyStopping: false },
    })
    expect(stopped.weights).toEqual(upToBest.weights)
  })

  it('stops at once when aborted, within an epoch', async () => {
    const controller = new AbortController()
    const epochs: number[] = []
    setTimeout(() => controller.abort(new Error('stop')), 60)
    const training = trained({
      options: {
        signal: controller.signal,
        train: rowsOf(200_000, 1),
        validation: null,
        onEpoch: ({ epoch }) => epochs.push(epoch),
      },
    })
    await expect(training).rejects.toThrow('stop')
    expect(epochs).toEqual([])
  })

  it('says what to do when the loss is no longer a number', async () => {
    await expect(
      trained({ task: 'regression', settings: { optimizer: 'sgd', learningRate: 1e30 } }),
    ).rejects.toThrow(/training diverged in epoch \d+.*Lower the learning rate/)
  })

  it('reports a failed checkpoint instead of losing it', async () => {
    const store = {
      intervalMs: 0,
      load: async () => null,
      save: () => Promise.reject(new Error('disk full')),
    }
    await expect(trained({ options: { checkpoint: store } })).rejects.toThrow('disk full')
  })

  it('penalises weights as an L2 term of the loss does', async () => {
    const settings = { optimizer: 'sgd', learningRate: 0.1, epochs: 1, batchSize: 100 } as const
    const plain = await trained({ network: { layers: [] }, settings })
    const penalised = await trained({ network: { layers: [], l2: 0.5 }, settings })
    const network = buildMlp({
      blueprint: { ...blueprint, layers: [] },
      inputs: WIDTH,
      task: 'multiclass',
      classes: 3,
      seed: 5,
    })
    const start = Array.from(network.variables[0]?.dataSync() ?? [])
    network.dispose()
    // One step of gradient descent: the penalty takes 0.1 · 2 · 0.5 of each weight, and nothing of the biases.
    start.forEach((weight, index) => {
      const difference = (plain.weights[0]?.[index] as number) - (penalised.weights[0]?.[index] as number)
      expect(difference).toBeCloseTo(0.1 * weight, 6)
    })
    expect(penalised.weights[1]).toEqual(plain.weights[1])
  })

  it('takes the steps of TensorFlow.js fit', async () => {
    // One batch per epoch, so that the order of rows does not matter.
    const ours = await trained({ settings: { epochs: 5, batchSize: 100 } })
    const network = buildMlp({ blueprint, inputs: WIDTH, task: 'multiclass', classes: 3, seed: 5 })
    const { x, y } = rowsOf(100, 1)
    const [inputs, labels] = [tf.tensor2d(x, [100, WIDTH]), tf.oneHot(tf.tensor1d([...y], 'int32'), 3)]
    network.model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' })
    const { history } = await network.model.fit(inputs, labels, { epochs: 5, batchSize: 100, verbose: 0 })
    ours.history.epochs.forEach(({ loss }, epoch) => {
      expect(loss).toBeCloseTo(history.loss?.[epoch] as number, 4)
    })
    network.dispose()
    tf.dispose([inputs, labels])
  })
})

it('dropout leaves out its share and keeps the sum', async () => {
  const { dropoutMask } = await import('../models/network.ts')
  const mask = dropoutMask(20_000, 0.25, 3)
  const out = mask.filter((value) => value === 0).length
  expect(Math.abs(out / 20_000 - 0.25)).toBeLessThan(0.015)
  expect(mask.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6)).toBe(true)
  expect(dropoutMask(20_000, 0.25, 3)).toEqual(mask)
  expect(dropoutMask(20_000, 0.25, 4)).not.toEqual(mask)
})
