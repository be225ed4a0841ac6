import type { Point } from './document.ts'

/** The box of a card, in the drawing's coordinates. */
export interface Box extends Point {
  width: number
  height: number
}

interface Wire {
  from: Point
  to: Point
  /** Where the vertical part lies, 0…1 of the way. */
  bend: number
}

/** Distance that wires keep from cards. */
const CLEAR = 14
const STUB = 16
const RADIUS = 8

/** Whether a straight part of a wire runs through a card; touching its edge is none. */
function crosses(a: Point, b: Point, box: Box): boolean {
  const left = Math.max(Math.min(a.x, b.x), box.x + 1)
  const right = Math.min(Math.max(a.x, b.x), box.x + box.width - 1)
  const top = Math.max(Math.min(a.y, b.y), box.y + 1)
  const bottom = Math.min(Math.max(a.y, b.y), box.y + box.height - 1)
  return left <= right && top <= bottom
}

const countCrossings = (points: readonly Point[], boxes: readonly Box[]): number =>
  boxes.filter((box) =>
    points.some((point, index) => {
      const next = points[index + 1]
      return next !== undefined && crosses(point, next, box)
    }),
  ).length

const lengthOf = (points: readonly Point[]): number =>
  points.reduce((sum, point, index) => {
    const next = points[index + 1]
    return next ? sum + Math.abs(next.x - point.x) + Math.abs(next.y - point.y) : sum
  }, 0)

const step = ({ from, to }: Wire, x: number): Point[] => [from, { x, y: from.y }, { x, y: to.y }, to]

const detour = ({ from, to }: Wire, y: number): Point[] => {
  const out = from.x + STUB
  const back = to.x - STUB
  return [from, { x: out, y: from.y }, { x: out, y }, { x: back, y }, { x: back, y: to.y }, to]
}

/**
 * The corners of a wire from an output to an input, at right angles. Where the short way would run under cards it goes
 * round them through the nearest free lane above or below.
 */
export function routeWire(wire: Wire, boxes: readonly Box[]): Point[] {
  const { from, to, bend } = wire
  const room = to.x - from.x
  const forward = room >= 2 * STUB
  const usual = forward ? step(wire, from.x + room * bend) : detour(wire, (from.y + to.y) / 2)
  const left = Math.min(from.x, to.x) - STUB
  const right = Math.max(from.x, to.x) + STUB
  const near = boxes.filter((box) => box.x < right && box.x + box.width > left)
  if (countCrossings(usual, near) === 0) return usual

  const lanes = near.flatMap((box) => [box.y - CLEAR, box.y + box.height + CLEAR])
  const ways = [
    ...(forward ? [step(wire, from.x + STUB), step(wire, to.x - STUB)] : []),
    ...lanes.map((lane) => detour(wire, lane)),
  ]
  let best = usual
  let bestCost = Number.POSITIVE_INFINITY
  for (const way of [usual, ...ways]) {
    const cost = countCrossings(way, near) * 10_000 + lengthOf(way)
    if (cost < bestCost) {
      best = way
      bestCost = cost
    }
  }
  return best
}

/** Takes out corners that are none: points on a straight line, and doubled ones. */
const simplify = (points: readonly Point[]): Point[] =>
  points.filter((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (!before || !after) return true
    const flat = before.y === point.y && point.y === after.y
    const upright = before.x === point.x && point.x === after.x
    return !flat && !upright
  })

/** An SVG path along the corners, each rounded as far as its legs allow. */
export function toPath(corners: readonly Point[]): string {
  const points = simplify(corners)
  const [first, ...rest] = points
  if (!first) return ''
  const parts = [`M${first.x} ${first.y}`]
  for (const [index, point] of rest.entries()) {
    const before = points[index]
    const after = points[index + 2]
    if (!before || !after) {
      parts.push(`L${point.x} ${point.y}`)
      continue
    }
    const into = Math.hypot(point.x - before.x, point.y - before.y)
    const out = Math.hypot(after.x - point.x, after.y - point.y)
    const radius = Math.min(RADIUS, into / 2, out / 2)
    if (radius < 0.5) {
      parts.push(`L${point.x} ${point.y}`)
      continue
    }
    const start = {
      x: point.x - ((point.x - before.x) / into) * radius,
      y: point.y - ((point.y - before.y) / into) * radius,
    }
    const end = {
      x: point.x + ((after.x - point.x) / out) * radius,
      y: point.y + ((after.y - point.y) / out) * radius,
    }
    parts.push(`L${start.x} ${start.y}`, `Q${point.x} ${point.y} ${end.x} ${end.y}`)
  }
  return parts.join('')
}

/** The middle of the longest level part: where a label has room. */
export function labelPoint(points: readonly Point[]): Point {
  let best: Point = points[0] ?? { x: 0, y: 0 }
  let longest = -1
  for (const [index, point] of points.entries()) {
    const next = points[index + 1]
    if (!next || next.y !== point.y) continue
    const length = Math.abs(next.x - point.x)
    if (length <= longest) continue
    longest = length
    best = { x: (point.x + next.x) / 2, y: point.y }
  }
  return best
}
