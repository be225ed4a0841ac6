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
  setPin,
  setSeed,
} from './document.ts'
import { changedValues, findStaleNodes, type StalenessCall } from './staleness.ts'

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
const callOf = (document: PipelineDocument, more: Partial<StalenessCall> = {}): StalenessCall => ({
  document,
  ran,
  run: { id: 'run-13', number: 13, backend: 'wasm 4' },
  backend: 'wasm 4',
  resolve: (other) => ({ method: 'standard', ...other.params }),
  traitsOf: ({ id }) => ({ random: id === 'b', numeric: id === 'd' }),
  titleOf: (other) => other.title ?? other.id,
  titleOfField: (_, field) => ({ method: 'Method' })[field] ?? field,
  ...more,
})
const stale = (document: PipelineDocument, more?: Partial<StalenessCall>) =>
  findStaleNodes(callOf(document, more))

describe('stale nodes', () => {
  it('finds none where only places and names changed, or a default was written down', () => {
    expect(stale(ran)).toEqual({})
    expect(stale(renameNode(moveNodes(ran, { a: { x: 5, y: 5 } }), 'b', 'Bee'))).toEqual({})
    expect(stale(setParams(ran, 'a', { method: 'standard' }))).toEqual({})
  })

  it('marks an edited node with what changed, and all that hangs on it, naming the cause', () => {
    const edited = setParams(ran, 'b', { method: 'robust' })
    expect(stale(edited)).toEqual({
      b: '*Method* changed since run 13',
      c: 'What arrives changed: *b*',
    })
    expect(changedValues(callOf(edited), 'b')).toEqual([
      { title: 'Method', before: 'standard', after: 'robust' },
    ])
    expect(changedValues(callOf(edited), 'c')).toEqual([])
  })

  it('marks what was connected anew, and new nodes as a cause', () => {
    expect(stale(disconnect(ran, ['a.table>d.table']))).toEqual({ d: 'Connected anew since run 13' })
    const inserted = connect(connect(addNodes(ran, [node('e')]), edge('a', 'e')), edge('e', 'b'))
    expect(stale(inserted)).toEqual({
      b: 'Connected anew since run 13',
      c: 'What arrives changed: *b*',
    })
    expect(stale(removeNodes(ran, ['b']))).toEqual({ c: 'Connected anew since run 13' })
  })

  it('marks what draws random numbers when the seed changed', () => {
    expect(stale(setSeed(ran, 7))).toEqual({
      b: 'The seed changed since run 13',
      c: 'What arrives changed: *b*',
    })
  })

  it('marks what was computed by another backend, where both are known', () => {
    expect(stale(ran, { backend: 'tensorflow 4' })).toEqual({ d: 'Another numeric backend since run 13' })
    expect(stale(ran, { backend: null })).toEqual({})
  })

  it('leaves a pinned node as it is, with what hangs on it', () => {
    const edited = setParams(setPin(ran, ['b'], 'run-13'), 'b', { method: 'robust' })
    expect(stale(edited)).toEqual({})
    expect(stale(setParams(edited, 'a', { method: 'robust' }))).toEqual({
      a: '*Method* changed since run 13',
      d: 'What arrives changed: *a*',
    })
    expect(stale(setPin(ran, ['b'], 'run-9'))).toEqual({
      b: 'Pinned since run 13',
      c: 'What arrives changed: *b*',
    })
    expect(stale(setPin(edited, ['b'], null), { ran: setPin(ran, ['b'], 'run-9') })).toMatchObject({
      b: 'Unpinned since run 13',
    })
  })
})
