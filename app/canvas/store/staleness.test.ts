import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import {
  addNodes,
  connect,
  disconnect,
  moveNodes,
  removeNodes,
  renameNode,
  setParams,
  setSeed,
} from './document.ts'
import { findStaleNodes } from './staleness.ts'

const node = (id: string): DocumentNode => ({
  id,
  type: 'control.pass',
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
})
const edge = (from: string, to: string): DocumentEdge => ({
  from: { node: from, port: 'table' },
  to: { node: to, port: 'table' },
})
const ran = addNodes(emptyDocument(), ['a', 'b', 'c', 'd'].map(node), [
  edge('a', 'b'),
  edge('b', 'c'),
  edge('a', 'd'),
])
const stale = (document: PipelineDocument) =>
  findStaleNodes({
    document,
    ran,
    runNumber: 13,
    resolve: (other) => ({ method: 'standard', ...other.params }),
    titleOf: (other) => other.title ?? other.id,
  })

describe('stale nodes', () => {
  it('finds none where only places and names changed, or a default was written down', () => {
    expect(stale(ran)).toEqual({})
    expect(stale(renameNode(moveNodes(ran, { a: { x: 5, y: 5 } }), 'b', 'Bee'))).toEqual({})
    expect(stale(setParams(ran, 'a', { method: 'standard' }))).toEqual({})
  })

  it('marks an edited node and all that hangs on it, naming the cause', () => {
    expect(stale(setParams(ran, 'b', { method: 'robust' }))).toEqual({
      b: 'Edited after run 13',
      c: 'Input changed: b',
    })
  })

  it('marks what was connected anew, and new nodes as a cause', () => {
    expect(stale(disconnect(ran, ['a.table>d.table']))).toEqual({ d: 'Connected anew after run 13' })
    const inserted = connect(connect(addNodes(ran, [node('e')]), edge('a', 'e')), edge('e', 'b'))
    expect(stale(inserted)).toEqual({ b: 'Connected anew after run 13', c: 'Input changed: b' })
    expect(stale(removeNodes(ran, ['b']))).toEqual({ c: 'Connected anew after run 13' })
  })

  it('marks everything when the seed changed', () => {
    expect(Object.keys(stale(setSeed(ran, 7)))).toEqual(['a', 'b', 'c', 'd'])
  })
})
