import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import {
  addNodes,
  connect,
  createNodeId,
  disconnect,
  findNode,
  moveNodes,
  removeNodes,
  renameNode,
  setNote,
  setParams,
  shiftNodes,
} from './document.ts'

const node = (id: string, type = 'control.pass'): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
})
const edge = (from: string, to: string): DocumentEdge => ({
  from: { node: from, port: 'table' },
  to: { node: to, port: 'table' },
})
const drawing = (): PipelineDocument =>
  addNodes(emptyDocument(), [node('a'), node('b'), node('c')], [edge('a', 'b'), edge('b', 'c')])

describe('edits of a drawing', () => {
  it('names new nodes after their type without ever reusing an id', () => {
    const document = addNodes(emptyDocument(), [node('scale'), node('scale-2')])
    expect(createNodeId(document, 'features.scale')).toBe('scale-3')
    expect(createNodeId(document, 'features.scale', new Set(['scale-3']))).toBe('scale-4')
    expect(createNodeId(emptyDocument(), 'features.scale')).toBe('scale')
  })

  it('removes a node with its edges and its place in groups', () => {
    const document = {
      ...drawing(),
      groups: [
        { id: 'g', title: 'G', nodes: ['b'] },
        { id: 'h', title: 'H', nodes: ['a', 'b'] },
      ],
    }
    const next = removeNodes(document, ['b'])
    expect(next.nodes.map((other) => other.id)).toEqual(['a', 'c'])
    expect(next.edges).toEqual([])
    expect(next.groups).toEqual([{ id: 'h', title: 'H', nodes: ['a'] }])
    expect(removeNodes(document, ['zzz'])).toBe(document)
  })

  it('gives a port one edge, the newest, unless it takes many', () => {
    const document = drawing()
    expect(connect(document, edge('a', 'c')).edges).toEqual([edge('a', 'b'), edge('a', 'c')])
    expect(connect(document, edge('a', 'c'), true).edges).toHaveLength(3)
    expect(connect(document, edge('a', 'b'))).toBe(document)
  })

  it('disconnects by edge key', () => {
    expect(disconnect(drawing(), ['a.table>b.table']).edges).toEqual([edge('b', 'c')])
    const document = drawing()
    expect(disconnect(document, ['none'])).toBe(document)
  })

  it('moves nodes on whole pixels and leaves others as they are', () => {
    const document = drawing()
    const next = moveNodes(document, { a: { x: 10.4, y: 2.6 } })
    expect(findNode(next, 'a')?.position).toEqual({ x: 10, y: 3 })
    expect(next.nodes[1]).toBe(document.nodes[1])
    expect(moveNodes(document, { a: { x: 0, y: 0 } })).toBe(document)
    expect(findNode(shiftNodes(next, ['a'], { x: -10, y: 0 }), 'a')?.position).toEqual({ x: 0, y: 3 })
  })

  it('sets and resets parameters, titles and notes', () => {
    const document = setParams(drawing(), 'a', { method: 'robust', columns: ['x'] })
    expect(findNode(document, 'a')?.params).toEqual({ method: 'robust', columns: ['x'] })
    expect(findNode(setParams(document, 'a', { method: undefined }), 'a')?.params).toEqual({ columns: ['x'] })
    expect(setParams(document, 'a', { method: 'robust' })).toBe(document)
    const named = setNote(renameNode(document, 'a', 'My scale'), 'a', 'why')
    expect(findNode(named, 'a')).toMatchObject({ title: 'My scale', note: 'why' })
    expect(findNode(renameNode(named, 'a', '  '), 'a')).not.toHaveProperty('title')
  })
})
