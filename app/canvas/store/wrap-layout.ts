interface Card {
  id: string
  x: number
  y: number
  width: number
  height: number
}

export interface Room {
  width: number
  height: number
}

/** A zoom at which titles can be read. */
const LEGIBLE = 0.7
/** How much larger a drawing in several rows must come out, to be worth the wires that go back. */
const WORTH = 1.25
const MOST_ROWS = 4
/** Between two rows, where wires go back to the left. */
const GAP = 72

const fitting = (cards: readonly Card[], room: Room): number =>
  Math.min(
    1,
    room.width / Math.max(...cards.map(({ x, width }) => x + width)),
    room.height / Math.max(...cards.map(({ y, height }) => y + height)),
  )

/** The columns at which rows begin: about equally far apart, each where the fewest wires pass nearby. */
function cutColumns(count: number, rows: number, wiresBefore: (column: number) => number): number[] {
  const length = count / rows
  const reach = Math.floor(length / 4)
  return Array.from({ length: rows - 1 }, (_, index) => {
    const even = Math.round(length * (index + 1))
    const near = Array.from({ length: 2 * reach + 1 }, (_, at) => even - reach + at)
    const cost = (column: number) => wiresBefore(column) * (reach + 1) + Math.abs(column - even)
    return near.reduce((best, column) => (cost(column) < cost(best) ? column : best), even)
  })
}

/**
 * A drawing that was laid out from left to right, its corner at 0, with its columns in several rows below one another
 * where it is so long that nothing could be read with all of it in the room; as it is where that helps little.
 */
export function wrapLayout(
  cards: readonly Card[],
  edges: readonly { from: string; to: string }[],
  room: Room,
): readonly Card[] {
  const whole = fitting(cards, room)
  if (whole >= LEGIBLE) return cards
  const lefts = [...new Set(cards.map(({ x }) => x))].toSorted((a, b) => a - b)
  const columnAt = new Map(lefts.map((x, column) => [x, column]))
  const columnOf = new Map(cards.map(({ id, x }) => [id, columnAt.get(x) ?? 0]))
  const spans = edges.map(({ from, to }) => [columnOf.get(from) ?? 0, columnOf.get(to) ?? 0] as const)
  const wiresBefore = (column: number) =>
    spans.filter(([a, b]) => Math.min(a, b) < column && Math.max(a, b) >= column).length

  let best: readonly Card[] = cards
  let bestZoom = whole * WORTH
  for (let rows = 2; rows <= Math.min(MOST_ROWS, lefts.length) && bestZoom < LEGIBLE; rows += 1) {
    const wrapped = inRows(cards, columnOf, cutColumns(lefts.length, rows, wiresBefore))
    const zoom = fitting(wrapped, room)
    if (zoom <= bestZoom) continue
    best = wrapped
    bestZoom = zoom
  }
  return best
}

function inRows(
  cards: readonly Card[],
  columnOf: ReadonlyMap<string, number>,
  cuts: readonly number[],
): Card[] {
  const rows: Card[][] = [...cuts, Number.POSITIVE_INFINITY].map(() => [])
  for (const card of cards) rows[cuts.filter((cut) => (columnOf.get(card.id) ?? 0) >= cut).length]?.push(card)
  let top = 0
  return rows.flatMap((row) => {
    if (row.length === 0) return []
    const left = Math.min(...row.map(({ x }) => x))
    const above = Math.min(...row.map(({ y }) => y)) - top
    const moved = row.map((card) => ({ ...card, x: card.x - left, y: card.y - above }))
    top = Math.max(...moved.map(({ y, height }) => y + height)) + GAP
    return moved
  })
}
