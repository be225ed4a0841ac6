import { describe, expect, it } from 'vitest'
import { findDefinition, listDefinitions } from '../../../nodes/definitions.ts'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode } from '../../../nodes/graph/document.ts'
import { addNodes } from './document.ts'
import { findFreePlace, listFits, placeBeside, suggestEdges } from './wiring.ts'

const node = (id: string, type: string, x = 0, y = 0): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x, y },
})
const wire = (from: string, to: string): DocumentEdge => {
  const [fromNode = '', fromPort = ''] = from.split('.')
  const [toNode = '', toPort = ''] = to.split('.')
  return { from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } }
}
const keys = (edges: readonly DocumentEdge[]) =>
  edges.map((edge) => `${edge.from.node}.${edge.from.port}>${edge.to.node}.${edge.to.port}`).toSorted()

const drawing = addNodes(
  emptyDocument(),
  [node('data', 'data.builtin'), node('split', 'split.split', 240), node('net', 'models.mlp', 240, 200)],
  [wire('data.table', 'split.table')],
)

describe('wiring', () => {
  it('lists the node types that fit a wire, by the side it starts from', () => {
    const takers = listFits(listDefinitions(), { side: 'source', type: 'blueprint' })
    expect(takers.map((fit) => [fit.definition.type, fit.port])).toEqual([['train.train', 'blueprint']])
    const makers = listFits(listDefinitions(), { side: 'target', type: 'model' })
    const types = makers.map((fit) => fit.definition.type)
    expect(types[0]).toBe('train.train')
    expect(types).not.toContain('evaluate.evaluate')
  })

  it('wires a new node to the chosen ones', () => {
    expect(
      keys(
        suggestEdges(drawing, findDefinition, {
          id: 'train',
          type: 'train.train',
          anchors: ['split', 'net'],
        }),
      ),
    ).toEqual(['net.blueprint>train.blueprint', 'split.table>train.table'])
  })

  it('looks further upstream for what the chosen node does not make', () => {
    const trained = addNodes(
      drawing,
      [node('train', 'train.train', 480)],
      [wire('split.table', 'train.table'), wire('net.blueprint', 'train.blueprint')],
    )
    expect(
      keys(suggestEdges(trained, findDefinition, { id: 'e', type: 'evaluate.evaluate', anchors: ['train'] })),
    ).toEqual(['split.table>e.table', 'train.model>e.model'])
  })

  it('feeds a chosen node where the new one comes before it', () => {
    const open = addNodes(drawing, [node('train', 'train.train', 480)])
    expect(
      keys(suggestEdges(open, findDefinition, { id: 'mlp', type: 'models.mlp', anchors: ['train'] })),
    ).toEqual(['mlp.blueprint>train.blueprint'])
    expect(suggestEdges(open, findDefinition, { id: 'x', type: 'data.builtin', anchors: ['net'] })).toEqual(
      [],
    )
  })

  it('puts a new card beside the chosen one and never on another', () => {
    const place = placeBeside(drawing, findDefinition, {
      type: 'features.scale',
      anchors: ['data'],
      feedsAnchors: false,
    })
    expect(place).toEqual({ x: 240, y: 92 })
    expect(findFreePlace(drawing, findDefinition, { at: { x: 900, y: 5 }, height: 76 })).toEqual({
      x: 900,
      y: 5,
    })
  })
})
