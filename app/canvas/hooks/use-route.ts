'use client'

import { useCallback, useMemo } from 'react'
import { NODE_HEIGHT, NODE_WIDTH } from '../node-views.ts'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'
import type { Point } from '../store/document.ts'
import type { FlowNode } from '../store/flow-nodes.ts'
import { routeWire } from '../store/route-wire.ts'
import type { Box } from '../store/route-wire.ts'

interface Lie {
  boxes: readonly Box[]
  /** Routes as text, by their ends: a store's selectors run often, a route is found once. */
  routes: Map<string, string>
}

const lies = new WeakMap<readonly FlowNode[], Lie>()

/** How the cards lie; made anew whenever one moves. */
function lieOf(nodes: readonly FlowNode[]): Lie {
  const known = lies.get(nodes)
  if (known) return known
  const boxes = nodes
    .filter(({ type }) => type === 'card')
    .map(({ position, height }) => ({ ...position, width: NODE_WIDTH, height: height ?? NODE_HEIGHT }))
  const lie = { boxes, routes: new Map<string, string>() }
  lies.set(nodes, lie)
  return lie
}

/** In the gap between two columns there is no card to go round. */
const isShort = (from: Point, to: Point): boolean => to.x > from.x && to.x - from.x <= 60

/** The corners of a wire, round the cards; the same array for as long as they stay where they are. */
export function useRoute(wire: { from: Point; to: Point; bend: number }): Point[] {
  const { bend } = wire
  const fromX = Math.round(wire.from.x)
  const fromY = Math.round(wire.from.y)
  const toX = Math.round(wire.to.x)
  const toY = Math.round(wire.to.y)
  const select = useCallback(
    ({ flowNodes }: CanvasState): string => {
      const ends = { from: { x: fromX, y: fromY }, to: { x: toX, y: toY }, bend }
      if (isShort(ends.from, ends.to)) return JSON.stringify(routeWire(ends, []))
      const { boxes, routes } = lieOf(flowNodes)
      const key = `${fromX} ${fromY} ${toX} ${toY} ${bend}`
      const known = routes.get(key)
      if (known !== undefined) return known
      const text = JSON.stringify(routeWire(ends, boxes))
      routes.set(key, text)
      return text
    },
    [fromX, fromY, toX, toY, bend],
  )
  const route = useCanvas(select)
  return useMemo(() => JSON.parse(route) as Point[], [route])
}
