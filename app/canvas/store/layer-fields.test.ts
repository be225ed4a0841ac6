import { describe, expect, it } from 'vitest'
import {
  layerOf,
  layerTitles,
  type LayerType,
  networkLayer,
  networkPresets,
} from '../../../nodes/kit/network-layers.ts'
import {
  fitPreset,
  isNetwork,
  layerFields,
  layerSummary,
  moveTo,
  newLayer,
  parseShape,
} from './layer-fields.ts'

describe('the settings of a layer', () => {
  it('are those of its definition, each with its default', () => {
    for (const type of Object.keys(layerTitles) as LayerType[]) {
      const fields = layerFields(type).map(({ name, initial }) => [name, initial])
      expect({ type, ...Object.fromEntries(fields) }).toEqual(layerOf(type))
    }
    expect(layerFields('conv2d').find(({ name }) => name === 'kernel')).toMatchObject({
      kind: 'number',
      integer: true,
      min: 1,
      max: 64,
    })
    expect(layerFields('lstm').map(({ kind }) => kind)).toEqual(['number', 'switch', 'switch'])
  })

  it('are said in few words', () => {
    const say = (field: string) => field
    expect(layerSummary(layerOf('conv2d'), say)).toBe('16 · 3 · same · relu')
    expect(layerSummary(networkLayer.parse({ type: 'conv1d', stride: 2 }), say)).toContain('· 2 ·')
    expect(layerSummary(networkLayer.parse({ type: 'gru', bidirectional: true }), say)).toBe(
      '32 · bidirectional',
    )
    expect(layerSummary(layerOf('reshape'), say)).toBe('8 × 8 × 1')
  })
})

it('reads shapes as people write them', () => {
  for (const text of ['8, 8, 1', '8x8x1', '8 × 8 × 1', '8 8 1']) expect(parseShape(text)).toEqual([8, 8, 1])
  for (const text of ['', '8, 0', '1.5', '2 2 2 2', 'a']) expect(parseShape(text)).toBeNull()
})

it('moves a layer, and the others close up', () => {
  expect(moveTo(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(moveTo(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c'])
})

it('tells a network by layers from other lists', () => {
  expect(isNetwork([layerOf('flatten')])).toBe(true)
  for (const value of [[], [{ units: 3, activation: 'relu' }], 'flatten', [{ type: 'nothing' }]])
    expect(isNetwork(value)).toBe(false)
})

it('puts a Reshape before a known network where a flat row of values enters', () => {
  const first = (preset: string, shape: (number | null)[]) =>
    fitPreset(networkPresets[preset] ?? [], { shape })[0]
  expect(first('LSTM', [12])).toEqual({ type: 'reshape', shape: [12, 1] })
  expect(first('Small CNN', [64])).toEqual({ type: 'reshape', shape: [8, 8, 1] })
  for (const [preset, shape] of [
    ['LSTM', [12, 3]],
    ['LSTM', [null]],
    ['Small CNN', [12]],
    ['MLP', [12]],
  ] as const)
    expect(fitPreset(networkPresets[preset] ?? [], { shape })).toEqual(networkPresets[preset])
  expect(fitPreset(networkPresets.LSTM ?? [], null)).toEqual(networkPresets.LSTM)
  expect(newLayer('reshape', { shape: [12] })).toEqual({ type: 'reshape', shape: [12, 1] })
  expect(newLayer('reshape', null)).toEqual(layerOf('reshape'))
})
