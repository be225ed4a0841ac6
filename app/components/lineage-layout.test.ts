import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LineageItem, LineageView } from '../../server/views.ts'
import { layoutLineage, LINEAGE } from './lineage-layout.ts'

const item = (id: string): LineageItem => ({
  id,
  kind: 'node',
  title: id,
  detail: null,
  href: null,
  gone: false,
})
const view = (ids: string, ...wires: string[]): LineageView => ({
  items: Array.from(ids, item),
  wires: wires.map((wire) => ({ from: wire[0] ?? '', to: wire[1] ?? '' })),
})

it('puts every step to the right of what it comes from, and nothing over another', () => {
  const anyView = fc
    .record({ count: fc.integer({ min: 1, max: 9 }), pairs: fc.array(fc.tuple(fc.nat(8), fc.nat(8))) })
    .map(({ count, pairs }) =>
      view(
        'abcdefghi'.slice(0, count),
        ...pairs.filter(([a, b]) => a < b && b < count).map(([a, b]) => 'abcdefghi'[a]! + 'abcdefghi'[b]!),
      ),
    )
  fc.assert(
    fc.property(anyView, (drawn) => {
      const { places, width, height } = layoutLineage(drawn)
      for (const { from, to } of drawn.wires) expect(places[to]!.x).toBeGreaterThan(places[from]!.x)
      const taken = Object.values(places).map(({ x, y }) => `${x} ${y}`)
      expect(new Set(taken).size).toBe(drawn.items.length)
      for (const { x, y } of Object.values(places)) {
        expect(x + LINEAGE.width).toBeLessThanOrEqual(width)
        expect(y + LINEAGE.height).toBeLessThanOrEqual(height)
      }
    }),
  )
})

it('is narrowed to the room, but no further than can be read', () => {
  const chain = view('abcdef', 'ab', 'bc', 'cd', 'de', 'ef')
  const { width: roomy, itemWidth } = layoutLineage(chain)
  expect(itemWidth).toBe(LINEAGE.width)
  expect(layoutLineage(chain, roomy).width).toBe(roomy)
  for (const room of [roomy - 1, 800, 680]) expect(layoutLineage(chain, room).width).toBeLessThanOrEqual(room)
  const narrowest = layoutLineage(chain, 100)
  expect(narrowest.width).toBeGreaterThan(100)
  expect(narrowest.places.b!.x).toBeGreaterThan(narrowest.itemWidth)
})

it('keeps a source near what reads it', () => {
  const { places } = layoutLineage(view('abcd', 'ab', 'bc', 'dc'))
  expect(places.d!.x).toBe(places.b!.x)
})

it('does not hang on a circle', () => {
  expect(Object.keys(layoutLineage(view('ab', 'ab', 'ba')).places)).toEqual(['a', 'b'])
})
