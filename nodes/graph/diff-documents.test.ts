import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDefinition } from '../definitions.ts'
import { wildDocument } from './arbitraries.ts'
import { diffDocuments, isOfSubstance } from './diff-documents.ts'
import { describeChange, summariseChanges } from './diff-words.ts'
import type { DocumentNode, PipelineDocument } from './document.ts'

const node = (id: string, type: string, more: Partial<DocumentNode> = {}): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
  ...more,
})

const before: PipelineDocument = {
  schemaVersion: 1,
  seed: 42,
  nodes: [
    node('data', 'data.builtin', { params: { dataset: 'iris' } }),
    node('scale', 'features.scale', { params: { method: 'standard' } }),
    node('split', 'split.split'),
  ],
  edges: [
    { from: { node: 'data', port: 'table' }, to: { node: 'scale', port: 'table' } },
    { from: { node: 'scale', port: 'table' }, to: { node: 'split', port: 'table' } },
  ],
  inputs: { share: { type: 'number', default: 0.2 } },
  groups: [],
}

const diff = (after: PipelineDocument) => diffDocuments(before, after, findDefinition)
const said = (after: PipelineDocument) => diff(after).map(describeChange)

test('a parameter is named as its form names it, with both values', () => {
  const [data, scale, split] = before.nodes as [DocumentNode, DocumentNode, DocumentNode]
  const after = {
    ...before,
    nodes: [
      data,
      { ...scale, params: { method: 'minmax' }, disabled: true },
      { ...split, title: 'Hold out', position: { x: 9, y: 9 } },
    ],
  }
  const changes = diff(after)
  expect(changes.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['changed scale', 'changed split'])
  expect(changes[0]?.fields).toEqual([
    { field: 'params.method', title: 'Method', before: 'standard', after: 'minmax' },
    { field: 'disabled', title: 'Switched off', before: undefined, after: true },
  ])
  expect(said(after)).toEqual([
    'Changed *Method* and *Switched off* of *Scale*',
    'Changed *Title* of *Hold out*',
  ])
  expect(changes.map(isOfSubstance)).toEqual([true, false])
})

test('nodes, wires, inputs, the seed and parts that nobody knew of are found', () => {
  const [data, , split] = before.nodes as [DocumentNode, DocumentNode, DocumentNode]
  const after = {
    ...before,
    seed: 7,
    nodes: [{ ...data, position: { x: 40, y: 0 } }, split, node('bin', 'features.bin')],
    edges: [{ from: { node: 'data', port: 'table' }, to: { node: 'split', port: 'table' } }],
    inputs: {
      share: { type: 'number' as const, default: 0.3 },
      name: { type: 'text' as const, default: 'a' },
    },
    groups: [{ id: 'g', title: 'First steps', nodes: ['data', 'split'] }],
    components: { mine: { title: 'My steps' } },
  } as unknown as PipelineDocument
  expect(said(after)).toEqual([
    'Moved *Built-in data*',
    'Added *Bin*',
    'Removed *Scale*',
    'Connected *Built-in data* to *Split*',
    'Disconnected *Built-in data* from *Scale*',
    'Disconnected *Scale* from *Split*',
    'Changed *Default* of the parameter *share*',
    'Added the parameter *name*',
    'Added the group *First steps*',
    'Added the reusable node *My steps*',
    'Changed *Seed*',
  ])
  expect(summariseChanges(diff(after))).toBe('Added *Bin*')
  expect(
    diff(after)
      .filter((change) => !isOfSubstance(change))
      .map(({ key }) => key),
  ).toEqual(['data', 'g'])
})

test('the order of nodes and wires is no difference', () => {
  expect(diff({ ...before, nodes: before.nodes.toReversed(), edges: before.edges.toReversed() })).toEqual([])
})

test('anything can be held against anything, and has a change in each direction or in none', () => {
  fc.assert(
    fc.property(wildDocument, wildDocument, (a, b) => {
      expect(diffDocuments(a, structuredClone(a), findDefinition)).toEqual([])
      const there = diffDocuments(a, b, findDefinition)
      const back = diffDocuments(b, a, findDefinition)
      expect(there.map(({ part, key }) => `${part} ${key}`).toSorted()).toEqual(
        back.map(({ part, key }) => `${part} ${key}`).toSorted(),
      )
      for (const change of there) expect(describeChange(change)).not.toBe('')
    }),
    { numRuns: 60 },
  )
})
