import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../definitions.ts'
import { tidyDocument } from './arbitraries.ts'
import { canConnect } from './connect.ts'
import type { PipelineDocument } from './document.ts'
import { draw, edges, node, options, soundDrawing } from './drawings.ts'
import { findIn } from './registry.ts'
import { validate } from './validate.ts'

const connect = (document: PipelineDocument, wire: string, replace = false) => {
  const [edge] = edges(wire)
  if (!edge) throw new Error('no wire')
  return canConnect(document, { ...edge, replace }, definitions)
}

describe('canConnect', () => {
  it('allows what fits', () => {
    const document = draw([node('data.builtin'), node('split.split')])
    expect(connect(document, 'builtin > split')).toEqual({ ok: true })
  })

  it.each([
    [
      'mlp.blueprint > deploy.model',
      '*Neural network* gives a blueprint there, and *Deploy* takes a model. Put Train between them.',
    ],
    ['split > split', 'A node cannot feed itself.'],
    ['scale > split', 'That would go round in a circle: *Scale* → *Split* → *Scale*.'],
    ['train.report > pass', '*Train* gives a report there, and *Pass through* takes a table.'],
    ['builtin > split', 'These two are connected already.'],
    ['builtin > scale', '*Table* of *Scale* is connected already. Remove that connection first.'],
    ['gone > split', 'One of the two nodes is gone.'],
    ['builtin.rows > split', '*Built-in data* has no output *rows*.'],
    ['builtin > split.rows', '*Split* has no input *rows*.'],
  ])('refuses %s', (wire, reason) => {
    const sound = soundDrawing()
    const open = {
      ...sound,
      nodes: [...sound.nodes, node('deploy.deploy'), node('control.pass')],
      edges: wire === 'scale > split' ? sound.edges.filter(({ to }) => to.node !== 'split') : sound.edges,
    }
    expect(connect(open, wire)).toEqual({ ok: false, reason })
  })

  it('replaces where it is asked to, but never into a circle', () => {
    expect(connect(soundDrawing(), 'builtin > scale', true)).toEqual({ ok: true })
    expect(connect(soundDrawing(), 'scale > split', true)).toMatchObject({ ok: false })
  })

  it('allows exactly the edges that validation finds nothing wrong with', () => {
    const codes = new Set(['port_type', 'port_unknown', 'port_taken', 'cycle', 'edge_dangling'])
    const drawing = tidyDocument.filter(({ nodes }) => nodes.length > 0)
    const pair = drawing.chain((document) => {
      const ends = (side: 'inputs' | 'outputs') =>
        document.nodes.flatMap(({ id, type }) =>
          Object.keys(findIn(definitions, type)?.[side] ?? {}).map((port) => ({ node: id, port })),
        )
      // One of its edges is taken out, so that there are inputs to connect.
      const fewer = fc.nat().map((at) => ({
        ...document,
        edges: document.edges.filter((_, index) => index !== at % document.edges.length),
      }))
      const from = fc.constantFrom(...ends('outputs'), { node: 'n0', port: 'none' })
      return fc.record({ document: fewer, from, to: fc.constantFrom(...ends('inputs')) })
    })
    let allowed = 0
    fc.assert(
      fc.property(pair, ({ document, from, to }) => {
        const verdict = canConnect(document, { from, to }, definitions)
        const drawn = { ...document, edges: [...document.edges, { from, to }] }
        const wrong = validate(drawn, options).problems.filter(({ code }) => codes.has(code))
        expect(verdict.ok).toBe(wrong.length === 0)
        if (verdict.ok) allowed++
      }),
      { numRuns: 500 },
    )
    expect(allowed).toBeGreaterThan(20)
  })
})
