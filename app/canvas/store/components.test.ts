import { describe, expect, it } from 'vitest'
import type { PipelineComponent, PipelineDocument } from '../../../nodes/graph/document.ts'
import { soundDrawing } from '../../../nodes/graph/drawings.ts'
import { createCanvasStore } from './canvas-store.ts'
import type { CanvasStore } from './canvas-store.ts'
import {
  applyUpdate,
  changesOf,
  dissolveCards,
  exposedAs,
  exposePort,
  extractChosen,
  findUpdates,
  mayUse,
  removePort,
  renamePort,
  replaceChosen,
  titlePort,
} from './components.ts'
import { addNode, copySelection, duplicateSelection, pasteText } from './actions.ts'

const open = (document: PipelineDocument, id = 'here'): CanvasStore =>
  createCanvasStore({ id, name: 'Here', version: 1, savedAt: '', document })

const ids = ['split', 'scale']
const saved = (version = 1, document = extractChosen(soundDrawing(), ids)): PipelineComponent => ({
  pipelineId: 'saved',
  version,
  title: 'Preparation 1.2',
  document,
})

function grouped(): { store: CanvasStore; card: string } {
  const store = open(soundDrawing())
  replaceChosen(store, ids, saved())
  return { store, card: store.getState().selection[0] ?? '' }
}

const wires = (store: CanvasStore): string[] =>
  store.getState().document.edges.map(({ from, to }) => `${from.node}.${from.port} > ${to.node}.${to.port}`)

describe('pipelines as nodes', () => {
  it('take the place of the nodes that they were saved from, with columns and problems at their ports', () => {
    const { store, card } = grouped()
    expect(card).toBe('Preparation-1-2')
    expect(wires(store)).toContain(`${card}.table > train.table`)
    const { analysis, document } = store.getState()
    expect(analysis.problems).toEqual([])
    const known = analysis.propagation.nodes.get(card)
    const columns = (port: unknown) =>
      (port as { columns: { name: string }[] } | undefined)?.columns.map((column) => column.name) ?? []
    expect(columns(known?.inputs['table'])).toContain('species')
    // *Split* inside adds a column.
    expect(columns(known?.outputs['table'])).toHaveLength(columns(known?.inputs['table']).length + 1)
    expect(new Set(analysis.propagation.made.keys())).toEqual(new Set(document.nodes.map(({ id }) => id)))

    store.getState().edit((current) => ({
      ...current,
      edges: current.edges.filter(({ to }) => to.node !== card),
    }))
    const broken = store.getState().analysis.problemsByNode[card]
    expect(broken?.[0]).toMatchObject({ port: 'table', code: 'input_missing' })
  })

  it('come with a copy, and go with the last card', () => {
    const { store, card } = grouped()
    store.getState().select([card])
    const text = copySelection(store) ?? ''
    const other = open({ ...soundDrawing(), nodes: [], edges: [] }, 'other')
    expect(pasteText(other, text)).toBeNull()
    expect(Object.keys(other.getState().document.components ?? {})).toEqual(['saved-v1'])
    store.getState().removeSelection()
    expect(store.getState().document.components).toBeUndefined()
    store.getState().undo()
    expect(Object.keys(store.getState().document.components ?? {})).toEqual(['saved-v1'])
  })

  it('draw other random numbers where they stand a second time', () => {
    const { store, card } = grouped()
    const type = store.getState().document.nodes.find(({ id }) => id === card)?.type ?? ''
    const second = addNode(store, { type })
    const salts = () => store.getState().document.nodes.flatMap(({ seedSalt = '' }) => seedSalt || [])
    expect(salts()).toEqual([second])
    store.getState().select([card])
    duplicateSelection(store)
    expect(salts()).toEqual([second, store.getState().selection[0]])
  })

  it('are dissolved into their nodes, as one step of undo', () => {
    const { store, card } = grouped()
    dissolveCards(store, [card])
    expect(new Set(store.getState().selection)).toEqual(new Set(ids))
    expect(new Set(wires(store))).toEqual(new Set(wires(open(soundDrawing()))))
    store.getState().undo()
    expect(store.getState().document.nodes.map(({ id }) => id)).toContain(card)
  })

  it('are updated to what was saved last; what would go is said before', () => {
    const { store, card } = grouped()
    const without = removePort(saved().document, 'outputs', 'table')
    const newer = saved(3, renamePort(without, 'inputs', { name: 'table', wanted: 'table' }))
    const { document } = store.getState()
    expect(findUpdates(document, [saved(1)])).toEqual([])
    const [update] = findUpdates(document, [newer])
    expect(update).toMatchObject({ version: 1, cards: [card] })
    if (!update) return
    const changes = changesOf(document, update)
    expect(changes.lost).toEqual(['Table'])
    expect(changes.edges.map(({ to }) => to.node)).toEqual(['train', 'evaluate'])
    applyUpdate(store, update)
    expect(store.getState().document.nodes.find(({ id }) => id === card)?.version).toBe(3)
    expect(Object.keys(store.getState().document.components ?? {})).toEqual(['saved-v3'])
    expect(wires(store)).not.toContain(`${card}.table > train.table`)
    store.getState().undo()
    expect(wires(store)).toContain(`${card}.table > train.table`)
  })

  it('are not offered where they would contain themselves', () => {
    const { store } = grouped()
    const outer: PipelineComponent = { ...saved(), pipelineId: 'outer', document: store.getState().document }
    expect(mayUse(outer, 'saved')).toBe(false)
    expect(mayUse(saved(), 'saved')).toBe(false)
    expect(mayUse(outer, 'else')).toBe(true)
  })

  it('have the ports that were made so, under names that are free', () => {
    const end = { node: 'scale', port: 'transform' }
    const one = exposePort(soundDrawing(), 'outputs', end)
    expect(exposedAs(one, 'outputs', end)).toBe('transform')
    const two = exposePort(exposePort(one, 'outputs', { node: 'split', port: 'table' }), 'outputs', {
      node: 'scale',
      port: 'table',
    })
    expect(two.ports?.outputs.map(({ name }) => name)).toEqual(['transform', 'table', 'table-2'])
    const named = renamePort(two, 'outputs', { name: 'table-2', wanted: 'the table!' })
    expect(named.ports?.outputs.at(-1)?.name).toBe('the-table')
    const titled = titlePort(named, 'outputs', { name: 'the-table', title: 'Scaled' })
    expect(titled.ports?.outputs.at(-1)?.title).toBe('Scaled')
    expect(removePort(one, 'outputs', 'transform').ports).toBeUndefined()
  })
})
