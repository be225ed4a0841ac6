import { describe, expect, it } from 'vitest'
import { emptyDocument, type PipelineDocument } from '../../nodes/graph/document.ts'
import { templates } from '../../nodes/templates/templates.ts'
import { layoutPicture, PICTURE } from './drawing-layout.ts'
import { listNodeTypes } from './node-types.ts'

const nodeTypes = listNodeTypes()

const node = (id: string, x: number, y: number) => ({
  id,
  type: 'control.pass',
  version: 1,
  params: {},
  position: { x, y },
})
const document = (nodes: PipelineDocument['nodes'], edges: [string, string][] = []): PipelineDocument => ({
  ...emptyDocument(),
  nodes,
  edges: edges.map(([from, to]) => ({
    from: { node: from, port: 'table' },
    to: { node: to, port: 'table' },
  })),
})

describe('layoutPicture', () => {
  it.each(templates.map((template) => [template.id, template.document] as const))(
    'keeps every card of %s inside the picture, none on another',
    (_, drawing) => {
      const { cards, wires, ...size } = layoutPicture(drawing, nodeTypes)
      expect(cards).toHaveLength(drawing.nodes.length)
      for (const card of cards) {
        expect(card.x).toBeGreaterThanOrEqual(0)
        expect(card.x + PICTURE.cardWidth).toBeLessThanOrEqual(size.width)
        expect(card.y).toBeGreaterThanOrEqual(0)
        expect(card.y + PICTURE.cardHeight).toBeLessThanOrEqual(size.height)
      }
      expect(new Set(cards.map((card) => `${card.x} ${card.y}`)).size).toBe(cards.length)
      for (const wire of wires) expect(wire.path).not.toMatch(/NaN|undefined/)
    },
  )
  it('draws an empty drawing and a single card', () => {
    expect(layoutPicture(emptyDocument(), nodeTypes)).toMatchObject({ cards: [], wires: [] })
    const [card] = layoutPicture(document([node('a', 500, 900)]), nodeTypes).cards
    expect(card?.x).toBe((PICTURE.width - PICTURE.cardWidth) / 2)
  })
  it('makes a large drawing smaller, in the same proportions, so that no card lies on another', () => {
    const many = Array.from({ length: 84 }, (_, at) =>
      node(`n${at}`, (at % 12) * 240, Math.floor(at / 12) * 120),
    )
    const { cards, width, height } = layoutPicture(document(many), nodeTypes)
    expect(width / height).toBeCloseTo(PICTURE.width / PICTURE.height, 2)
    const overlap = cards.some((a) =>
      cards.some(
        (b) => a !== b && Math.abs(a.x - b.x) < PICTURE.cardWidth && Math.abs(a.y - b.y) < PICTURE.cardHeight,
      ),
    )
    expect(overlap).toBe(false)
    for (const card of cards) expect(card.y + PICTURE.cardHeight).toBeLessThanOrEqual(height)
  })
  it('turns before the cards of its row, not behind them', () => {
    const { cards, wires } = layoutPicture(
      document([node('a', 0, 0), node('b', 240, 0), node('c', 480, 120)], [['a', 'c']]),
      nodeTypes,
    )
    const turn = Number(/H([\d.]+)/.exec(wires[0]?.path ?? '')?.[1])
    expect(turn).toBeGreaterThan((cards[0]?.x ?? 0) + PICTURE.cardWidth)
    expect(turn).toBeLessThan(cards[1]?.x ?? 0)
  })
  it('takes nearly equal positions for one column, and draws parallel edges once', () => {
    const { cards, wires } = layoutPicture(
      document(
        [node('a', 0, 0), node('b', 240, 0), node('c', 250, 120)],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      ),
      nodeTypes,
    )
    expect(cards[1]?.x).toBe(cards[2]?.x)
    expect(wires).toHaveLength(1)
  })
  it('leads a wire over the card between', () => {
    const { wires } = layoutPicture(
      document([node('a', 0, 0), node('b', 240, 0), node('c', 480, 0)], [['a', 'c']]),
      nodeTypes,
    )
    expect(wires[0]?.path).toContain('Q')
  })
})
