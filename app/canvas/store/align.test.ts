import { describe, expect, it } from 'vitest'
import { alignBoxes, distributeBoxes, snapBox } from './align.ts'
import type { Box } from './align.ts'

const box = (id: string, x: number, y: number, height = 76): Box => ({ id, x, y, width: 192, height })
const boxes = [box('a', 0, 0), box('b', 300, 40, 104), box('c', 900, 400)]

describe('alignBoxes', () => {
  it('puts sides and middles on one line', () => {
    const xs = (places: Record<string, { x: number }>) => Object.values(places).map(({ x }) => x)
    const ys = (places: Record<string, { y: number }>) => Object.values(places).map(({ y }) => y)
    expect(xs(alignBoxes(boxes, 'left'))).toEqual([0, 0, 0])
    expect(xs(alignBoxes(boxes, 'right'))).toEqual([900, 900, 900])
    expect(xs(alignBoxes(boxes, 'centre'))).toEqual([450, 450, 450])
    expect(ys(alignBoxes(boxes, 'top'))).toEqual([0, 0, 0])
    expect(ys(alignBoxes(boxes, 'bottom'))).toEqual([400, 372, 400])
    expect(ys(alignBoxes(boxes, 'middle'))).toEqual([200, 186, 200])
  })

  it('leaves the other axis alone', () => {
    expect(Object.values(alignBoxes(boxes, 'left')).map(({ y }) => y)).toEqual([0, 40, 400])
  })
})

describe('distributeBoxes', () => {
  it('makes gaps equal between sizes that differ, and leaves the outermost', () => {
    const places = distributeBoxes(boxes, 'y')
    const gap = (400 - 76 - 104) / 2
    expect(places).toEqual({
      a: { x: 0, y: 0 },
      b: { x: 300, y: 76 + gap },
      c: { x: 900, y: 400 },
    })
  })

  it('needs three', () => {
    expect(distributeBoxes(boxes.slice(0, 2), 'x')).toEqual({})
  })
})

describe('snapBox', () => {
  it('draws a side to the nearest one within reach, and says where', () => {
    const { position, lines } = snapBox(box('m', 303, 200), boxes, 6)
    expect(position).toEqual({ x: 300, y: 200 })
    expect(lines).toEqual([{ axis: 'x', at: 300, from: 40, to: 276 }])
  })

  it('leaves what lies apart', () => {
    const moving = box('m', 520, 250)
    expect(snapBox(moving, boxes, 6)).toEqual({ position: { x: 520, y: 250 }, lines: [] })
  })
})
