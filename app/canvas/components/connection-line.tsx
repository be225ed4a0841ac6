'use client'

import { getSmoothStepPath } from '@xyflow/react'
import type { ConnectionLineComponentProps } from '@xyflow/react'
import { useCanvasStore } from '../store/context.tsx'
import type { CardNode } from '../store/flow-nodes.ts'
import { refusalAt, startWire } from '../store/loose-wire.ts'
import { MessageText } from './message-text.tsx'

/** The wire while it is being drawn. Over a port that it may not end at, it says why. */
export function ConnectionLine(props: ConnectionLineComponentProps<CardNode>) {
  const { fromNode, fromHandle, fromX, fromY, toX, toY, fromPosition, toPosition, toNode, toHandle } = props
  const store = useCanvasStore()
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
        <foreignObject x={toX + 12} y={toY + 12} width={260} height={120} style={{ overflow: 'visible' }}>
          <output className="refusal">
            <MessageText>{reason}</MessageText>
          </output>
        </foreignObject>
      )}
    </g>
  )
}
