import type { Point } from '../store/document.ts'
import type { FarBox, FarScene, FarWire } from '../store/far-scene.ts'

interface View {
  /** Shift and zoom, as React Flow has them. */
  transform: readonly [number, number, number]
  /** CSS pixels. */
  width: number
  height: number
  /** How far the chosen ones are being dragged, in the drawing's coordinates. */
  moved: Point
}

type Palette = (name: string) => string

let colours = new Map<string, string>()
let theme: string | undefined

/** Colours of the theme by the names of its tokens; read once for each theme. */
function paletteOf(element: Element): Palette {
  const styles = getComputedStyle(element)
  const now = styles.getPropertyValue('--canvas')
  if (now !== theme) colours = new Map()
  theme = now
  return (name) => {
    const known = colours.get(name) ?? styles.getPropertyValue(name).trim()
    colours.set(name, known)
    return known
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/** Paints a drawing as it is seen from afar. */
export function paintFar(canvas: HTMLCanvasElement, scene: FarScene, view: View): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height, transform, moved } = view
  const ratio = window.devicePixelRatio || 1
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio)
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio)
  const [x, y, zoom] = transform
  const colour = paletteOf(canvas)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
  const seen = { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
  const chosen = new Set(scene.boxes.flatMap((box) => (box.selected ? [box.id] : [])))
  const placed = (box: FarBox): FarBox =>
    box.selected && (moved.x !== 0 || moved.y !== 0)
      ? { ...box, x: box.x + moved.x, y: box.y + moved.y }
      : box
  const boxes = scene.boxes
    .map(placed)
    .filter(
      (box) =>
        box.x < seen.right &&
        box.x + box.width > seen.left &&
        box.y < seen.bottom &&
        box.y + box.height > seen.top,
    )
  paintNotes(context, boxes, colour)
  paintWires(context, scene.wires, { colour, zoom, chosen, moved })
  paintCards(context, boxes, { colour, zoom })
}

function paintNotes(context: CanvasRenderingContext2D, boxes: readonly FarBox[], colour: Palette): void {
  for (const { kind, x, y, width, height } of boxes) {
    if (kind === 'card') continue
    context.fillStyle = colour('--st-warning-soft')
    context.strokeStyle = colour('--line-strong')
    context.lineWidth = 2
    context.fillRect(x, y, width, height)
    context.strokeRect(x, y, width, height)
  }
}

function paintWires(
  context: CanvasRenderingContext2D,
  wires: readonly FarWire[],
  view: { colour: Palette; zoom: number; chosen: ReadonlySet<string>; moved: Point },
): void {
  const { colour, zoom, chosen, moved } = view
  context.lineWidth = Math.max(1.5, 1 / zoom)
  for (const [type, list] of groupBy(wires, (wire) => wire.type)) {
    context.strokeStyle = colour(`--pt-${type}`)
    context.beginPath()
    for (const { from, to, source, target } of list) {
      const shift = (end: Point, id: string): Point =>
        chosen.has(id) ? { x: end.x + moved.x, y: end.y + moved.y } : end
      const [a, b] = [shift(from, source), shift(to, target)]
      const middle = (a.x + b.x) / 2
      context.moveTo(a.x, a.y)
      context.lineTo(middle, a.y)
      context.lineTo(middle, b.y)
      context.lineTo(b.x, b.y)
    }
    context.stroke()
  }
}

/** Cards of one colour are painted together: to change it costs more than to paint. */
function paintCards(
  context: CanvasRenderingContext2D,
  boxes: readonly FarBox[],
  { colour, zoom }: { colour: Palette; zoom: number },
): void {
  const cards = boxes.filter(({ kind }) => kind === 'card')
  const fill = (style: string, rects: Iterable<readonly [number, number, number, number]>) => {
    context.fillStyle = style
    context.beginPath()
    for (const rect of rects) context.rect(...rect)
    context.fill()
  }
  const line = Math.max(2, 1 / zoom)
  fill(
    colour('--line-strong'),
    cards.map((box) => [box.x - line, box.y - line, box.width + 2 * line, box.height + 2 * line] as const),
  )
  fill(
    colour('--surface'),
    cards.map((box) => [box.x, box.y, box.width, box.height] as const),
  )
  for (const [category, list] of groupBy(cards, (box) => box.category))
    fill(
      colour(`--cat-${category}`),
      list.map((box) => [box.x + box.width / 2 - 20, box.y + box.height / 2 - 22, 40, 40] as const),
    )
  for (const [state, list] of groupBy(cards, (box) => box.state))
    fill(
      colour(`--st-${state}`),
      list.map((box) => [box.x, box.y + box.height - 10, box.width, 10] as const),
    )
  // A failure is a cross as well: never the hue alone.
  context.strokeStyle = colour('--st-failed')
  context.lineWidth = 12
  context.beginPath()
  for (const box of cards.filter(({ state }) => state === 'failed')) {
    const [x, y] = [box.x + box.width - 40, box.y + 10]
    context.moveTo(x, y)
    context.lineTo(x + 28, y + 28)
    context.moveTo(x + 28, y)
    context.lineTo(x, y + 28)
  }
  context.stroke()
  context.strokeStyle = colour('--accent')
  context.lineWidth = Math.max(4, 2.5 / zoom)
  for (const box of boxes) if (box.selected) context.strokeRect(box.x, box.y, box.width, box.height)
}
