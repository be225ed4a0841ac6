import { describe, expect, it } from 'vitest'
import { findDefinition, listDefinitions } from '../../../nodes/definitions.ts'
import { edgeKey } from '../../../nodes/graph/document.ts'
import { soundDrawing } from '../../../nodes/graph/drawings.ts'
import { addNode, copyDrawing, copySelection, pasteText, tidy } from './actions.ts'
import { problemsOf } from './analysis.ts'
import { createCanvasStore } from './canvas-store.ts'
import {
  addNote,
  alignSelection,
  distributeSelection,
  edgesToInsertInto,
  listInserts,
  replaceNode,
  toggleBypass,
} from './edit-actions.ts'
import { likelyFits } from './rank-fits.ts'
import { listFits } from './wiring.ts'

const open = (document = soundDrawing()) =>
  createCanvasStore({ id: 'p', name: 'P', version: 1, savedAt: '2025-01-01T00:00:00Z', document })

describe('bypass', () => {
  it('switches the chosen nodes off and on as one step each, and keeps knowing what arrives at them', () => {
    const store = open()
    store.getState().select(['split', 'scale'])
    toggleBypass(store)
    const { document, analysis } = store.getState()
    expect(document.nodes.filter((node) => node.disabled).map(({ id }) => id)).toEqual(['split', 'scale'])
    expect(analysis.propagation.made.get('scale')).toBeDefined()
    expect(analysis.propagation.nodes.get('scale')?.inputs.table).toBeDefined()
    expect(analysis.effective.nodes.has('scale')).toBe(false)
    expect(analysis.propagation.order).toContain('split')
    toggleBypass(store)
    expect(store.getState().document).toEqual(soundDrawing())
    store.getState().undo()
    expect(store.getState().document.nodes.filter((node) => node.disabled)).toHaveLength(2)
  })

  it('puts what is missing on the node that lacks it', () => {
    const store = open()
    store.getState().select(['train'])
    toggleBypass(store)
    const { analysis } = store.getState()
    expect(problemsOf(analysis, 'evaluate')[0]?.message).toContain('*Train* is bypassed')
    expect(problemsOf(analysis, 'train')).toEqual([])
  })
})

describe('arranging', () => {
  it('aligns and distributes nodes and notes together, each as one step', async () => {
    const store = open()
    await tidy(store)
    addNote(store, { x: -300, y: 900 })
    store.getState().select(['builtin', 'train', 'note:note-1'])
    const before = store.getState().document
    alignSelection(store, 'top')
    const { document } = store.getState()
    const top = document.nodes.find(({ id }) => id === 'builtin')?.position.y
    expect(document.nodes.find(({ id }) => id === 'train')?.position.y).toBe(top)
    expect(document.notes?.[0]?.y).toBe(top)
    store.getState().undo()
    expect(store.getState().document).toBe(before)
    distributeSelection(store, 'y')
    expect(store.getState().document).not.toBe(before)
  })
})

describe('notes', () => {
  it('are chosen, copied, pasted and deleted with nodes', () => {
    const store = open()
    addNote(store, { x: 0, y: 0 })
    expect(store.getState().editingNote).toBe('note-1')
    store.getState().select(['scale', 'note:note-1'])
    const text = copySelection(store) ?? ''
    expect(pasteText(store, text)).toBeNull()
    expect(store.getState().document.notes?.map(({ id }) => id)).toEqual(['note-1', 'note-2'])
    expect(store.getState().chosenNotes).toEqual(['note-2'])
    store.getState().removeSelection()
    expect(store.getState().document.notes?.map(({ id }) => id)).toEqual(['note-1'])
    expect(store.getState().document.nodes).toHaveLength(6)
  })
})

describe('wires and types', () => {
  it('makes room in a wire for a node that is put into it', () => {
    const store = open()
    const [key = ''] = store.getState().document.edges.map(edgeKey)
    expect(listInserts(store.getState().document, key).map(({ type }) => type)).toContain('clean.missing')
    expect(listInserts(store.getState().document, key).map(({ type }) => type)).not.toContain('models.mlp')
    const id = addNode(store, { type: 'clean.missing', into: key, anchors: [] })
    const { document } = store.getState()
    const x = (of: string | undefined) => document.nodes.find((node) => node.id === of)?.position.x ?? 0
    expect(x(id)).toBeGreaterThan(x('builtin'))
    expect(x('split')).toBeGreaterThan(x(id))
    expect(document.edges.map(edgeKey)).toContain('missing.table>split.table')
    store.getState().undo()
    expect(store.getState().document.nodes).toHaveLength(6)
  })

  it('offers the chosen wire, else those of the chosen node', () => {
    const store = open()
    store.getState().select(['mlp'])
    expect(edgesToInsertInto(store)).toEqual(['mlp.blueprint>train.blueprint'])
    store.getState().applyEdgeChanges([{ id: 'builtin.table>split.table', type: 'select', selected: true }])
    expect(edgesToInsertInto(store)).toEqual(['builtin.table>split.table'])
  })

  it('redraws a replaced node with the ports of its new type', () => {
    const store = open()
    const card = () => store.getState().flowNodes.find(({ id }) => id === 'scale')
    const before = card()
    expect(replaceNode(store, 'scale', 'clean.select')).toBe(0)
    expect(card()?.handles).not.toBe(before?.handles)
    expect(replaceNode(store, 'scale', 'models.mlp')).toBe(3)
  })

  it('puts what most likely comes next first, in both directions', () => {
    const { document } = open().getState()
    const rank = (wire: {
      node: string
      port: string
      type: 'table' | 'blueprint'
      side: 'source' | 'target'
    }) =>
      likelyFits(document, listFits(listDefinitions(), wire), { wire, find: findDefinition }).map(
        ({ definition }) => definition,
      )
    const after = rank({ node: 'builtin', port: 'table', type: 'table', side: 'source' })
    expect(after).toHaveLength(5)
    expect(after[0]?.type).toBe('split.split')
    expect(after.every(({ inputs }) => Object.keys(inputs).length === 1)).toBe(true)
    const features = rank({ node: 'scale', port: 'table', type: 'table', side: 'source' })
    expect(features.map(({ type }) => type)).toContain('train.train')
    expect(features.map(({ type }) => type)).not.toContain('features.scale')
    const before = rank({ node: 'train', port: 'blueprint', type: 'blueprint', side: 'target' })
    expect(before.every(({ category }) => category === 'models')).toBe(true)
  })
})

describe('text', () => {
  it('carries a whole drawing into another, or over an empty one as it is', () => {
    const text = copyDrawing(open())
    const empty = open({ ...soundDrawing(), nodes: [], edges: [] })
    expect(pasteText(empty, text)).toBeNull()
    expect(empty.getState().document.nodes).toEqual(soundDrawing().nodes)
    expect(pasteText(empty, text)).toBeNull()
    expect(empty.getState().document.nodes).toHaveLength(12)
    expect(empty.getState().document.edges).toHaveLength(12)
  })

  it('takes the drawing out of a template, and says what is wrong with other text', () => {
    const store = open()
    const template = JSON.stringify({ millrace: 'template/1', title: 'T', document: soundDrawing() })
    expect(pasteText(store, template)).toBeNull()
    expect(pasteText(store, '[1, 2]')).toContain('not a drawing')
    expect(pasteText(store, '{"nodes": [{"id": 7}], "edges": []}')).toContain('not well formed: nodes[0]')
    expect(pasteText(store, '{"schemaVersion": 99, "nodes": []}')).toContain('newer Millrace')
    expect(pasteText(store, '{"millrace":"fragment/1","nodes":[],"edges":[]}')).toContain('no node')
  })
})
