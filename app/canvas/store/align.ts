import type { Point } from './document.ts'

/** Alignment and distribution of boxes; all in the drawing's coordinates. */

export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const
export type Alignment = (typeof alignments)[number]
export type Axis = 'x' | 'y'

export interface Box extends Point {
  id: string
  width: number
  height: number
}

type Places = Record<string, Point>

const sizeAlong = (box: Box, axis: Axis): number => (axis === 'x' ? box.width : box.height)

const placesOf = (boxes: readonly Box[], axis: Axis, at: (box: Box) => number): Places =>
  Object.fromEntries(
    boxes.map((box) => [box.id, { x: box.x, y: box.y, [axis]: Math.round(at(box)) } satisfies Point]),
  )

/** New places of boxes with one side, or their middles, on a line of what they span together. */
export function alignBoxes(boxes: readonly Box[], to: Alignment): Places {
  const axis: Axis = to === 'left' || to === 'centre' || to === 'right' ? 'x' : 'y'
  const start = Math.min(...boxes.map((box) => box[axis]))
  const end = Math.max(...boxes.map((box) => box[axis] + sizeAlong(box, axis)))
  if (to === 'left' || to === 'top') return placesOf(boxes, axis, () => start)
  if (to === 'right' || to === 'bottom') return placesOf(boxes, axis, (box) => end - sizeAlong(box, axis))
  return placesOf(boxes, axis, (box) => (start + end - sizeAlong(box, axis)) / 2)
}

/** New places with equal gaps between neighbours; the outermost stay where they are. */
export function distributeBoxes(boxes: readonly Box[], axis: Axis): Places {
  const ordered = boxes.toSorted((a, b) => a[axis] - b[axis])
  const [first] = ordered
  if (!first || ordered.length < 3) return {}
  const last = Math.max(...ordered.map((box) => box[axis] + sizeAlong(box, axis)))
  const filled = ordered.reduce((sum, box) => sum + sizeAlong(box, axis), 0)
  const gap = (last - first[axis] - filled) / (ordered.length - 1)
  let next = first[axis]
  const starts = new Map<string, number>()
  for (const box of ordered) {
    starts.set(box.id, next)
    next += sizeAlong(box, axis) + gap
  }
  return placesOf(ordered, axis, (box) => starts.get(box.id) ?? box[axis])
}

export interface SnapLine {
  axis: Axis
  /** Where it lies on its axis, and what it spans on the other. */
  at: number
  from: number
  to: number
}

export interface Snap {
  position: Point
  lines: readonly SnapLine[]
}

const other = (axis: Axis): Axis => (axis === 'x' ? 'y' : 'x')

const edgesOf = (box: Box, axis: Axis): readonly [number, number, number] => {
  const size = sizeAlong(box, axis)
  return [box[axis], box[axis] + size / 2, box[axis] + size]
}

function snapAlong(moving: Box, others: readonly Box[], axis: Axis, within: number) {
  const own = edgesOf(moving, axis)
  let best: { by: number; at: number; box: Box } | null = null
  for (const box of others) {
    for (const [index, at] of edgesOf(box, axis).entries()) {
      const by = at - (own[index] ?? 0)
      if (Math.abs(by) <= within && (best === null || Math.abs(by) < Math.abs(best.by)))
        best = { by, at, box }
    }
  }
  return best
}

/** Draws a box that is being dragged to a side or middle of another that lies within `within` pixels, with the lines that show it. */
export function snapBox(moving: Box, others: readonly Box[], within: number): Snap {
  const position: Point = { x: moving.x, y: moving.y }
  const found = (['x', 'y'] as const).flatMap((axis) => {
    const snap = snapAlong(moving, others, axis, within)
    if (!snap) return []
    position[axis] += snap.by
    return [{ axis, ...snap }]
  })
  const landed = { ...moving, ...position }
  const lines = found.map(({ axis, at, box }): SnapLine => {
    const across = other(axis)
    return {
      axis,
      at,
      from: Math.min(landed[across], box[across]),
      to: Math.max(landed[across] + sizeAlong(landed, across), box[across] + sizeAlong(box, across)),
    }
  })
  return { position, lines }
}
