import { expect, test } from 'vitest'
import { edgeKey } from '../../../nodes/graph/document.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { compareOnPaper } from './compare.ts'

const node = (id: string, type: string, x: number, more: Partial<DocumentNode> = {}): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x, y: 0 },
  ...more,
})
const wire = (from: string, to: string) => ({
  from: { node: from, port: 'table' },
  to: { node: to, port: 'table' },
})
const drawing = (nodes: DocumentNode[], edges: [string, string][]): PipelineDocument => ({
  schemaVersion: 1,
  seed: 1,
  nodes,
  edges: edges.map(([from, to]) => wire(from, to)),
  inputs: {},
  groups: [],
})

test('removed nodes are ghosts beside what stands in their place, with their wires; all are listed from left to right', () => {
  const before = drawing(
    [
      node('data', 'data.builtin', 0),
      node('scale', 'features.scale', 240),
      node('split', 'split.split', 480),
    ],
    [
      ['data', 'scale'],
      ['scale', 'split'],
    ],
  )
  const after = drawing(
    [
      node('data', 'data.builtin', 0),
      node('bin', 'features.bin', 240),
      node('split', 'split.split', 480, { params: { test: 0.3 } }),
    ],
    [
      ['data', 'bin'],
      ['bin', 'split'],
    ],
  )
  const { document, changes, nodes, wires } = compareOnPaper(before, after)
  expect([...nodes]).toEqual([
    ['bin', 'added'],
    ['split', 'changed'],
    ['scale', 'removed'],
  ])
  const ghost = document.nodes.find(({ id }) => id === 'scale')
  expect(ghost?.position.x).toBe(240)
  expect(ghost?.position.y).toBeGreaterThan(60)
  expect(document.edges.map((edge) => wires.get(edgeKey(edge)))).toEqual([
    'added',
    'added',
    'removed',
    'removed',
  ])
  expect(changes.slice(0, 3).map(({ key }) => key)).toEqual(['bin', 'scale', 'split'])
  expect(compareOnPaper(after, after)).toMatchObject({ document: after, changes: [] })
})

test('frames and notes are marked like cards, and ghosts where they are gone', () => {
  const nodes = [node('data', 'data.builtin', 0)]
  const note = (id: string, text: string) => ({ id, text, x: 0, y: 200, width: 200, height: 80 })
  const before = {
    ...drawing(nodes, []),
    groups: [
      { id: 'group-1', title: 'Old', nodes: ['data'] },
      { id: 'group-2', title: 'Gone', nodes: ['data'], collapsed: true },
    ],
    notes: [note('note-1', 'As it was'), note('note-2', 'Gone')],
  }
  const after = {
    ...drawing(nodes, []),
    groups: [{ id: 'group-1', title: 'New', nodes: ['data'] }],
    notes: [note('note-1', 'As it is')],
  }
  const { document, nodes: marks } = compareOnPaper(before, after)
  expect(Object.fromEntries(marks)).toEqual({
    'note:note-1': 'changed',
    'note:note-2': 'removed',
    'group:group-1': 'changed',
    'group:group-2': 'removed',
  })
  // A collapsed ghost would hide what is still there.
  expect(document.groups.map(({ id, collapsed }) => [id, collapsed ?? false])).toEqual([
    ['group-1', false],
    ['group-2', false],
  ])
  expect(document.notes?.map(({ id }) => id)).toEqual(['note-1', 'note-2'])
})
