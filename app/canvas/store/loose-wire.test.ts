import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import { addNode } from './actions.ts'
import { createCanvasStore } from './canvas-store.ts'
import { connectToCard, refusalAt, startWire } from './loose-wire.ts'

const drawn = () => {
  const document = emptyDocument()
  const store = createCanvasStore({
    id: 'p',
    name: 'P',
    version: 1,
    savedAt: '2025-01-01T00:00:00Z',
    document,
  })
  addNode(store, { type: 'data.builtin', at: { x: 0, y: 0 } })
  addNode(store, { type: 'train.train', at: { x: 500, y: 0 } })
  addNode(store, { type: 'models.mlp', at: { x: 0, y: 300 } })
  return store
}

describe('a wire being drawn', () => {
  it('starts at a port that exists', () => {
    const { document } = drawn().getState()
    expect(startWire(document, { node: 'builtin', port: 'table', side: 'source' })?.type).toBe('table')
    expect(startWire(document, { node: 'builtin', port: 'model', side: 'source' })).toBeNull()
  })

  it('is refused with a reason, and never by the port it comes from', () => {
    const { document } = drawn().getState()
    const wire = startWire(document, { node: 'builtin', port: 'table', side: 'source' })
    if (!wire) throw new Error('no wire')
    expect(refusalAt(document, wire, { node: 'builtin', port: 'table', side: 'source' })).toBeNull()
    expect(refusalAt(document, wire, { node: 'train', port: 'table', side: 'target' })).toBeNull()
    expect(refusalAt(document, wire, { node: 'train', port: 'model', side: 'source' })).toContain(
      'to an input',
    )
    expect(refusalAt(document, wire, { node: 'train', port: 'blueprint', side: 'target' })).toContain(
      'blueprint',
    )
  })

  it('finds its port when it is dropped on a card', () => {
    const store = drawn()
    const wire = startWire(store.getState().document, { node: 'mlp', port: 'blueprint', side: 'source' })
    if (!wire) throw new Error('no wire')
    expect(connectToCard(store, wire, 'train')).toBeNull()
    expect(store.getState().document.edges.map((edge) => edge.to.port)).toEqual(['blueprint'])
    expect(connectToCard(store, wire, 'builtin')).toBe('Built-in data has no input.')
    expect(connectToCard(store, wire, 'mlp')).toBeNull()
  })
})
