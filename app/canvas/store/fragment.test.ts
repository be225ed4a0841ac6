import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode } from '../../../nodes/graph/document.ts'
import { addNodes, findNode } from './document.ts'
import { copyFragment, formatFragment, insertFragment, isDrawing, parseFragment } from './fragment.ts'

const node = (id: string, x = 0): DocumentNode => ({
  id,
  type: 'control.pass',
  version: 1,
  params: { note: id },
  position: { x, y: 0 },
})
const edge = (from: string, to: string): DocumentEdge => ({
  from: { node: from, port: 'table' },
  to: { node: to, port: 'table' },
})
const drawing = addNodes(
  emptyDocument(),
  [node('a'), node('b', 240), node('c', 480)],
  [edge('a', 'b'), edge('b', 'c')],
)

describe('clipboard fragments', () => {
  it('copies the chosen nodes and only the edges among them', () => {
    const fragment = copyFragment(drawing, ['b', 'c'])
    expect(fragment?.nodes.map((other) => other.id)).toEqual(['b', 'c'])
    expect(fragment?.edges).toEqual([edge('b', 'c')])
    expect(copyFragment(drawing, [])).toBeNull()
  })

  it('survives the way over the clipboard, and refuses other text', () => {
    const fragment = copyFragment(drawing, ['b', 'c'])
    expect(fragment && parseFragment(formatFragment(fragment))).toEqual(fragment)
    expect(parseFragment('hello')).toBeNull()
    expect(parseFragment('{"millrace":"fragment/1","nodes":[{"id":"../x"}],"edges":[]}')).toBeNull()
  })

  it('takes frames and embedded pipelines along, and leaves those that are there', () => {
    const inner = { pipelineId: 'p', version: 1, title: 'Inner', document: emptyDocument() }
    const whole = {
      ...addNodes(drawing, [{ ...node('own', 720), type: 'pipeline:p-v1' }]),
      groups: [
        { id: 'group-1', title: 'Both', nodes: ['a', 'b'], collapsed: true },
        { id: 'group-2', title: 'Cut in two', nodes: ['c', 'own'] },
      ],
      components: { 'p-v1': inner, 'q-v1': { ...inner, title: 'Other' } },
    }
    const fragment = copyFragment(whole, ['a', 'b', 'own'])
    expect(Object.keys(fragment?.components ?? {})).toEqual(['p-v1'])
    const read = parseFragment(formatFragment(fragment!))
    const { document } = insertFragment(drawing, read!)
    expect(document.groups).toEqual([
      { id: 'group-1', title: 'Both', nodes: ['pass', 'pass-2'], collapsed: true },
    ])
    expect(document.components).toEqual({ 'p-v1': inner })
    const kept = { ...drawing, components: { 'p-v1': { ...inner, title: 'Here already' } } }
    expect(insertFragment(kept, read!).document.components?.['p-v1']?.title).toBe('Here already')
  })

  it('knows drawings from data, well formed or not', () => {
    expect(isDrawing(JSON.stringify(drawing))).toBe(true)
    expect(isDrawing('{"schemaVersion": 1, "nodes": 3}')).toBe(true)
    expect(isDrawing('{"millrace": "template/1"}')).toBe(true)
    expect(isDrawing('[{"age": 3}]')).toBe(false)
    expect(isDrawing('{"nodes": [1]}')).toBe(false)
    expect(isDrawing('{"millrace"')).toBe(false)
  })

  it('pastes under fresh ids at the place asked for', () => {
    const fragment = copyFragment(drawing, ['b', 'c'])
    if (!fragment) throw new Error('nothing copied')
    const { document, ids } = insertFragment(drawing, fragment, { at: { x: 1000, y: 50 } })
    expect(ids).toEqual(['pass', 'pass-2'])
    expect(findNode(document, 'pass')?.position).toEqual({ x: 1000, y: 50 })
    expect(findNode(document, 'pass-2')?.position).toEqual({ x: 1240, y: 50 })
    expect(document.edges).toContainEqual(edge('pass', 'pass-2'))
    expect(document.edges).toHaveLength(3)
  })

  it('takes along the parameters of the pipeline that its fields take, and keeps those that are there', () => {
    const inputs = {
      rate: { type: 'number', default: 1 },
      other: { type: 'text', default: '' },
    } as const
    const taker = { ...node('t'), params: { rate: { input: 'rate' } } }
    const fragment = copyFragment({ ...addNodes(emptyDocument(), [taker]), inputs }, ['t'])
    if (!fragment) throw new Error('nothing copied')
    expect(fragment.inputs).toEqual({ rate: inputs.rate })
    expect(insertFragment(drawing, fragment).document.inputs).toEqual({ rate: inputs.rate })
    const own = { ...drawing, inputs: { rate: { type: 'number' as const, default: 7 } } }
    expect(insertFragment(own, fragment).document.inputs).toEqual(own.inputs)
  })

  it('duplicates with the edges that came in from outside', () => {
    const fragment = copyFragment(drawing, ['b'])
    if (!fragment) throw new Error('nothing copied')
    const { document, ids } = insertFragment(drawing, fragment, { keepInputs: true })
    expect(ids).toEqual(['pass'])
    expect(document.edges).toContainEqual(edge('a', 'pass'))
    expect(findNode(document, 'pass')?.position).toEqual({ x: 272, y: 32 })
  })
})
