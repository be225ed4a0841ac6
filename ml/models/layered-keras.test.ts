import { readFileSync } from 'node:fs'
import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NetworkLayer } from '../../nodes/kit/network-layers.ts'
import { initBackend } from '../backend/init-backend.ts'
import { tf } from '../backend/tf.ts'
import { buildLayered } from './layered-network.ts'
import type { Network } from './network.ts'

/** What Keras makes of the same layers, weights and rows: see tests/fixtures/keras/make-layers.py. */
interface Case {
  shape: number[]
  vocabulary?: number
  layers: NetworkLayer[]
  x: number[]
  weights: number[][]
  answers: number[]
  factors: number[]
  gradients: number[][]
  statistics: number[][]
}
const fixture = new URL('../../tests/fixtures/keras/layers.json', import.meta.url)
const { rows, outputs, cases } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  rows: number
  outputs: number
  cases: Case[]
}

beforeAll(async () => {
  await initBackend()
})

function build({ shape, vocabulary, layers, weights }: Case): Network {
  const input = { shape, ...(vocabulary !== undefined && { tokens: { vocabulary } }) }
  const network = buildLayered({
    blueprint: { layers, l2: 0 },
    input,
    task: 'multiclass',
    classes: outputs,
    seed: 1,
  })
  const left = [...weights]
  for (const layer of network.model.layers) {
    const own = layer.getWeights().map((old) => tf.tensor(left.shift() ?? [], old.shape))
    layer.setWeights(own)
    tf.dispose(own)
  }
  expect(left).toEqual([])
  return network
}

function expectClose(values: ArrayLike<number>, reference: readonly number[], what: string): void {
  expect(values.length, what).toBe(reference.length)
  reference.forEach((value, at) => {
    const off = Math.abs((values[at] as number) - value)
    expect(off, `${what}, number ${at}: ${values[at]} for ${value}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(value)),
    )
  })
}

const inWords = ({ shape, layers }: Case): string =>
  `${layers.map((layer) => Object.values(layer).join(' ')).join(', ')} of ${shape.join(' × ')}`

describe.each(cases.map((each) => ({ ...each, title: inWords(each) })))('$title', (each) => {
  it('answers, learns and keeps averages as Keras does', () => {
    const network = build(each)
    const x = tf.tensor2d(each.x, [rows, network.inputs])
    const before = tf.memory().numTensors
    tf.tidy(() => {
      expectClose(network.forward(x, null).dataSync(), each.answers, 'answers')
      const factors = tf.tensor2d(each.factors, [rows, outputs])
      const loss = () => (network.forward(x, 0) as Tensor2D).mul(factors).sum() as Tensor<Rank.R0>
      const { grads } = tf.variableGrads(loss, [...network.variables])
      network.variables.forEach((variable, index) =>
        expectClose(grads[variable.name]?.dataSync() ?? [], each.gradients[index] ?? [], variable.name),
      )
      network.statistics.forEach((variable, index) =>
        expectClose(variable.dataSync(), each.statistics[index] ?? [], variable.name),
      )
    })
    expect([network.variables.length, network.statistics.length]).toEqual([
      each.gradients.length,
      each.statistics.length,
    ])
    expect(tf.memory().numTensors).toBe(before)
    x.dispose()
    network.dispose()
  })
})
