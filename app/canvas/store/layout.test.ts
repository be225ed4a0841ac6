import { describe, expect, it } from 'vitest'
import { emptyDocument } from '../../../nodes/graph/document.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { NODE_WIDTH } from '../node-views.ts'
import { layoutTask, runLayout } from './run-layout.ts'

const drawing = (edges: [string, string][]): PipelineDocument => ({
  ...emptyDocument(),
  nodes: [...new Set(edges.flat())].map((id) => ({
    id,
    type: 'control.pass',
    version: 1,
    params: {},
    position: { x: 100, y: 50 },
  })),
  edges: edges.map(([from, to]) => ({
    from: { node: from, port: 'table' },
    to: { node: to, port: 'table' },
  })),
})

const layOut = (document: PipelineDocument, heightOf: (type: string) => number) =>
  runLayout(layoutTask(document, heightOf))

describe('layout', () => {
  it('goes from left to right without a card on another', async () => {
    const places = await layOut(
      drawing([
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'd'],
        ['c', 'd'],
      ]),
      () => 76,
    )
    const { a, b, c, d } = places
    if (!a || !b || !c || !d) throw new Error('a node was left out')
    expect(a.x + NODE_WIDTH + 40).toBeLessThanOrEqual(b.x)
    expect(b.x).toBe(c.x)
    expect(Math.abs(b.y - c.y)).toBeGreaterThanOrEqual(76 + 16)
    expect(d.x).toBeGreaterThan(b.x)
    expect(Math.min(...Object.values(places).map((place) => place.x))).toBe(100)
    expect(Math.min(...Object.values(places).map((place) => place.y))).toBe(50)
  })

  it('lays out an empty drawing and one that goes round in a circle', async () => {
    expect(await layOut(emptyDocument(), () => 76)).toEqual({})
    expect(
      Object.keys(
        await layOut(
          drawing([
            ['a', 'b'],
            ['b', 'a'],
          ]),
          () => 76,
        ),
      ),
    ).toEqual(['a', 'b'])
  })
})
