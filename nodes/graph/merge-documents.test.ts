import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findDefinition } from '../definitions.ts'
import { tidyDocument, wildDocument } from './arbitraries.ts'
import { canonicalJson } from './canonical-json.ts'
import { diffDocuments } from './diff-documents.ts'
import { edgeKey } from './document.ts'
import type { DocumentEdge, DocumentNode, PipelineDocument } from './document.ts'
import { mergeDocuments } from './merge-documents.ts'
import type { Side } from './merge-documents.ts'

const find = findDefinition

const node = (id: string, type: string, more: Partial<DocumentNode> = {}): DocumentNode => ({
  id,
  type,
  version: 1,
  params: {},
  position: { x: 0, y: 0 },
  ...more,
})
const wire = (from: string, to: string, port = 'table'): DocumentEdge => ({
  from: { node: from, port: 'table' },
  to: { node: to, port },
})

const base: PipelineDocument = {
  schemaVersion: 1,
  seed: 42,
  nodes: [
    node('data', 'data.builtin', { params: { dataset: 'iris' } }),
    node('scale', 'features.scale', { params: { method: 'standard', robust: false } }),
    node('split', 'split.split'),
  ],
  edges: [wire('data', 'scale'), wire('scale', 'split')],
  inputs: {},
  groups: [{ id: 'g', title: 'Steps', nodes: ['scale', 'split'] }],
}

const change = (id: string, more: Partial<DocumentNode>, document = base): PipelineDocument => ({
  ...document,
  nodes: document.nodes.map((one) =>
    one.id === id ? { ...one, ...more, params: { ...one.params, ...more.params } } : one,
  ),
})
const without = (id: string, document = base): PipelineDocument => ({
  ...document,
  nodes: document.nodes.filter((one) => one.id !== id),
  edges: document.edges.filter((edge) => edge.from.node !== id && edge.to.node !== id),
  groups: document.groups.map((group) => ({ ...group, nodes: group.nodes.filter((one) => one !== id) })),
})
const merge = (mine: PipelineDocument, theirs: PipelineDocument, choices?: Record<string, Side>) =>
  mergeDocuments(base, mine, theirs, { find, ...(choices && { choices }) })
const get = (document: PipelineDocument, id: string) => document.nodes.find((one) => one.id === id)
const sorted = (document: PipelineDocument): string =>
  canonicalJson({
    ...document,
    nodes: document.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: document.edges.toSorted((a, b) => (edgeKey(a) < edgeKey(b) ? -1 : 1)),
  })

describe('what only one of both changed', () => {
  test('is taken from each, field by field of one node too', () => {
    const mine = change('scale', { params: { method: 'minmax' }, title: 'Mine' })
    const theirs = { ...change('scale', { params: { robust: true }, note: 'Theirs' }), seed: 7 }
    const { document, conflicts } = merge(mine, theirs)
    expect(conflicts).toEqual([])
    expect(document.seed).toBe(7)
    expect(get(document, 'scale')).toMatchObject({
      params: { method: 'minmax', robust: true },
      title: 'Mine',
      note: 'Theirs',
    })
  })

  test('a parameter set back to its default stays so', () => {
    const mine = {
      ...base,
      nodes: base.nodes.map((one) => (one.id === 'data' ? { ...one, params: {} } : one)),
    }
    expect(get(merge(mine, change('split', { title: 'T' })).document, 'data')?.params).toEqual({})
  })

  test('a node that was removed goes with its wires and out of its group; merely moving it keeps nothing', () => {
    const { document, conflicts } = merge(change('split', { position: { x: 50, y: 0 } }), without('split'))
    expect(conflicts).toEqual([])
    expect(document.nodes.map(({ id }) => id)).toEqual(['data', 'scale'])
    expect(document.edges).toEqual([wire('data', 'scale')])
    expect(document.groups[0]?.nodes).toEqual(['scale'])
  })

  test('members of a group come and go', () => {
    const mine = { ...base, groups: [{ id: 'g', title: 'Steps', nodes: ['scale', 'split', 'data'] }] }
    const theirs = { ...base, groups: [{ id: 'g', title: 'All', nodes: ['split'] }] }
    const { document, conflicts } = merge(mine, theirs)
    expect(conflicts).toEqual([])
    expect(document.groups).toEqual([{ id: 'g', title: 'All', nodes: ['split', 'data'] }])
  })

  test('two nodes that got the same id are both there, each with its wires', () => {
    const add = (more: Partial<DocumentNode>): PipelineDocument => ({
      ...base,
      nodes: [...base.nodes, node('bin', 'features.bin', more)],
      edges: [...base.edges, wire('data', 'bin')],
    })
    const { document, conflicts } = merge(add({ title: 'Mine' }), add({ title: 'Theirs' }))
    expect(conflicts).toEqual([])
    expect(get(document, 'bin')?.title).toBe('Theirs')
    expect(get(document, 'bin-2')?.title).toBe('Mine')
    expect(document.edges.map(edgeKey)).toEqual([
      'data.table>scale.table',
      'scale.table>split.table',
      'data.table>bin.table',
      'data.table>bin-2.table',
    ])
  })

  test('fields of a drawing that nobody knew of are merged alike', () => {
    const more = (extra: object) => ({ ...base, ...extra }) as PipelineDocument
    const { document, conflicts } = mergeDocuments(
      more({ notes: [{ id: 'n', text: 'a', colour: 'red' }], components: {} }),
      more({ notes: [{ id: 'n', text: 'b', colour: 'red' }], components: { one: { title: 'One' } } }),
      more({ notes: [{ id: 'n', text: 'a', colour: 'blue' }], components: { two: { title: 'Two' } } }),
      { find },
    )
    expect(conflicts).toEqual([])
    expect(document).toMatchObject({
      notes: [{ id: 'n', text: 'b', colour: 'blue' }],
      components: { one: { title: 'One' }, two: { title: 'Two' } },
    })
  })
})

describe('what both changed', () => {
  test('is listed with both values; mine stands until theirs is chosen', () => {
    const mine = change('scale', { params: { method: 'minmax' } })
    const theirs = change('scale', { params: { method: 'robust' } })
    const { document, conflicts } = merge(mine, theirs)
    expect(conflicts).toEqual([
      {
        id: 'nodes scale params.method',
        part: 'nodes',
        key: 'scale',
        field: 'params.method',
        title: 'Scale',
        fieldTitle: 'Method',
        base: 'standard',
        mine: 'minmax',
        theirs: 'robust',
        taken: 'mine',
      },
    ])
    expect(get(document, 'scale')?.params.method).toBe('minmax')
    const chosen = merge(mine, theirs, { 'nodes scale params.method': 'theirs' })
    expect(get(chosen.document, 'scale')?.params.method).toBe('robust')
  })

  test('a node that one changed and the other removed stays with its wires, unless it is chosen to go', () => {
    const mine = without('scale')
    const theirs = change('scale', { params: { method: 'robust' } })
    const { document, conflicts } = merge(mine, theirs)
    expect(conflicts).toMatchObject([
      { id: 'nodes scale ', title: 'Scale', taken: 'theirs', mine: undefined },
    ])
    expect(document.edges.map(edgeKey)).toEqual(['data.table>scale.table', 'scale.table>split.table'])
    const gone = merge(mine, theirs, { 'nodes scale ': 'mine' })
    expect(gone.document.nodes.map(({ id }) => id)).toEqual(['data', 'split'])
    expect(gone.document.edges).toEqual([])
  })

  test('so does one that was wired up where the other removed it', () => {
    const mine = {
      ...base,
      nodes: [...base.nodes, node('bin', 'features.bin')],
      edges: [...base.edges, wire('scale', 'bin')],
    }
    const { document, conflicts } = merge(mine, without('scale'))
    expect(conflicts).toMatchObject([{ id: 'nodes scale ', taken: 'mine' }])
    expect(document.edges).toHaveLength(3)
  })

  test('a port that takes one wire gets one', () => {
    const bin = { ...base, nodes: [...base.nodes, node('bin', 'features.bin')] }
    const wired = (from: string) => ({ ...bin, edges: [...bin.edges, wire(from, 'bin')] })
    const { document, conflicts } = mergeDocuments(bin, wired('data'), wired('scale'), { find })
    expect(conflicts).toMatchObject([{ part: 'edges', key: 'bin.table', taken: 'mine' }])
    expect(document.edges.filter(({ to }) => to.node === 'bin')).toEqual([wire('data', 'bin')])
  })
})

/** Edits that a hand could make, on nodes of its own: those at even or at odd places. */
const edits = (document: PipelineDocument, side: 0 | 1): fc.Arbitrary<PipelineDocument> =>
  fc
    .record({
      touched: fc.subarray(document.nodes.filter((_, at) => at % 2 === side)),
      title: fc.constantFrom('A', 'B'),
      value: fc.nat({ max: 3 }),
      added: fc.boolean(),
      remove: fc.boolean(),
    })
    .map(({ touched, title, value, added, remove }) => {
      const ids = new Set(touched.map(({ id }) => id))
      const extra = added ? [node(`new${side}`, 'features.bin', { title })] : []
      const gone = remove ? touched.at(-1)?.id : undefined
      return {
        ...document,
        nodes: [
          ...document.nodes.map((one) =>
            ids.has(one.id) ? { ...one, title, params: { ...one.params, [`p${side}`]: value } } : one,
          ),
          ...extra,
        ].filter(({ id }) => id !== gone),
        edges: document.edges.filter((edge) => edge.from.node !== gone && edge.to.node !== gone),
      }
    })

const threeWays = tidyDocument.chain((drawn) =>
  fc.record({ drawn: fc.constant(drawn), mine: edits(drawn, 0), theirs: edits(drawn, 1) }),
)

describe('for any drawing', () => {
  test('merging with what did not change is what did', () => {
    fc.assert(
      fc.property(threeWays, ({ drawn, mine }) => {
        expect(mergeDocuments(drawn, mine, drawn, { find })).toEqual({ document: mine, conflicts: [] })
        expect(mergeDocuments(drawn, drawn, mine, { find })).toEqual({ document: mine, conflicts: [] })
        expect(mergeDocuments(drawn, mine, mine, { find })).toEqual({ document: mine, conflicts: [] })
      }),
      { numRuns: 60 },
    )
  })

  test('edits of different nodes need no choice, and it is the same whoever merges', () => {
    fc.assert(
      fc.property(threeWays, ({ drawn, mine, theirs }) => {
        const one = mergeDocuments(drawn, mine, theirs, { find })
        const other = mergeDocuments(drawn, theirs, mine, { find })
        expect(one.conflicts).toEqual([])
        expect(sorted(one.document)).toBe(sorted(other.document))
        // Held against either side, it differs by no more than the other side's own changes.
        const changed = (document: PipelineDocument) =>
          new Set(diffDocuments(drawn, document, find).map(({ part, key }) => `${part} ${key}`))
        const both = new Set([...changed(mine), ...changed(theirs)])
        expect([...changed(one.document)].filter((key) => !both.has(key))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('nothing that comes out is broken: no wire without its nodes, no wire twice, no double id', () => {
    const side = fc.constantFrom<Side>('mine', 'theirs')
    fc.assert(
      fc.property(wildDocument, wildDocument, wildDocument, side, (a, b, c, taken) => {
        const first = mergeDocuments(a, b, c, { find })
        const choices = Object.fromEntries(first.conflicts.map(({ id }) => [id, taken]))
        const { document } = mergeDocuments(a, b, c, { find, choices })
        if (document === b || document === c) return
        const ids = document.nodes.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(document.edges.map(edgeKey)).size).toBe(document.edges.length)
        for (const { from, to } of document.edges) {
          expect(ids).toContain(from.node)
          expect(ids).toContain(to.node)
        }
        for (const group of document.groups) for (const id of group.nodes) expect(ids).toContain(id)
      }),
      { numRuns: 100 },
    )
  })
})
