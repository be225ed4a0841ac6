import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelPoint, routeWire, toPath } from './route-wire.ts'

const box = (x: number, y: number) => ({ x, y, width: 192, height: 76 })

describe('routing a wire', () => {
  it('goes straight, or by one step, where nothing is in the way', () => {
    expect(toPath(routeWire({ from: { x: 0, y: 10 }, to: { x: 100, y: 10 }, bend: 0.5 }, []))).toBe(
      'M0 10L100 10',
    )
    const way = routeWire({ from: { x: 0, y: 0 }, to: { x: 100, y: 50 }, bend: 0.5 }, [])
    expect(way).toEqual([
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 50 },
      { x: 100, y: 50 },
    ])
  })

  it('goes round a card between its ends', () => {
    const middle = box(240, 0)
    const way = routeWire({ from: { x: 192, y: 18 }, to: { x: 480, y: 38 }, bend: 0.5 }, [
      box(0, 0),
      middle,
      box(480, 0),
    ])
    const lane = way[2]?.y ?? 0
    expect(lane < middle.y || lane > middle.y + middle.height).toBe(true)
  })

  it('prefers the short lane', () => {
    const way = routeWire({ from: { x: 0, y: 18 }, to: { x: 400, y: 18 }, bend: 0.5 }, [box(100, 0)])
    expect(way[2]?.y).toBe(-14)
  })

  it('leads back to the left without passing through its ends', () => {
    const way = routeWire({ from: { x: 400, y: 18 }, to: { x: 0, y: 18 }, bend: 0.5 }, [
      box(0, 0),
      box(208, 0),
    ])
    expect(way[1]?.x).toBeGreaterThan(400)
    expect(way.at(-2)?.x).toBeLessThan(0)
    expect(way[2]?.y === 18).toBe(false)
  })

  it('keeps to right angles and its ends, wherever cards lie', () => {
    const point = fc.record({
      x: fc.integer({ min: -900, max: 900 }),
      y: fc.integer({ min: -400, max: 400 }),
    })
    fc.assert(
      fc.property(point, point, fc.array(point, { maxLength: 12 }), (from, to, cards) => {
        const way = routeWire(
          { from, to, bend: 0.5 },
          cards.map(({ x, y }) => box(x, y)),
        )
        expect(way[0]).toEqual(from)
        expect(way.at(-1)).toEqual(to)
        for (const [index, corner] of way.entries()) {
          const next = way[index + 1]
          if (next) expect(next.x === corner.x || next.y === corner.y).toBe(true)
        }
        expect(toPath(way)).not.toContain('NaN')
        expect(Number.isFinite(labelPoint(way).x)).toBe(true)
      }),
    )
  })
})
