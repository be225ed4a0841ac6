import { describe, expect, it } from 'vitest'
import { definitions } from '../../../nodes/definitions.ts'
import { draw, node } from '../../../nodes/graph/drawings.ts'
import { createCanvasStore } from './canvas-store.ts'
import { listFields } from './form-fields.ts'
import { setParamOfAll, sharedValue } from './shared-value.ts'

const method = listFields(definitions['features.scale']).find(({ name }) => name === 'method')
if (!method) throw new Error('Scale has no method')

describe('sharedValue', () => {
  it('is the value of all, with defaults written down or not', () => {
    expect(sharedValue(method, [{ params: {} }, { params: { method: String(method.initial) } }])).toEqual({
      value: method.initial,
    })
  })

  it('is mixed where they differ, each value once', () => {
    const robust = { params: { method: 'robust' } }
    const nodes = [robust, { params: {} }, robust]
    expect(sharedValue(method, nodes)).toEqual({ value: undefined, mixed: ['robust', method.initial] })
  })
})

it('sets a parameter of several nodes as one step of undo', () => {
  const document = draw([
    node('features.scale', {}, 'a'),
    node('features.scale', {}, 'b'),
    node('features.scale', {}, 'c'),
  ])
  const store = createCanvasStore({
    id: 'p',
    name: 'P',
    version: 1,
    savedAt: '2025-01-01T00:00:00Z',
    document,
  })
  store.getState().edit((current) => setParamOfAll(current, ['a', 'c'], { method: 'robust' }))
  expect(store.getState().document.nodes.map(({ params }) => params.method)).toEqual([
    'robust',
    undefined,
    'robust',
  ])
  store.getState().undo()
  expect(store.getState().document).toBe(document)
})
