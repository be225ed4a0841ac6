import { describe, expect, it } from 'vitest'
import { definitions, findDefinition, listDefinitions } from '../../../nodes/definitions.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import { draw, node, soundDrawing } from '../../../nodes/graph/drawings.ts'
import { listReplacements, replaceType } from './replace.ts'

const replace = (document = soundDrawing(), id = 'scale', type: keyof typeof definitions = 'features.pca') =>
  replaceType(document, id, { to: definitions[type], find: findDefinition })

describe('replaceType', () => {
  it('keeps wires whose ports are called the same, and everything around the node', () => {
    const before = soundDrawing()
    const { document, lost } = replace(before)
    expect(document.edges).toEqual(before.edges)
    expect(lost).toEqual([])
    const pca = document.nodes.find(({ id }) => id === 'scale')
    expect(pca).toMatchObject({ type: 'features.pca', version: definitions['features.pca'].version })
    expect(document.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id))
  })

  it('gives a wire to a port of its type where none has its name, and names what is lost', () => {
    const document = draw(
      [
        node('data.builtin', {}, 'a'),
        node('data.builtin', {}, 'b'),
        node('combine.union'),
        node('split.split'),
      ],
      'a > union.left',
      'b > union.right',
      'union > split',
    )
    const { document: next, lost } = replace(document, 'union', 'features.scale')
    expect(next.edges.map(edgeKey)).toEqual(['a.table>union.table', 'union.table>split.table'])
    expect(lost.map(edgeKey)).toEqual(['b.table>union.right'])
  })

  it('keeps signals, which every node takes', () => {
    const document = draw(
      [node('data.builtin'), node('split.split')],
      'builtin > split',
      'builtin.done > split.when',
    )
    expect(replace(document, 'split', 'features.scale').document.edges.map(edgeKey)).toContain(
      'builtin.done>split.when',
    )
  })

  it('keeps settings of the same name where the new type accepts them', () => {
    const document = draw([
      {
        ...node('features.scale', { columns: { all: 'number' }, method: 'robust', nothing: 1 }),
        title: 'Mine',
        note: 'Why',
      },
    ])
    const accepted = definitions['features.pca'].params.shape
    const [pca] = replace(document).document.nodes
    expect(pca).toMatchObject({ title: 'Mine', note: 'Why' })
    for (const [name, value] of Object.entries(pca?.params ?? {}))
      expect(accepted[name as keyof typeof accepted].safeParse(value).success).toBe(true)
    expect(pca?.params).not.toHaveProperty('nothing')
    expect(pca?.params).not.toHaveProperty('method')
  })

  it('keeps what somebody has set, not a default, nor what only has the same name', () => {
    const params = (type: keyof typeof definitions, before: Parameters<typeof node>[1]) =>
      replace(draw([node(type, before, 'model')]), 'model', 'models.network').document.nodes[0]?.params
    const { epochs } = definitions['models.mlp'].params.parse({})
    expect(params('models.mlp', { epochs, batchSize: 17 })).toEqual({ batchSize: 17 })
    expect(params('models.linear', { l2: 0.5 })).toEqual({})
  })
})

describe('listReplacements', () => {
  it('offers first what keeps every wire and is of the same kind', () => {
    const offers = listReplacements(soundDrawing(), 'scale', {
      definitions: listDefinitions(),
      find: findDefinition,
    })
    expect(offers[0]).toMatchObject({ lost: 0, definition: { category: 'features' } })
    expect(offers.some(({ definition }) => definition.type === 'features.scale')).toBe(false)
    expect(offers.at(-1)?.lost).toBeGreaterThan(0)
  })
})
