'use client'

import { useMemo } from 'react'
import { NODE_HEIGHT, NODE_WIDTH } from '../node-views.ts'
import type { CanvasState } from '../store/canvas-store.ts'
import { useCanvas } from '../store/context.tsx'
import type { Point } from '../store/document.ts'
import type { CardNode } from '../store/flow-nodes.ts'
import { routeWire } from '../store/route-wire.ts'
import type { Box } from '../store/route-wire.ts'

let boxedNodes: readonly CardNode[] | null = null
let boxes: readonly Box[] = []

/** The cards as boxes; made once for all wires whenever a card moves. */
function boxesOf(nodes: readonly CardNode[]): readonly Box[] {
  if (nodes !== boxedNodes) {
    boxedNodes = nodes
    boxes = nodes.map(({ position, height }) => ({
      ...position,
      width: NODE_WIDTH,
      height: height ?? NODE_HEIGHT,
    }))
  }
  return boxes
}

/** A wire to the next column meets no card on its way. */
const isShort = (from: Point, to: Point): boolean => to.x > from.x && to.x - from.x < NODE_WIDTH

/** The corners of a wire, round the cards. As text inside the store's selector, so that it is drawn anew only when it changes. */
export function useRoute(wire: { from: Point; to: Point; bend: number }): Point[] {
  const { bend } = wire
  const [fromX, fromY, toX, toY] = [wire.from.x, wire.from.y, wire.to.x, wire.to.y].map(Math.round)
  const select = useMemo(() => {
    const from = { x: fromX ?? 0, y: fromY ?? 0 }
    const to = { x: toX ?? 0, y: toY ?? 0 }
    const short = isShort(from, to)
    let seen: readonly CardNode[] | null = null
    let text = ''
    return ({ flowNodes }: CanvasState): string => {
      if (flowNodes === seen || (short && seen)) return text
      seen = flowNodes
      text = JSON.stringify(routeWire({ from, to, bend }, short ? [] : boxesOf(flowNodes)))
      return text
    }
  }, [fromX, fromY, toX, toY, bend])
  const route = useCanvas(select)
  return useMemo(() => JSON.parse(route) as Point[], [route])
}
