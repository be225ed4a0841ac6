import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import { createCanvasStore } from './canvas-store.ts'
import { boxAt, farScene } from './far-scene.ts'

const node = (id: string, type: string, x: number) => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x, y: 0 },
})
const document = {
  ...emptyDocument(),
  nodes: [node('data', 'data.builtin', 0), node('split', 'split.split', 240)],
  edges: [{ from: { node: 'data', port: 'table' }, to: { node: 'split', port: 'table' } }],
}
const open = () =>
  createCanvasStore({ id: 'p', name: 'P', version: 1, savedAt: '2025-01-01T00:00:00Z', document })

describe('a drawing from afar', () => {
  it('has its cards where they lie, and wires from port to port', () => {
    const { boxes, wires } = farScene(open().getState())
    expect(boxes).toMatchObject([
      { id: 'data', x: 0, kind: 'card', category: 'data', state: 'idle', selected: false },
      { id: 'split', x: 240, kind: 'card', category: 'split' },
    ])
    expect(wires).toMatchObject([{ type: 'table', from: { x: 192, y: 18 }, to: { x: 240, y: 18 } }])
  })

  it('finds what lies under the pointer', () => {
    const scene = farScene(open().getState())
    expect(boxAt(scene, { x: 10, y: 10 })?.id).toBe('data')
    expect(boxAt(scene, { x: 250, y: 70 })?.id).toBe('split')
    expect(boxAt(scene, { x: 210, y: 10 })).toBeUndefined()
  })
})
