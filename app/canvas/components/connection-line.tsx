'use client'

import { getSmoothStepPath, useReactFlow } from '@xyflow/react'
import type { ConnectionLineComponentProps } from '@xyflow/react'
import { useCanvasStore } from '../store/context.tsx'
import type { FlowNode } from '../store/flow-nodes.ts'
import { refusalAt, startWire } from '../store/loose-wire.ts'
import { MessageText } from './message-text.tsx'

const TIP = { width: 260, height: 96, gap: 12 } as const

interface RefusalProps {
  x: number
  y: number
  /** The same place on the screen. */
  at: { x: number; y: number }
  zoom: number
  children: string
}

/** Why a wire may not end here, on the side where the canvas has room for it. */
function Refusal({ x, y, at, zoom, children }: RefusalProps) {
  const frame = document.querySelector('.canvas-frame')?.getBoundingClientRect()
  const covered = document.querySelector('.inspector')?.getBoundingClientRect().left
  const right = Math.min(frame?.right ?? Number.POSITIVE_INFINITY, covered ?? Number.POSITIVE_INFINITY)
  const bottom = frame?.bottom ?? Number.POSITIVE_INFINITY
  const toLeft = at.x + (TIP.gap + TIP.width) * zoom > right
  const above = at.y + (TIP.gap + TIP.height) * zoom > bottom
  return (
    <foreignObject
      x={toLeft ? x - TIP.gap - TIP.width : x + TIP.gap}
      y={above ? y - TIP.gap - TIP.height : y + TIP.gap}
      width={TIP.width}
      height={TIP.height}
      style={{ overflow: 'visible' }}
    >
      <div className={`flex h-full ${toLeft ? 'justify-end' : ''} ${above ? 'items-end' : 'items-start'}`}>
        <output className="refusal">
          <MessageText>{children}</MessageText>
        </output>
      </div>
    </foreignObject>
  )
}

/** The wire while it is being drawn. Over a port that it may not end at, it says why. */
export function ConnectionLine(props: ConnectionLineComponentProps<FlowNode>) {
  const { fromNode, fromHandle, fromX, fromY, toX, toY, fromPosition, toPosition, toNode, toHandle } = props
  const store = useCanvasStore()
  const { flowToScreenPosition, getZoom } = useReactFlow()
  const [path] = getSmoothStepPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
    borderRadius: 8,
    offset: 16,
  })
  const { document } = store.getState()
  const from = { node: fromNode.id, port: fromHandle.id ?? '', side: fromHandle.type }
  const wire = startWire(document, from)
  const reason =
    wire && toNode && toHandle
      ? refusalAt(document, wire, { node: toNode.id, port: toHandle.id ?? '', side: toHandle.type })
      : null
  return (
    <g style={{ color: reason ? 'var(--st-failed)' : `var(--pt-${wire?.type ?? 'table'})` }}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth={2} />
      <circle cx={toX} cy={toY} r={4} fill="currentColor" />
      {reason && (
        <Refusal at={flowToScreenPosition({ x: toX, y: toY })} x={toX} y={toY} zoom={getZoom()}>
          {reason}
        </Refusal>
      )}
    </g>
  )
}
