'use client'

import { getSmoothStepPath } from '@xyflow/react'
import type { ConnectionLineComponentProps } from '@xyflow/react'
import { definitions, findDefinition } from '../../../nodes/definitions.ts'
import { canConnect } from '../../../nodes/graph/connect.ts'
import { useCanvasStore } from '../store/context.tsx'
import type { CardNode } from '../store/flow-nodes.ts'
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
  const node = document.nodes.find((candidate) => candidate.id === fromNode.id)
  const definition = node && findDefinition(node.type)
  const ports = fromHandle.type === 'source' ? definition?.outputs : definition?.inputs
  const type = ports?.[fromHandle.id ?? '']?.type ?? 'table'
  const reason = refusal()

  function refusal(): string | null {
    if (!toNode || !toHandle) return null
    if (toNode.id === fromNode.id && toHandle.id === fromHandle.id) return null
    if (toHandle.type === fromHandle.type) return 'A wire goes from an output to an input.'
    const here = { node: fromNode.id, port: fromHandle.id ?? '' }
    const there = { node: toNode.id, port: toHandle.id ?? '' }
    const ends = fromHandle.type === 'source' ? { from: here, to: there } : { from: there, to: here }
    const answer = canConnect(document, { ...ends, replace: true }, definitions)
    return answer.ok ? null : answer.reason
  }

  return (
    <g style={{ color: reason ? 'var(--st-failed)' : `var(--pt-${type})` }}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth={2} />
      <circle cx={toX} cy={toY} r={4} fill="currentColor" />
      {reason && (
        <foreignObject x={toX + 12} y={toY + 12} width={260} height={120} style={{ overflow: 'visible' }}>
          <div className="refusal" role="status">
            <MessageText>{reason}</MessageText>
          </div>
        </foreignObject>
      )}
    </g>
  )
}
