import type { LineageView } from '../../server/views.ts'

export interface LineageLayout {
  width: number
  height: number
  itemWidth: number
  places: Readonly<Record<string, { x: number; y: number }>>
  /** SVG paths by `from>to`. */
  paths: readonly { key: string; d: string }[]
}

export const LINEAGE = { width: 148, height: 44, gapX: 36, gapY: 12 } as const
/** The least that a long one is narrowed to. */
const NARROW = { width: 92, gapX: 18 } as const

/** How far each item stands from what it comes from: the longest way to it. Circles count once. */
function columnsOf({ items, wires }: LineageView): Map<string, number> {
  const before = new Map<string, string[]>()
  for (const { from, to } of wires) before.set(to, [...(before.get(to) ?? []), from])
  const columns = new Map<string, number>()
  const open = new Set<string>()
  const visit = (id: string): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    if (open.has(id)) return 0
    open.add(id)
    const column = Math.max(-1, ...(before.get(id) ?? []).map(visit)) + 1
    open.delete(id)
    columns.set(id, column)
    return column
  }
  for (const { id } of items) visit(id)
  return columns
}

/** Moves items that are wanted late towards what they lead to, so that wires are short. */
function pullRight({ items, wires }: LineageView, columns: Map<string, number>): void {
  const after = new Map<string, string[]>()
  for (const { from, to } of wires) after.set(from, [...(after.get(from) ?? []), to])
  const last = items.toSorted((a, b) => (columns.get(b.id) ?? 0) - (columns.get(a.id) ?? 0))
  for (const { id } of last) {
    const next = (after.get(id) ?? []).map((to) => columns.get(to) ?? 0)
    const now = columns.get(id) ?? 0
    if (next.length > 0) columns.set(id, Math.max(now, Math.min(...next) - 1))
  }
}

/** Width of an item and of the gap beside it, so that all columns fit into the room, if that can be. */
function fitColumns(count: number, room: number): { width: number; gapX: number } {
  const roomy = count * (LINEAGE.width + LINEAGE.gapX) - LINEAGE.gapX
  if (roomy <= room) return LINEAGE
  const narrow = count * (NARROW.width + NARROW.gapX) - NARROW.gapX
  const share = Math.max(0, (room - narrow) / (roomy - narrow))
  const between = (least: number, most: number): number => Math.floor(least + (most - least) * share)
  return { width: between(NARROW.width, LINEAGE.width), gapX: between(NARROW.gapX, LINEAGE.gapX) }
}

/**
 * Lays a lineage out from left to right: a column for each step, rows near what comes before. Columns are narrower
 * where the room (px) is.
 */
export function layoutLineage(view: LineageView, room = Number.POSITIVE_INFINITY): LineageLayout {
  const columns = columnsOf(view)
  pullRight(view, columns)
  const count = Math.max(0, ...columns.values()) + 1
  const rowOf = new Map<string, number>()
  let rows = 1
  for (let column = 0; column < count; column++) {
    const here = view.items.filter(({ id }) => columns.get(id) === column)
    const wish = (id: string): number => {
      const known = view.wires.flatMap(({ from, to }) => (to === id ? (rowOf.get(from) ?? []) : []))
      return known.length === 0 ? Number.POSITIVE_INFINITY : known.reduce((a, b) => a + b, 0) / known.length
    }
    const sorted = here.map((item, at) => ({ item, at, wish: wish(item.id) }))
    sorted.sort((a, b) => (a.wish === b.wish ? a.at - b.at : a.wish - b.wish))
    let free = 0
    for (const { item, wish: wanted } of sorted) {
      const row = Number.isFinite(wanted) ? Math.max(free, Math.round(wanted)) : free
      rowOf.set(item.id, row)
      free = row + 1
    }
    rows = Math.max(rows, free)
  }
  const { height, gapY } = LINEAGE
  const { width, gapX } = fitColumns(count, room)
  const places = Object.fromEntries(
    view.items.map(({ id }) => [
      id,
      { x: (columns.get(id) ?? 0) * (width + gapX), y: (rowOf.get(id) ?? 0) * (height + gapY) },
    ]),
  )
  const paths = view.wires.flatMap(({ from, to }) => {
    const [a, b] = [places[from], places[to]]
    if (!a || !b) return []
    const [x1, y1, x2, y2] = [a.x + width, a.y + height / 2, b.x, b.y + height / 2]
    const bend = Math.max(12, Math.min(gapX, (x2 - x1) / 2))
    return [{ key: `${from}>${to}`, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }]
  })
  return {
    itemWidth: width,
    width: count * (width + gapX) - gapX,
    height: rows * (height + gapY) - gapY,
    places,
    paths,
  }
}
