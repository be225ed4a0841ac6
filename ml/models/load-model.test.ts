import { beforeAll, describe, expect, it } from 'vitest'
import type { Column } from '../../nodes/kit/columns.ts'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import type { ColumnBatch, ColumnData } from '../tables/column-batch.ts'
import { type Activation, activations } from './training-settings.ts'
import { denseForward } from './dense-forward.ts'
import { compileEncoder, type Encoder } from './encoder.ts'
import { loadModel } from './load-model.ts'
import { type MlpManifest, parseManifest } from './manifest.ts'
import { buildMlp } from './network.ts'
import { outputsOf, type Task } from './task.ts'
import { decodeWeights, loadNetwork, saveNetwork } from './weights.ts'

beforeAll(async () => {
  await initBackend()
})

const column = (name: string, kind: Column['kind']): Column => ({
  id: name,
  name,
  storage: kind === 'number' ? 'double' : kind === 'boolean' ? 'boolean' : 'varchar',
  kind,
  role: 'feature',
})

const encoder: Encoder = [
  { column: 'mass', as: 'number', missing: 0.5 },
  { column: 'island', as: 'oneHot', categories: ['a', 'b'] },
]

async function modelOf(
  task: Task,
  options: { activation?: Activation; target?: Column; classes?: string[] } = {},
) {
  const classes = options.classes ?? (task === 'binary' ? ['no', 'yes'] : ['x', 'y', 'z'])
  const activation = options.activation ?? 'relu'
  const layers = [
    { units: 16, activation },
    { units: 8, activation },
  ]
  const network = buildMlp({
    blueprint: { layers, dropout: 0.5, l2: 0 },
    inputs: 3,
    task,
    classes: classes.length,
    seed: 11,
  })
  const { artifact, weights } = await saveNetwork(network.model)
  const parameters = network.variables.reduce((sum, { size }) => sum + size, 0)
  network.dispose()
  const manifest: MlpManifest = {
    version: 1,
    family: 'mlp',
    task,
    target: options.target ?? column('answer', task === 'regression' ? 'number' : 'category'),
    ...(task !== 'regression' && { classes }),
    inputs: [column('mass', 'number'), column('island', 'category')],
    encoder,
    ...(task === 'regression' && { targetScaling: { mean: 100, scale: 10 } }),
    layers: [...layers, { units: outputsOf(task, classes.length), activation: 'linear' }],
    network: artifact,
    weights: { sha256: 'w', sizeBytes: weights.byteLength, mediaType: 'x' },
    parameters,
    training: {} as MlpManifest['training'],
    seed: 11,
    backend: { name: 'wasm', version: 'test' },
  }
  // As it is stored: JSON, and bytes at an odd offset of a larger buffer of Node's.
  const buffer = Buffer.alloc(weights.byteLength + 3)
  buffer.set(weights, 3)
  const json: unknown = JSON.parse(JSON.stringify(manifest))
  return { manifest, weights, model: await loadModel(json, async () => buffer.subarray(3)) }
}

function batchOf(rows: number): ColumnBatch {
  return {
    rows,
    columns: {
      mass: Float64Array.from({ length: rows }, (_, row) =>
        row % 7 === 3 ? Number.NaN : Math.sin(row * 12.9) * 2,
      ),
      island: Array.from({ length: rows }, (_, row) => [null, 'a', 'b', 'unknown'][row % 4] ?? null),
    },
  }
}

/** One row of a batch, as a batch. */
const rowOf = ({ columns }: ColumnBatch, row: number): ColumnBatch => ({
  rows: 1,
  columns: Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.slice(row, row + 1) as ColumnData]),
  ),
})

const tasks: Task[] = ['regression', 'binary', 'multiclass']

describe.each(tasks)('a model for %s', (task) => {
  it.each(activations)('answers alike in plain loops and on the backend (%s)', async (activation) => {
    const { model } = await modelOf(task, { activation })
    const batch = batchOf(64)
    const together = model.answers(batch)
    const width = together.length / 64
    for (let row = 0; row < 64; row++) {
      const alone = model.answers(rowOf(batch, row))
      alone.forEach((value, index) => {
        const other = together[row * width + index] as number
        // For numbers the output is multiplied by 10.
        expect(Math.abs(value - other)).toBeLessThan(task === 'regression' ? 1e-4 : 1e-5)
      })
    }
    model.dispose()
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const { model } = await modelOf(task)
    model.predict(batchOf(3))
    model.predict(batchOf(100))
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('predict', () => {
  it('gives the likeliest class and the probability of each', async () => {
    const { model } = await modelOf('multiclass')
    const { rows, columns } = model.predict(batchOf(40))
    expect(rows).toBe(40)
    expect(Object.keys(columns)).toEqual(['prediction', 'probability_x', 'probability_y', 'probability_z'])
    for (let row = 0; row < rows; row++) {
      const probabilities = ['x', 'y', 'z'].map((label) => columns[`probability_${label}`]?.[row] as number)
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
      expect(columns.prediction?.[row]).toBe(
        ['x', 'y', 'z'][probabilities.indexOf(Math.max(...probabilities))],
      )
    }
    model.dispose()
  })

  it('decodes numbers into the unit of the target', async () => {
    const { model } = await modelOf('regression')
    const { columns } = model.predict(batchOf(40))
    expect(columns.prediction).toBeInstanceOf(Float64Array)
    const values = columns.prediction as Float64Array
    expect(values.every((value) => value > 50 && value < 150)).toBe(true)
    expect(Object.keys(columns)).toEqual(['prediction'])
    model.dispose()
  })

  it('answers true or false for a boolean target', async () => {
    const { model } = await modelOf('binary', {
      target: column('ok', 'boolean'),
      classes: ['false', 'true'],
    })
    const { columns } = model.predict(batchOf(4))
    const isTrue = (columns.probability_true as Float64Array)[0] as number
    expect(columns.prediction?.[0]).toBe(isTrue > 0.5)
    model.dispose()
  })

  it('answers no rows with no rows', async () => {
    const { model } = await modelOf('multiclass')
    expect(model.predict(batchOf(0)).rows).toBe(0)
    model.dispose()
  })

  it('answers rows alike whether alone or among many thousands', async () => {
    const { model } = await modelOf('binary')
    const many = model.answers(batchOf(10_000))
    const alone = model.answers(rowOf(batchOf(10_000), 9_999))
    expect(Math.abs((many.at(-1) as number) - (alone[1] as number))).toBeLessThan(1e-6)
    model.dispose()
  })

  it('names a missing column and one of the wrong type', async () => {
    const { model } = await modelOf('binary')
    const { mass, island } = batchOf(1).columns
    expect(() => model.predict({ rows: 1, columns: { mass: mass as Float64Array } })).toThrow(
      'Column "island" is missing.',
    )
    expect(() => model.predict({ rows: 1, columns: { mass: island as string[], island: ['a'] } })).toThrow(
      'Column "mass" must hold numbers.',
    )
    model.dispose()
  })
})

it('saves what stock TensorFlow.js loads', async () => {
  const { manifest, weights, model } = await modelOf('multiclass')
  const stock = await loadNetwork(manifest.network, weights)
  expect(stock.inputs[0]?.shape).toEqual([null, 3])
  const decoded = decodeWeights(manifest.network.weightSpecs, weights)
  expect([...decoded.keys()]).toEqual([
    'hidden_1/kernel',
    'hidden_1/bias',
    'hidden_2/kernel',
    'hidden_2/bias',
    'logits/kernel',
    'logits/bias',
  ])
  const matrix = new Float32Array(20 * 3)
  compileEncoder(encoder).encode(batchOf(20), matrix)
  const expected = tf.tidy(() =>
    (stock.predict(tf.tensor2d(matrix, [20, 3])) as ReturnType<typeof tf.tensor>).dataSync(),
  )
  expect(model.answers(batchOf(20))).toEqual(expected)
  stock.dispose()
  model.dispose()
})

it('gives the same manifest and weights for the same seed', async () => {
  const [first, second] = [await modelOf('binary'), await modelOf('binary')]
  expect(first.manifest).toEqual(second.manifest)
  expect(first.weights).toEqual(second.weights)
  first.model.dispose()
  second.model.dispose()
})

it('runs dense layers by hand', () => {
  const layer = {
    inputs: 2,
    units: 2,
    activation: 'relu' as const,
    kernel: Float32Array.from([1, -1, 2, 3]),
    bias: Float32Array.from([0.5, 0]),
  }
  expect(Array.from(denseForward([layer], Float32Array.from([1, 2, -1, 0]), 2))).toEqual([5.5, 5, 0, 1])
})

it('refuses a manifest that it can not read', () => {
  expect(() => parseManifest({ version: 2 })).toThrow(/another version \(2\).*Train it again/)
  expect(() => parseManifest(null)).toThrow(/not a model/)
  expect(() => parseManifest({ version: 1, family: 'oracle' })).toThrow(/"oracle" is not known/)
})
