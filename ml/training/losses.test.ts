import { beforeAll, describe, expect, it } from 'vitest'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import { type LossFunction, sigmoidCrossEntropy, softmaxCrossEntropy, squaredError } from './losses.ts'

beforeAll(async () => {
  await initBackend()
})

const logits3 = Float64Array.from([0.2, -1, 2, 3, 0.5, -0.5, 0.1, 0.1, 0.1, -2, 40, 1])
const logits1 = Float64Array.from([0.3, -2, 5, 0])
const cases = [
  {
    name: 'softmax cross-entropy',
    loss: softmaxCrossEntropy,
    logits: logits3,
    outputs: 3,
    values: [2, 1, 0, 1],
    classWeights: Float32Array.from([0.5, 2, 1]),
  },
  {
    name: 'sigmoid cross-entropy',
    loss: sigmoidCrossEntropy,
    logits: logits1,
    outputs: 1,
    values: [1, 1, 0, 0],
    classWeights: Float32Array.from([0.5, 2]),
  },
  {
    name: 'squared error',
    loss: squaredError,
    logits: logits1,
    outputs: 1,
    values: [0.5, -1, 2, 0],
    classWeights: null,
  },
] satisfies (Omit<Parameters<LossFunction>[0], 'targets' | 'rows'> & Record<string, unknown>)[]

describe.each(cases)('$name', ({ loss, logits, outputs, values, classWeights }) => {
  const rows = 4
  const targets = { values: Float64Array.from(values), classWeights }

  it('has the gradient of finite differences', () => {
    const gradient = new Float32Array(logits.length)
    loss({ logits, outputs, rows, targets, gradient })
    const step = 1e-5
    logits.forEach((_, at) => {
      const shifted = (by: number) => {
        const moved = logits.slice()
        moved[at] = (moved[at] as number) + by
        return loss({ logits: moved, outputs, rows, targets }).lossSum / rows
      }
      const numeric = (shifted(step) - shifted(-step)) / (2 * step)
      expect(Math.abs((gradient[at] as number) - numeric)).toBeLessThan(1e-6)
    })
  })

  it('follows the rows it is pointed to', () => {
    const backwards = Float64Array.from([...logits].reverse())
    const indices = [3, 2, 1, 0]
    const reversedRows = outputs === 1 ? backwards : rowsReversed(logits, outputs)
    const straight = loss({ logits, outputs, rows, targets })
    const pointed = loss({ logits: reversedRows, outputs, rows, targets, indices })
    expect(pointed.lossSum).toBeCloseTo(straight.lossSum, 12)
    expect(pointed.scoreSum).toBe(straight.scoreSum)
  })
})

function rowsReversed(logits: Float64Array, outputs: number): Float64Array {
  const rows: number[][] = []
  for (let at = 0; at < logits.length; at += outputs)
    rows.unshift(Array.from(logits.subarray(at, at + outputs)))
  return Float64Array.from(rows.flat())
}

it('agrees with the losses of TensorFlow.js', () => {
  const [softmax, sigmoid, squared] = tf.tidy(() => [
    tf.losses
      .softmaxCrossEntropy(
        tf.oneHot(tf.tensor1d([2, 1, 0, 1], 'int32'), 3),
        tf.tensor2d([...logits3], [4, 3]),
      )
      .dataSync()[0],
    tf.losses.sigmoidCrossEntropy([1, 1, 0, 0], tf.tensor1d([...logits1])).dataSync()[0],
    tf.losses.meanSquaredError([0.5, -1, 2, 0], tf.tensor1d([...logits1])).dataSync()[0],
  ])
  const mean = (loss: LossFunction, logits: Float64Array, outputs: number, values: number[]) =>
    loss({
      logits,
      outputs,
      rows: 4,
      targets: { values: Float64Array.from(values), classWeights: null },
    }).lossSum / 4
  expect(mean(softmaxCrossEntropy, logits3, 3, [2, 1, 0, 1])).toBeCloseTo(softmax as number, 5)
  expect(mean(sigmoidCrossEntropy, logits1, 1, [1, 1, 0, 0])).toBeCloseTo(sigmoid as number, 5)
  expect(mean(squaredError, logits1, 1, [0.5, -1, 2, 0])).toBeCloseTo(squared as number, 5)
})

it('counts right answers, the first class among equals', () => {
  const { scoreSum } = softmaxCrossEntropy({
    logits: logits3,
    outputs: 3,
    rows: 4,
    targets: { values: Float64Array.from([2, 0, 0, 1]), classWeights: null },
  })
  expect(scoreSum).toBe(4)
})
