import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { RunDetail } from '../../../server/views.ts'
import { problemsOf } from './analysis.ts'
import { createCanvasStore } from './canvas-store.ts'
import { addNodes, connect, removeNodes, setParams } from './document.ts'

const node = (id: string, type: string, x = 0): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x, y: 0 },
})
const wire = (from: string, to: string) => ({
  from: { node: from, port: 'table' },
  to: { node: to, port: 'table' },
})
const drawing: PipelineDocument = addNodes(
  emptyDocument(),
  [node('data', 'data.builtin'), node('split', 'split.split', 240), node('scale', 'features.scale', 480)],
  [wire('data', 'split')],
)
const open = (document = drawing) =>
  createCanvasStore({ id: 'p', name: 'P', version: 1, savedAt: '2025-01-01T00:00:00Z', document })

describe('the canvas store', () => {
  it('finds problems and columns while drawing', () => {
    const store = open()
    expect(problemsOf(store.getState().analysis, 'scale').length).toBeGreaterThan(0)
    store.getState().edit((document) => connect(document, wire('split', 'scale')))
    const { analysis } = store.getState()
    expect(problemsOf(analysis, 'scale')).toEqual([])
    const table = analysis.propagation.nodes.get('scale')?.inputs.table
    expect(table && 'columns' in table && table.columns.map((column) => column.name)).toContain('_split')
  })

  it('keeps the identity of cards that an edit does not touch', () => {
    const store = open()
    const [before] = store.getState().flowNodes
    store.getState().edit((document) => setParams(document, 'split', { test: 0.3 }))
    expect(store.getState().flowNodes[0]).toBe(before)
    store.getState().edit((document) => removeNodes(document, ['split']))
    expect(store.getState().flowNodes.map((other) => other.id)).toEqual(['data', 'scale'])
    expect(store.getState().flowEdges).toEqual([])
  })

  it('drags without touching the drawing until the card is put down, as one step', () => {
    const store = open()
    const { applyNodeChanges } = store.getState()
    applyNodeChanges([{ type: 'position', id: 'data', position: { x: 5, y: 5 }, dragging: true }])
    expect(store.getState().document).toBe(drawing)
    const { analysis } = store.getState()
    applyNodeChanges([{ type: 'position', id: 'data', position: { x: 40, y: 60 }, dragging: true }])
    applyNodeChanges([{ type: 'position', id: 'data', position: { x: 40, y: 60 }, dragging: false }])
    expect(store.getState().document.nodes[0]?.position).toEqual({ x: 40, y: 60 })
    expect(store.getState().analysis).toBe(analysis)
    store.getState().undo()
    expect(store.getState().document).toBe(drawing)
    expect(store.getState().flowNodes[0]?.position).toEqual({ x: 0, y: 0 })
    store.getState().redo()
    expect(store.getState().flowNodes[0]?.position).toEqual({ x: 40, y: 60 })
  })

  it('removes what is chosen, wires too, and brings it back', () => {
    const store = open()
    store.getState().select(['split'])
    store.getState().removeSelection()
    expect(store.getState().document.nodes.map((other) => other.id)).toEqual(['data', 'scale'])
    expect(store.getState().selection).toEqual([])
    store.getState().undo()
    expect(store.getState().document.edges).toHaveLength(1)
    store.getState().applyEdgeChanges([{ type: 'select', id: 'data.table>split.table', selected: true }])
    store.getState().removeSelection()
    expect(store.getState().document.edges).toEqual([])
    expect(store.getState().document.nodes).toHaveLength(3)
  })

  it('knows what is saved and what is not', () => {
    const store = open()
    store.getState().edit((document) => setParams(document, 'split', { test: 0.3 }))
    expect(store.getState().saveStatus).toBe('unsaved')
    const { document } = store.getState()
    store.getState().markSaving()
    store.getState().edit((current) => setParams(current, 'split', { test: 0.2 }))
    store.getState().markSaved(document, { version: 2, savedAt: '2025-01-01T00:00:01Z' })
    expect(store.getState()).toMatchObject({ saveStatus: 'unsaved', version: 2 })
    store.getState().markSaved(store.getState().document, { version: 3, savedAt: '2025-01-01T00:00:02Z' })
    expect(store.getState().saveStatus).toBe('saved')
  })

  it('marks nodes as out of date when they are edited after a run, and as current again on undo', () => {
    const store = open()
    const bare = {
      attempt: 1,
      cacheKey: null,
      cachedFrom: null,
      outputs: null,
      progress: null,
      error: null,
      startedAt: null,
      finishedAt: null,
    }
    const detail: RunDetail = {
      id: 'r',
      number: 4,
      pipelineId: 'p',
      pipelineName: 'P',
      version: 1,
      state: 'succeeded',
      trigger: 'page',
      inputs: {},
      schedule: null,
      error: null,
      backend: null,
      createdAt: '2025-01-01T00:00:00Z',
      startedAt: null,
      finishedAt: null,
      nodesDone: 0,
      nodesTotal: 3,
      metrics: {},
      planNodes: [],
      cards: [],
      nodes: {
        split: { ...bare, nodeId: 'split', state: 'succeeded', outputs: {} },
        scale: { ...bare, nodeId: 'scale', state: 'failed' },
      },
    }
    store.getState().showRun(detail, drawing)
    expect(store.getState().stale).toEqual({})
    store.getState().edit((document) => setParams(document, 'split', { test: 0.3 }))
    expect(store.getState().stale).toEqual({ split: '*Test* changed since run 4' })
    // A failure is no result that could be out of date.
    store.getState().edit((document) => setParams(document, 'scale', { method: 'robust' }))
    expect(Object.keys(store.getState().edited)).toEqual(['split', 'scale'])
    expect(Object.keys(store.getState().stale)).toEqual(['split'])
    store.getState().undo()
    store.getState().undo()
    expect(store.getState().stale).toEqual({})
  })
})
