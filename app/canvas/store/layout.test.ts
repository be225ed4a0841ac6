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

  const chain = (count: number): [string, string][] =>
    Array.from({ length: count - 1 }, (_, index) => [`n${index}`, `n${index + 1}`])
  const layOutIn = (edges: [string, string][], width: number, height: number) =>
    runLayout(layoutTask(drawing(edges), () => 76, { width, height }))
  const rowsOf = (places: Record<string, { x: number; y: number }>): string[][] =>
    [...new Set(Object.values(places).map(({ y }) => y))].map((top) =>
      Object.entries(places).flatMap(([id, { y }]) => (y === top ? [id] : [])),
    )

  it('puts a long drawing in rows, so that it can be read in the room there is', async () => {
    const places = await layOutIn(chain(10), 900, 600)
    expect(rowsOf(places)).toEqual([
      ['n0', 'n1', 'n2', 'n3', 'n4'],
      ['n5', 'n6', 'n7', 'n8', 'n9'],
    ])
    expect([places.n0?.x, places.n0?.y, places.n5?.x]).toEqual([100, 50, 100])
    expect(places.n5!.y - places.n4!.y).toBeGreaterThan(76 + 40)
  })

  it('leaves it in one row where it fits, or where rows would help little', async () => {
    expect(rowsOf(await layOutIn(chain(5), 900, 600))).toHaveLength(1)
    expect(rowsOf(await layOutIn(chain(10), 2400, 600))).toHaveLength(1)
    expect(rowsOf(await layOutIn(chain(10), 900, 80))).toHaveLength(1)
  })

  it('begins a row where few wires pass', async () => {
    const edges = chain(8)
    // Beside the wire from each to the next: two that pass the even cut.
    edges.push(['n2', 'n4'], ['n3', 'n5'])
    const places = await layOutIn(edges, 700, 600)
    const first = Object.entries(places).filter(([, { y }]) => y < 150)
    expect(first.map(([id]) => id).toSorted()).not.toContain('n3')
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
