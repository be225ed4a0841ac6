import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import {
  addNode,
  connectPorts,
  copySelection,
  duplicateSelection,
  listTargets,
  moveSelection,
  pasteText,
  selectAll,
  tidy,
} from './actions.ts'
import { createCanvasStore } from './canvas-store.ts'

const open = () =>
  createCanvasStore({
    id: 'p',
    name: 'P',
    version: 1,
    savedAt: '2025-01-01T00:00:00Z',
    document: emptyDocument(),
  })

/** The drawing of the main job, by adding one node after the other as a keyboard would. */
const drawn = () => {
  const store = open()
  addNode(store, { type: 'data.builtin' })
  addNode(store, { type: 'split.split' })
  addNode(store, { type: 'features.scale' })
  addNode(store, { type: 'train.train' })
  addNode(store, { type: 'models.mlp' })
  store.getState().select(['train'])
  addNode(store, { type: 'evaluate.evaluate' })
  store.getState().select(['train'])
  addNode(store, { type: 'deploy.deploy' })
  return store
}

describe('actions', () => {
  it('draws a whole pipeline without a single wire drawn by hand', () => {
    const store = drawn()
    const { document, analysis } = store.getState()
    expect(document.nodes.map((node) => node.id)).toEqual([
      'builtin',
      'split',
      'scale',
      'train',
      'mlp',
      'evaluate',
      'deploy',
    ])
    expect(document.edges).toHaveLength(7)
    expect(analysis.problems.filter((problem) => problem.severity === 'error')).toEqual([])
    const places = new Set(document.nodes.map((node) => `${node.position.x},${node.position.y}`))
    expect(places.size).toBe(document.nodes.length)
    expect(store.getState().selection).toEqual(['deploy'])
  })

  it('ends a dropped wire at the new node', () => {
    const store = open()
    addNode(store, { type: 'data.builtin', at: { x: 0, y: 0 } })
    const id = addNode(store, {
      type: 'split.split',
      at: { x: 500, y: 300 },
      wire: { node: 'builtin', port: 'table', type: 'table', side: 'source' },
    })
    expect(id).toBe('split')
    expect(store.getState().document.edges).toEqual([
      { from: { node: 'builtin', port: 'table' }, to: { node: 'split', port: 'table' } },
    ])
    expect(store.getState().document.nodes[1]?.position).toEqual({ x: 500, y: 300 })
  })

  it('puts a node into a wire, where its ports fit', () => {
    const store = open()
    addNode(store, { type: 'data.builtin', at: { x: 0, y: 0 } })
    addNode(store, { type: 'split.split', anchors: ['builtin'] })
    addNode(store, { type: 'features.scale', at: { x: 100, y: 200 }, into: 'builtin.table>split.table' })
    expect(store.getState().document.edges).toEqual([
      { from: { node: 'builtin', port: 'table' }, to: { node: 'scale', port: 'table' } },
      { from: { node: 'scale', port: 'table' }, to: { node: 'split', port: 'table' } },
    ])
    const before = store.getState().document.edges
    addNode(store, { type: 'models.mlp', at: { x: 100, y: 400 }, into: 'builtin.table>scale.table' })
    expect(store.getState().document.edges).toEqual(before)
    store.getState().undo()
    store.getState().undo()
    expect(store.getState().document.edges).toHaveLength(1)
  })

  it('says why a connection is refused, and takes the place of an edge otherwise', () => {
    const store = drawn()
    const refused = connectPorts(store, {
      from: { node: 'train', port: 'model' },
      to: { node: 'split', port: 'table' },
    })
    expect(refused).toContain('takes a table')
    expect(
      connectPorts(store, { from: { node: 'split', port: 'table' }, to: { node: 'train', port: 'table' } }),
    ).toBeNull()
    const arriving = store
      .getState()
      .document.edges.filter((edge) => edge.to.node === 'train' && edge.to.port === 'table')
    expect(arriving.map((edge) => edge.from.node)).toEqual(['split'])
  })

  it('copies, pastes and duplicates', () => {
    const store = drawn()
    store.getState().select(['split', 'scale'])
    const text = copySelection(store)
    expect(text && pasteText(store, text, { x: 900, y: 900 })).toBeNull()
    expect(store.getState().selection).toEqual(['split-2', 'scale-2'])
    expect(pasteText(store, 'hello')).toContain('This text is not a drawing.')
    store.getState().select(['scale'])
    duplicateSelection(store)
    const { document } = store.getState()
    expect(document.edges).toContainEqual({
      from: { node: 'split', port: 'table' },
      to: { node: 'scale-3', port: 'table' },
    })
  })

  it('moves the selection by keys as one step of undo', () => {
    const store = drawn()
    const before = store.getState().document
    selectAll(store)
    moveSelection(store, { x: 4, y: 0 })
    moveSelection(store, { x: 4, y: 0 })
    store.getState().undo()
    expect(store.getState().document).toBe(before)
  })

  it('lists where a wire may go, free ports first', () => {
    const store = drawn()
    store.getState().edit((document) => ({
      ...document,
      edges: document.edges.filter((edge) => edge.to.node !== 'deploy'),
    }))
    const words = listTargets(store, 'train').map((option) => option.words)
    expect(words[0]).toBe('Model → Deploy: Model')
    expect(words.every((line) => !line.includes('Split: Model'))).toBe(true)
  })

  it('tidies the drawing in one step', async () => {
    const store = drawn()
    const before = store.getState().document
    await tidy(store)
    expect(store.getState().document).not.toBe(before)
    store.getState().undo()
    expect(store.getState().document).toBe(before)
  })
})
