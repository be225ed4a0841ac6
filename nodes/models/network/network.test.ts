import { describe, expect, it } from 'vitest'
import { parseBlueprint } from '../../../ml/models/blueprint.ts'
import { layerOf, layerTitles, type LayerType } from '../../kit/network-layers.ts'
import type { RunContext } from '../../kit/runner.ts'
import { network } from './definition.ts'
import { run } from './run.ts'

const blueprintOf = async (layers: unknown) => {
  const params = { ...network.params.parse({}), layers } as never
  return (await run({ inputs: {}, params, ctx: {} as RunContext })).blueprint
}

describe('a network by layers', () => {
  it('is a blueprint that says every layer in full, and is read again as it was', async () => {
    const types = Object.keys(layerTitles) as LayerType[]
    const made = await blueprintOf(types.map((type) => ({ type })))
    expect(made).toMatchObject({ family: 'network', blueprint: { layers: types.map(layerOf) } })
    expect(parseBlueprint(JSON.parse(JSON.stringify(made.blueprint)))).toEqual(made.blueprint)
  })

  it('is refused where a stored one says nonsense', async () => {
    const { blueprint } = await blueprintOf([{ type: 'lstm' }])
    const broken = (change: object) => () =>
      parseBlueprint({ ...(blueprint as object), layers: [{ ...layerOf('lstm'), ...change }] })
    expect(broken({})).not.toThrow()
    expect(broken({ units: 0 })).toThrow(/Units is 0/)
    expect(broken({ type: 'transformer' })).toThrow(/Layer must be one of/)
    expect(() => parseBlueprint({ ...(blueprint as object), layers: 3 })).toThrow(/Its layers must be a list/)
  })

  it('says what it is made of on its card', () => {
    const cards = (layers: object[]) => network.describe(network.params.parse({ layers, epochs: 1 }))
    expect(cards([])).toBe('no hidden layer · 1 epoch')
    expect(cards([{ type: 'reshape' }, { type: 'lstm' }, { type: 'dropout' }, { type: 'dense' }])).toBe(
      'LSTM · Dense · 1 epoch',
    )
  })
})
