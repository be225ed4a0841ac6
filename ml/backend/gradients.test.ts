import type { Rank, Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { initBackend } from './init-backend.ts'
import { tf } from './tf.ts'

beforeAll(async () => {
  await initBackend()
})

/** Fixed numbers in −1…1, none nearer than 0.05 to zero, so that no kink lies within a difference. */
function numbers(count: number, salt: number): Float32Array {
  const values = new Float32Array(count)
  let state = 0x9e3779b9 ^ salt
  for (let i = 0; i < count; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5
    const unit = ((state >>> 8) & 0xffff) / 0xffff
    const value = unit * 2 - 1
    values[i] = Math.abs(value) < 0.05 ? 0.05 + unit / 10 : value
  }
  return values
}

/** As many numbers, no two nearer than 0.05, in a fixed disorder: no difference changes which one is the largest. */
function distinct(count: number): Float32Array {
  const disorder = [...numbers(count, 5).entries()].sort((a, b) => a[1] - b[1]).map(([index]) => index)
  return Float32Array.from(disorder, (rank) => (rank - count / 2) * 0.05)
}

type Loss = (inputs: Tensor[]) => Tensor<Rank.R0>
interface Case {
  name: string
  shapes: number[][]
  loss: Loss
  /** For kinks between inputs. */
  distinct?: boolean
  /** Added to all inputs: negative ones reach what the stock MaxPoolGrad of the WASM backend gets wrong. */
  shift?: number
}

const weigh = (output: Tensor): Tensor<Rank.R0> =>
  output.mul(tf.tensor(numbers(output.size, 77), output.shape)).sum() as Tensor<Rank.R0>

const activation = (name: string, f: (x: Tensor) => Tensor): Case => ({
  name,
  shapes: [[4, 5]],
  loss: ([x]) => weigh(f(x as Tensor)),
})

const oneHot = () => tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3).toFloat()

const cases: Case[] = [
  {
    name: 'dense',
    shapes: [[4, 3], [3, 5], [5]],
    loss: ([x, w, b]) => weigh(tf.matMul(x as Tensor, w as Tensor).add(b as Tensor)),
  },
  {
    name: 'a dense layer large enough to be transposed first',
    shapes: [[9, 30], [30, 20], [20]],
    loss: ([x, w, b]) => weigh(tf.matMul(x as Tensor, w as Tensor).add(b as Tensor)).div(20),
  },
  {
    name: 'products of batches of matrices',
    shapes: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    loss: ([a, b]) => weigh(tf.matMul(a as Tensor, b as Tensor, false, true)),
  },
  {
    name: 'fused dense with relu',
    shapes: [[4, 3], [3, 5], [5]],
    loss: ([a, b, bias]) =>
      weigh(tf.fused.matMul({ a: a as Tensor, b: b as Tensor, bias: bias as Tensor, activation: 'relu' })),
  },
  activation('relu', (x) => tf.relu(x)),
  activation('tanh', (x) => tf.tanh(x)),
  activation('sigmoid', (x) => tf.sigmoid(x)),
  activation('elu', (x) => tf.elu(x)),
  activation('selu', (x) => tf.selu(x)),
  activation('softplus', (x) => tf.softplus(x)),
  activation('softmax', (x) => tf.softmax(x)),
  activation('log softmax', (x) => tf.logSoftmax(x)),
  activation('squared norm', (x) => tf.square(x)),
  {
    name: 'softmax cross entropy',
    shapes: [[4, 3]],
    loss: ([x]) =>
      tf
        .logSoftmax(x as Tensor)
        .mul(oneHot())
        .sum()
        .mul(-0.25) as Tensor<Rank.R0>,
  },
  {
    name: 'sigmoid cross entropy',
    shapes: [[6, 1]],
    loss: ([x]) =>
      tf.losses.sigmoidCrossEntropy(tf.tensor2d([1, 0, 1, 1, 0, 0], [6, 1]), x as Tensor) as Tensor<Rank.R0>,
  },
  {
    name: 'mean squared error',
    shapes: [[6, 1]],
    loss: ([x]) =>
      tf.losses.meanSquaredError(tf.tensor2d([1, 0, 1, 2, 0, -1], [6, 1]), x as Tensor) as Tensor<Rank.R0>,
  },
  ...['same', 'valid'].flatMap((pad): Case[] => [
    {
      name: `max pooling of negative numbers, ${pad}`,
      shapes: [[2, 5, 5, 3]],
      distinct: true,
      shift: -9,
      loss: ([x]) => weigh(tf.maxPool(x as Tensor<Rank.R4>, 2, 2, pad as 'same')),
    },
    {
      name: `overlapping max pooling, ${pad}`,
      shapes: [[2, 6, 6, 2]],
      distinct: true,
      loss: ([x]) => weigh(tf.maxPool(x as Tensor<Rank.R4>, 3, 1, pad as 'same')),
    },
    {
      name: `convolution, ${pad}`,
      shapes: [
        [2, 6, 5, 3],
        [3, 2, 3, 4],
      ],
      loss: ([x, f]) => weigh(tf.conv2d(x as Tensor<Rank.R4>, f as Tensor<Rank.R4>, [2, 1], pad as 'same')),
    },
    {
      name: `depthwise convolution, ${pad}`,
      shapes: [
        [1, 5, 5, 2],
        [3, 3, 2, 2],
      ],
      loss: ([x, f]) =>
        weigh(tf.depthwiseConv2d(x as Tensor<Rank.R4>, f as Tensor<Rank.R4>, 1, pad as 'same')),
    },
  ]),
  {
    name: 'average pooling',
    shapes: [[2, 4, 4, 2]],
    loss: ([x]) => weigh(tf.avgPool(x as Tensor<Rank.R4>, 2, 2, 'valid')),
  },
  {
    name: 'embedding',
    shapes: [[5, 3]],
    loss: ([table]) => weigh(tf.gather(table as Tensor, tf.tensor1d([4, 0, 4, 2, 1, 4], 'int32'))),
  },
]

const inputsOf = (item: Case) =>
  item.shapes.map((shape, index) => {
    const count = shape.reduce((product, size) => product * size, 1)
    return (item.distinct ? distinct(count) : numbers(count, index + 1)).map(
      (value) => value + (item.shift ?? 0),
    )
  })

function evaluate(item: Case, values: Float32Array[]): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const tensors = values.map((value, index) => tf.tensor(value, item.shapes[index] as number[]))
    const { value, grads } = tf.valueAndGrads((...inputs: Tensor[]) => item.loss(inputs))(tensors)
    return {
      loss: value.dataSync()[0] as number,
      gradients: grads.map((gradient) => gradient.dataSync().slice() as Float32Array),
    }
  })
}

async function onCpu<T>(work: () => T): Promise<T> {
  const name = tf.getBackend()
  await tf.setBackend('cpu')
  try {
    return work()
  } finally {
    await tf.setBackend(name)
  }
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number))
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference)
  }
  return largest
}

describe.each(cases)('gradient of $name', (item) => {
  it('equals that of the CPU backend', async () => {
    const ours = evaluate(item, inputsOf(item))
    const cpu = await onCpu(() => evaluate(item, inputsOf(item)))
    expect(Math.abs(ours.loss - cpu.loss)).toBeLessThan(1e-4)
    ours.gradients.forEach((gradient, index) => {
      expect(largestDifference(gradient, cpu.gradients[index] as Float32Array)).toBeLessThan(1e-4)
    })
  })

  it('equals finite differences', () => {
    const values = inputsOf(item)
    const { gradients } = evaluate(item, values)
    const step = 1 / 128
    const lossAt = (input: number, at: number, offset: number) =>
      evaluate(
        item,
        values.map((value, index) =>
          index === input ? value.map((number, i) => (i === at ? number + offset : number)) : value,
        ),
      ).loss
    gradients.forEach((gradient, input) => {
      const numeric = gradient.map(
        (_, at) => (lossAt(input, at, step) - lossAt(input, at, -step)) / (2 * step),
      )
      expect(largestDifference(gradient, numeric)).toBeLessThan(3e-3)
    })
  })

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors
    evaluate(item, inputsOf(item))
    expect(tf.memory().numTensors).toBe(before)
  })
})

it.each([
  [[1, 40, 12], [1, 40, 15], true, false],
  [[40, 12], [15, 12], false, true],
  [[12, 40], [15, 12], true, true],
  [[1, 1, 30, 7], [1, 1, 30, 25], true, false],
] as const)('multiplies transposed matrices %j and %j', async (shapeA, shapeB, transposeA, transposeB) => {
  const product = () =>
    tf.tidy(() => {
      const size = (shape: readonly number[]) => shape.reduce((total, length) => total * length, 1)
      const a = tf.tensor(numbers(size(shapeA), 1), [...shapeA])
      const b = tf.tensor(numbers(size(shapeB), 2), [...shapeB])
      const result = tf.matMul(a, b, transposeA, transposeB)
      return { shape: result.shape, values: result.dataSync().slice() }
    })
  const before = tf.memory().numTensors
  const ours = product()
  expect(tf.memory().numTensors).toBe(before)
  const cpu = await onCpu(product)
  expect(ours.shape).toEqual(cpu.shape)
  expect(largestDifference(ours.values, cpu.values)).toBeLessThan(1e-5)
})

it('lends missing kernels of many inputs from the CPU backend', () => {
  const before = tf.memory().numTensors
  const difference = tf.tidy(() => {
    const a = tf.tensor2d(numbers(12, 1), [3, 4])
    const b = tf.tensor2d(numbers(8, 2), [4, 2])
    return largestDifference(tf.einsum('ij,jk->ik', a, b).dataSync(), tf.matMul(a, b).dataSync())
  })
  expect(difference).toBeLessThan(1e-6)
  expect(tf.memory().numTensors).toBe(before)
})
