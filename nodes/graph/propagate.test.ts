import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TableSchema } from '../kit/columns.ts'
import { wildDocument } from './arbitraries.ts'
import type { PipelineDocument } from './document.ts'
import type { NodeType } from '../definitions.ts'
import { definitions } from '../definitions.ts'
import { draw, node, options, soundDrawing } from './drawings.ts'
import { propagate } from './propagate.ts'
import { findIn } from './registry.ts'
import type { Registry } from './registry.ts'

const tableAt = (document: PipelineDocument, id: string): TableSchema =>
  propagate(document, options).nodes.get(id)?.outputs['table'] as TableSchema

describe('propagate', () => {
  it('brings columns with their roles along the edges', () => {
    const { nodes } = propagate(soundDrawing(), options)
    const table = nodes.get('train')?.inputs['table'] as TableSchema
    expect(table.columns.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'species target',
      'island feature',
      'beak_length_mm feature',
      'beak_depth_mm feature',
      'flipper_length_mm feature',
      'body_mass_g feature',
      'sex feature',
      '_split split',
    ])
    expect(nodes.get('evaluate')?.inputs['model']).toMatchObject({
      task: 'multiclass',
      target: { name: 'species' },
      inputs: table.columns.slice(1, 7),
      request: table.columns.slice(1, 7).map((column) => ({ ...column, role: 'feature' })),
    })
  })

  it('knows nothing behind an unknown node, a wrong port or a circle, and stops', () => {
    const document = draw(
      [node('no.such'), node('control.pass', {}, 'a'), node('control.pass', {}, 'b'), node('models.mlp')],
      'such > a',
      'mlp.blueprint > b',
    )
    const { nodes } = propagate(document, options)
    expect(nodes.has('such')).toBe(false)
    expect(nodes.get('a')?.outputs).toEqual({})
    expect(nodes.get('b')?.inputs).toEqual({ table: undefined })
    expect(tableAt(draw([node('control.pass')], 'pass > pass'), 'pass')).toBeUndefined()
  })

  it('still brings columns past a field that is wrong', () => {
    const document = draw([node('data.builtin'), node('features.scale', { method: 'no' })], 'builtin > scale')
    expect(tableAt(document, 'scale').columns).toHaveLength(7)
  })

  it('ends on any drawing, and the order holds every node once, after what feeds it', () => {
    fc.assert(
      fc.property(wildDocument, (document) => {
        const { order, cyclicParts, topology, nodes } = propagate(document, options)
        expect([...order].toSorted()).toEqual([...topology.ids].toSorted())
        const rank = new Map(order.map((id, at) => [id, at]))
        const circle = new Map(cyclicParts.flatMap((part, at) => part.map((id) => [id, at] as const)))
        for (const { from, to } of document.edges) {
          const before = rank.get(from.node)
          const after = rank.get(to.node)
          if (before === undefined || after === undefined) continue
          const inCircle = circle.get(from.node)
          if (inCircle !== undefined && inCircle === circle.get(to.node)) continue
          expect(before).toBeLessThan(after)
        }
        for (const { definition, outputs } of nodes.values()) {
          for (const port of Object.keys(outputs)) expect(definition.outputs).toHaveProperty(port)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('gives the same with the help of an earlier result as without', () => {
    fc.assert(
      fc.property(wildDocument, wildDocument, fc.nat(), (a, b, at) => {
        // The second drawing is the first with a node of another in place of one of its own.
        const nodes = a.nodes.map((own, index) => (index === at % 10 ? (b.nodes[0] ?? own) : own))
        const second = { ...a, nodes }
        const helped = propagate(second, options, propagate(a, options))
        expect([...helped.nodes]).toEqual([...propagate(second, options).nodes])
      }),
      { numRuns: 100 },
    )
  })

  it('computes only what a change can reach', () => {
    const before = soundDrawing()
    const first = propagate(before, options)
    const moved = {
      ...before,
      nodes: before.nodes.map((drawn) => ({ ...drawn, position: { x: 9, y: 9 } })),
    }
    const second = propagate(moved, options, first)
    for (const [id, schemas] of second.nodes) expect(schemas).toBe(first.nodes.get(id))

    const set = (id: string, params: PipelineDocument['nodes'][number]['params']) => ({
      ...moved,
      nodes: moved.nodes.map((drawn) => (drawn.id === id ? { ...drawn, params } : drawn)),
    })
    const kept = (document: PipelineDocument) =>
      [...propagate(document, options, second).nodes]
        .filter(([id, schemas]) => schemas === second.nodes.get(id))
        .map(([id]) => id)
    // Another method changes no column, so nothing after Scale is computed anew.
    expect(kept(set('scale', { method: 'robust' }))).toEqual(['builtin', 'split', 'mlp', 'train', 'evaluate'])
    expect(kept(set('builtin', { dataset: 'wine' }))).toEqual(['mlp'])
    expect(kept({ ...moved, inputs: {} })).toEqual([])
  })

  it('asks only the nodes whose parameters or columns changed, of 200', () => {
    const size = 200
    const asked: string[] = []
    const counted = (type: NodeType): Registry => {
      const definition = findIn(definitions, type)
      if (!definition) throw new Error(`no ${type}`)
      return { [type]: { ...definition, schema: (call) => (asked.push(type), definition.schema(call)) } }
    }
    const counting = {
      ...options,
      definitions: { ...counted('data.builtin'), ...counted('features.scale') },
    }
    const ids = Array.from({ length: size }, (_, at) => `n${at}`)
    const before = draw(
      ids.map((id, at) => node(at === 0 ? 'data.builtin' : 'features.scale', {}, id)),
      ...ids.slice(1).map((id, at) => `n${at} > ${id}`),
    )
    const first = propagate(before, counting)
    expect(asked).toHaveLength(size)

    const askedFor = (id: string, params: PipelineDocument['nodes'][number]['params']) => {
      asked.length = 0
      const nodes = before.nodes.map((drawn) => (drawn.id === id ? { ...drawn, params } : drawn))
      propagate({ ...before, nodes }, counting, first)
      return asked.length
    }
    expect(askedFor('none', {})).toBe(0)
    // Another method changes no column; another data set changes them all the way down.
    expect(askedFor('n100', { method: 'robust' })).toBe(1)
    expect(askedFor('n0', { dataset: 'wine' })).toBe(size)
  })
})
