import { describe, expect, it } from 'vitest'
import type { Column } from './columns.ts'
import { networkLayer, type NetworkLayer, networkPresets } from './network-layers.ts'
import {
  type NetworkInput,
  networkInput,
  networkProblem,
  networkShapes,
  outputsFor,
  type Shape,
} from './network-shapes.ts'
import { sampleColumn } from './samples.ts'

// That the figures are those of TensorFlow.js is tested beside ml/models/layered-network.

const layersOf = (...layers: object[]): NetworkLayer[] => layers.map((layer) => networkLayer.parse(layer))
const problemOf = (shape: Shape, ...layers: object[]): string | null => {
  const made = layersOf(...layers)
  return networkProblem(made, networkShapes(made, { shape }, 2))
}

describe('what enters', () => {
  const list = (kind: 'vector' | 'sequence', shape: number[], more: Partial<Column> = {}) =>
    sampleColumn('list', kind, { storage: 'list', shape, ...more })

  it('is an image or a series that comes alone, in its shape', () => {
    expect(networkInput([list('vector', [8, 8, 1])])).toEqual({ shape: [8, 8, 1] })
    expect(networkInput([list('vector', [24, 3])])).toEqual({ shape: [24, 3] })
    expect(networkInput([list('vector', [8])])).toEqual({ shape: [8] })
    expect(networkInput([list('sequence', [20], { categories: ['a', 'b', 'c'] })])).toEqual({
      shape: [20],
      tokens: { vocabulary: 3 },
    })
  })

  it('is one vector of everything else', () => {
    const colours = sampleColumn('colour', 'category', { categories: ['red', 'green', 'blue'] })
    const columns = [sampleColumn('x', 'number'), sampleColumn('b', 'boolean'), colours]
    expect(networkInput(columns)).toEqual({ shape: [6] })
    expect(networkInput([...columns, list('vector', [8, 8, 1])])).toEqual({ shape: [70] })
    expect(networkInput([...columns, sampleColumn('c', 'category')])).toEqual({ shape: [null] })
    expect(networkInput(columns, true)).toEqual({ shape: [null] })
  })
})

it('has as many outputs as the target asks for', () => {
  const target = (kind: Column['kind'], categories?: string[]) =>
    outputsFor(sampleColumn('y', kind, categories && { categories }))
  expect([target('number'), target('boolean'), target('category', ['a', 'b'])]).toEqual([1, 1, 1])
  expect([target('category', ['a', 'b', 'c']), target('category'), outputsFor(null)]).toEqual([3, null, null])
})

it('leaves open what is not known, and counts what is', () => {
  const layers = layersOf({ type: 'dense', units: 4 }, { type: 'dense', units: 3 })
  expect(networkShapes(layers, { shape: [null] }, 2)).toEqual({
    layers: [
      { shape: [4], parameters: null },
      { shape: [3], parameters: 15 },
    ],
    output: { shape: [2], parameters: 8 },
    parameters: null,
  })
  expect(
    problemOf([null], { type: 'reshape', shape: [8, 8, 1] }, { type: 'conv2d' }, { type: 'flatten' }),
  ).toBeNull()
})

it('says which layer does not fit, and what to do', () => {
  expect(problemOf([64], { type: 'dense' }, { type: 'conv2d' })).toBe(
    'Layer 2 (Convolution 2D) takes height × width × channels, but 32 arrives. Put a Reshape before it, or leave it out.',
  )
  expect(problemOf([8, 8, 1], { type: 'lstm' })).toMatch(
    /^Layer 1 \(LSTM\) takes steps × features, but 8 × 8 × 1 arrives\./,
  )
  expect(problemOf([64], { type: 'reshape', shape: [7, 9] })).toMatch(
    /Layer 1 \(Reshape\) makes 7 × 9, which are 63 values, of 64\. The lengths multiplied must be 64\.$/,
  )
  expect(problemOf([2, 8, 1], { type: 'maxPool', size: 3 })).toMatch(
    /Layer 1 \(Max pooling\) looks at 3 values in a row, but only 2 arrive\./,
  )
  expect(problemOf([4, 1], { type: 'conv1d', kernel: 5, padding: 'valid' })).toMatch(/looks at 5 values/)
  expect(problemOf([4, 1], { type: 'conv1d', kernel: 5 }, { type: 'flatten' })).toBeNull()
  expect(problemOf([8, 8, 1], { type: 'conv2d' })).toBe(
    'The output layer takes a plain vector, but 8 × 8 × 16 arrives. Add Flatten or a global pooling before it.',
  )
  const kept = { type: 'conv2d', filters: 1 }
  expect(problemOf([8, 8, 1], kept, kept, { type: 'add' }, { type: 'flatten' })).toBeNull()
  expect(problemOf([8, 8, 1], kept, { type: 'maxPool' }, { type: 'add' })).toMatch(
    /^Layer 3 \(Residual add\) adds 8 × 8 × 1, from further up, to 4 × 4 × 1\. Both must be alike/,
  )
  expect(problemOf([8], { type: 'dense' }, { type: 'add' })).toMatch(/reaches back to before the input/)
  expect(problemOf([8], { type: 'embedding' })).toMatch(/takes tokens of a text, but numbers arrive/)
  const tokens = { shape: [8], tokens: { vocabulary: 9 } }
  const dense = layersOf({ type: 'dense' })
  expect(networkProblem(dense, networkShapes(dense, tokens, 2))).toMatch(/takes numbers, but tokens arrive/)
  expect(networkProblem([], networkShapes([], tokens, 2))).toMatch(/^The output layer takes numbers/)
})

it('has presets that fit what they are for', () => {
  const inputs: Record<string, NetworkInput> = {
    'Small CNN': { shape: [8, 8, 1] },
    LSTM: { shape: [24, 3] },
    GRU: { shape: [24, 3] },
    'GRU for text': { shape: [40], tokens: { vocabulary: 900 } },
    MLP: { shape: [5] },
  }
  expect(Object.keys(inputs)).toEqual(Object.keys(networkPresets))
  for (const [title, layers] of Object.entries(networkPresets)) {
    const shapes = networkShapes(layers, inputs[title] ?? { shape: [] }, 2)
    expect(networkProblem(layers, shapes), title).toBeNull()
  }
})
