import type { Optimizer as TfOptimizer, Rank, Tensor } from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import { createOptimizer } from './optimizers.ts'

beforeAll(async () => {
  await initBackend()
})

const reference: Readonly<Record<'adam' | 'sgd' | 'rmsprop', () => TfOptimizer>> = {
  adam: () => tf.train.adam(0.05),
  sgd: () => tf.train.sgd(0.05),
  rmsprop: () => tf.train.rmsprop(0.05),
}

test.each(['adam', 'sgd', 'rmsprop'] as const)('%s goes the way of TensorFlow.js', (name) => {
  const start = Float32Array.from([1, -2, 0.5, 3])
  const curvature = [1, 4, 0.1, 2]
  const variable = tf.variable(tf.tensor1d(start))
  const theirs = reference[name]()
  const ours = start.slice()
  const optimizer = createOptimizer(name, 0.05, ours.length)
  for (let step = 0; step < 50; step++) {
    tf.tidy(() => {
      theirs.minimize(() => variable.square().mul(curvature).sum() as Tensor<Rank.R0>, false, [variable])
    })
    optimizer.beginStep()
    const gradient = ours.map((value, index) => 2 * value * (curvature[index] as number))
    // In two parts, as the training loop does.
    optimizer.update(ours, gradient.subarray(0, 3), 0)
    optimizer.update(ours, gradient.subarray(3), 3)
  }
  const expected = variable.dataSync()
  // Theirs multiplies its powers of β up in float32; ours takes them in double.
  ours.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThan(3e-5))
  expect(Array.from(ours)).not.toEqual(Array.from(start))
  theirs.dispose()
  variable.dispose()
})

test('goes on from its slots as if it had never stopped', () => {
  const gradients = Array.from({ length: 10 }, (_, step) => Float32Array.from([step - 4, Math.sin(step)]))
  const straight = new Float32Array(2)
  const whole = createOptimizer('adam', 0.01, 2)
  const split = new Float32Array(2)
  let part = createOptimizer('adam', 0.01, 2)
  gradients.forEach((gradient, step) => {
    whole.beginStep()
    whole.update(straight, gradient, 0)
    if (step === 4) {
      const next = createOptimizer('adam', 0.01, 2)
      next.iterations = part.iterations
      part.slots.forEach((slot, index) => next.slots[index]?.set(slot))
      part = next
    }
    part.beginStep()
    part.update(split, gradient, 0)
  })
  expect(split).toEqual(straight)
})
