import { describe, expect, it } from 'vitest'
import { definitions } from '../../../nodes/definitions.ts'
import { checkRange } from '../../../nodes/graph/search-range.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { layerOf } from '../../../nodes/kit/network-layers.ts'
import { type FormField, listFields } from './form-fields.ts'
import { networkText } from './layer-fields.ts'
import {
  initialRange,
  isSearchable,
  layersText,
  offeredOptions,
  parseLayers,
  parseOptions,
  rangeOf,
  toggleOption,
  withKind,
} from './search-ranges.ts'

const fieldOf = (definition: AnyNodeDefinition, name: string): FormField => {
  const field = listFields(definition).find((each) => each.name === name)
  if (!field) throw new Error(`no field ${name}`)
  return field
}
const mlp = definitions['models.mlp']
const field = (name: string) => fieldOf(mlp, name)

describe('initialRange', () => {
  it('goes around the value, over the logarithm where the field says so', () => {
    expect(initialRange(field('learningRate'), 0.01)).toEqual({ kind: 'log', min: 0.001, max: 0.1 })
    expect(initialRange(field('learningRate'), 0.5)).toEqual({ kind: 'log', min: 0.05, max: 1 })
    expect(initialRange(field('l2'), 0)).toEqual({ kind: 'log', min: 1e-6, max: 0.01 })
    expect(initialRange(field('batchSize'), 32)).toEqual({ kind: 'log', min: 8, max: 128, integer: true })
    expect(initialRange(field('dropout'), 0)).toEqual({ kind: 'linear', min: 0, max: 0.45 })
    expect(initialRange(field('dropout'), 0.2)).toEqual({ kind: 'linear', min: 0.1, max: 0.4 })
    expect(initialRange(fieldOf(definitions['features.bin'], 'bins'), 5)).toMatchObject({
      kind: 'integer',
      max: 10,
    })
  })

  it('takes the options of a choice, and layers around the present ones', () => {
    expect(initialRange(field('optimizer'), 'sgd')).toEqual({
      kind: 'choice',
      options: ['adam', 'sgd', 'rmsprop'],
    })
    expect(initialRange(field('earlyStopping'), true)).toEqual({ kind: 'choice', options: [false, true] })
    const own = [{ units: 7, activation: 'tanh' }]
    const range = initialRange(field('layers'), own)
    expect(range.kind === 'choice' && range.options[0]).toEqual(own)
    expect(range.kind === 'choice' && range.options.length).toBe(4)
  })

  it('takes a network by layers with half and twice its units and filters', () => {
    const own = [layerOf('conv2d'), layerOf('maxPool'), { type: 'dense', units: 10, activation: 'tanh' }]
    const range = initialRange(fieldOf(definitions['models.network'], 'layers'), own)
    const sizes =
      range.kind === 'choice' ? range.options.map((each) => networkText(each as never, (title) => title)) : []
    expect(sizes).toEqual(
      [
        [16, 10],
        [8, 5],
        [32, 20],
      ].map(([filters, units]) => `Convolution 2D ${filters} · Max pooling 2 · Dense ${units}`),
    )
  })

  it('is right for every searchable field of the library, from its default and its bounds', () => {
    for (const definition of Object.values(definitions)) {
      for (const each of listFields(definition)) {
        if (!isSearchable(each, definition)) continue
        for (const value of [each.initial, each.min, each.max]) {
          if (value === undefined) continue
          const range = initialRange(each, value)
          expect(
            checkRange(range, definition, each.name),
            `${definition.type} ${each.name} ${JSON.stringify(range)}`,
          ).toBeNull()
          if (each.ui.widget !== 'number') continue
          for (const kind of ['log', 'choice', 'even'] as const) {
            const other = withKind(each, range, kind)
            expect(
              checkRange(other, definition, each.name),
              `${each.name} ${JSON.stringify(other)}`,
            ).toBeNull()
          }
        }
      }
    }
  })
})

describe('isSearchable', () => {
  it('leaves out what no trial can change', () => {
    const names = (definition: AnyNodeDefinition) =>
      listFields(definition)
        .filter((each) => isSearchable(each, definition))
        .map(({ name }) => name)
    expect(names(mlp)).toEqual(expect.arrayContaining(['layers', 'dropout', 'learningRate', 'optimizer']))
    expect(names(definitions['train.tune'])).toEqual([])
    expect(names(definitions['split.split'])).toEqual([])
    expect(names(definitions['evaluate.evaluate'])).toEqual([])
  })
})

describe('rangeOf', () => {
  it('finds a range in place of a value', () => {
    expect(rangeOf({ search: { kind: 'linear', min: 0, max: 1 } })).toEqual({
      kind: 'linear',
      min: 0,
      max: 1,
    })
    for (const value of [1, null, { input: 'x' }, { search: { kind: 'odd' } }, []])
      expect(rangeOf(value)).toBeUndefined()
  })
})

describe('options', () => {
  const range = { kind: 'choice' as const, options: ['adam', 'sgd'] }
  it('go in and out, and the last stays', () => {
    const offered = offeredOptions(field('optimizer'), range)
    expect(offered).toEqual(['adam', 'sgd', 'rmsprop'])
    expect(toggleOption(range, 'rmsprop', offered).options).toEqual(['adam', 'sgd', 'rmsprop'])
    expect(toggleOption(range, 'adam', offered).options).toEqual(['sgd'])
    const one = { kind: 'choice' as const, options: ['sgd'] }
    expect(toggleOption(one, 'sgd', offered)).toBe(one)
  })

  it('of layers include lists that are not among the presets', () => {
    const own = [{ units: 7, activation: 'tanh' }]
    const offered = offeredOptions(field('layers'), { kind: 'choice', options: [own] })
    expect(offered.at(-1)).toEqual(own)
    expect(offered.length).toBe(7)
  })

  it('are read from text', () => {
    expect(parseOptions('16, 32,64')).toEqual([16, 32, 64])
    expect(parseOptions('1e-3 0.01; 0.01')).toEqual([0.001, 0.01])
    for (const text of ['', 'a', '1, b']) expect(parseOptions(text)).toBeNull()
  })
})

describe('layers', () => {
  it('read and write as units', () => {
    expect(parseLayers('64, 32')).toEqual([
      { units: 64, activation: 'relu' },
      { units: 32, activation: 'relu' },
    ])
    for (const text of ['', '0', '64.5', 'x', '5000']) expect(parseLayers(text)).toBeNull()
    expect(
      layersText([
        { units: 64, activation: 'relu' },
        { units: 7, activation: 'tanh' },
      ]),
    ).toBe('64 · 7 tanh')
    expect(layersText([])).toBe('')
  })
})
