import type { PipelineDocument } from '../../nodes/graph/document.ts'
import type { Category } from '../../nodes/kit/define.ts'
import type { NodeTypeView } from './node-types.ts'

/** A drawing as a small picture: where its cards and wires lie. */
export interface PictureLayout {
  /** Size of the whole, in the proportions of `PICTURE`; a large drawing is made smaller. */
  width: number
  height: number
  cards: readonly { id: string; x: number; y: number; icon: string; category: Category }[]
  /** SVG paths. */
  wires: readonly { key: string; path: string }[]
}

export const PICTURE = { width: 332, height: 104, cardWidth: 30, cardHeight: 20 } as const
const MARGIN_X = 18
const MARGIN_Y = 14
const ROW = 30
const RADIUS = 4
/** The least distance from card to card. */
const LEAST_X = PICTURE.cardWidth + 8
const LEAST_Y = PICTURE.cardHeight + 6

/** Distinct values nearer than half a step count as one column or row. */
function ranks(values: readonly number[], step: number): number[] {
  const levels: number[] = []
  for (const value of values.toSorted((a, b) => a - b))
    if (levels.length === 0 || value - levels.at(-1)! > step / 2) levels.push(value)
  return values.map((value) => levels.findLastIndex((level) => value >= level))
}

/** A step to the right, then up or down, then on, with round corners; the turn is near the end unless it is to be early. */
function wirePath(from: { x: number; y: number }, to: { x: number; y: number }, early: boolean): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`
  const near = Math.min(10, (to.x - from.x) / 2)
  const middle = early ? from.x + near : to.x - near
  const r = Math.min(RADIUS, Math.abs(to.y - from.y) / 2, Math.abs(middle - from.x))
  const down = to.y > from.y ? 1 : -1
  return [
    `M${from.x} ${from.y}H${middle - r}`,
    `Q${middle} ${from.y} ${middle} ${from.y + down * r}`,
    `V${to.y - down * r}`,
    `Q${middle} ${to.y} ${middle + r} ${to.y}H${to.x}`,
  ].join('')
}

/** From card to card of a row, over the cards between. */
function overPath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const y = from.y + PICTURE.cardHeight / 2
  const top = from.y - 7
  const out = from.x + PICTURE.cardWidth + 7
  const back = to.x - 7
  const r = RADIUS
  return [
    `M${out - 7} ${y}H${out - r}Q${out} ${y} ${out} ${y - r}`,
    `V${top + r}Q${out} ${top} ${out + r} ${top}`,
    `H${back - r}Q${back} ${top} ${back} ${top + r}`,
    `V${y - r}Q${back} ${y} ${back + r} ${y}H${to.x}`,
  ].join('')
}

/** Lays a document out inside the picture, keeping its columns and rows. */
export function layoutPicture(
  document: Pick<PipelineDocument, 'nodes' | 'edges'>,
  nodeTypes: Readonly<Record<string, Pick<NodeTypeView, 'icon' | 'category'>>>,
): PictureLayout {
  const columns = ranks(
    document.nodes.map((node) => node.position.x),
    160,
  )
  const rows = ranks(
    document.nodes.map((node) => node.position.y),
    60,
  )
  const columnCount = Math.max(0, ...columns) + 1
  const rowCount = Math.max(0, ...rows) + 1
  const scale = Math.max(
    1,
    (2 * MARGIN_X + PICTURE.cardWidth + LEAST_X * (columnCount - 1)) / PICTURE.width,
    (2 * MARGIN_Y + PICTURE.cardHeight + LEAST_Y * (rowCount - 1)) / PICTURE.height,
  )
  const width = PICTURE.width * scale
  const height = PICTURE.height * scale
  const stepX = columnCount > 1 ? (width - 2 * MARGIN_X - PICTURE.cardWidth) / (columnCount - 1) : 0
  const stepY =
    rowCount > 1 ? Math.min(ROW, (height - 2 * MARGIN_Y - PICTURE.cardHeight) / (rowCount - 1)) : 0
  const top = (height - PICTURE.cardHeight - stepY * (rowCount - 1)) / 2
  const left = columnCount > 1 ? MARGIN_X : (width - PICTURE.cardWidth) / 2
  const round = (value: number) => Math.round(value * 10) / 10

  const cards = document.nodes.map((node, index) => {
    const type = Object.hasOwn(nodeTypes, node.type) ? nodeTypes[node.type] : undefined
    return {
      id: node.id,
      x: round(left + stepX * columns[index]!),
      y: round(top + stepY * rows[index]!),
      icon: type?.icon ?? '',
      category: type?.category ?? ('control' as const),
    }
  })
  const byId = new Map(cards.map((card) => [card.id, card]))
  const seen = new Set<string>()
  const wires = document.edges.flatMap((edge) => {
    const key = `${edge.from.node}>${edge.to.node}`
    const from = byId.get(edge.from.node)
    const to = byId.get(edge.to.node)
    if (!from || !to || seen.has(key)) return []
    seen.add(key)
    const middle = PICTURE.cardHeight / 2
    const isBlocked = (y: number) => cards.some((card) => card.y === y && card.x > from.x && card.x < to.x)
    const between = isBlocked(from.y)
    if (from.y === to.y && between) return [{ key, path: overPath(from, to) }]
    if (to.x <= from.x) {
      // The same column: straight from card to card.
      const x = from.x + PICTURE.cardWidth / 2
      const down = to.y > from.y
      return [
        {
          key,
          path: `M${x} ${down ? from.y + PICTURE.cardHeight : from.y}V${down ? to.y : to.y + PICTURE.cardHeight}`,
        },
      ]
    }
    return [
      {
        key,
        path: wirePath(
          { x: from.x + PICTURE.cardWidth, y: from.y + middle },
          { x: to.x, y: to.y + middle },
          between && !isBlocked(to.y),
        ),
      },
    ]
  })
  return { width: round(width), height: round(height), cards, wires }
}
