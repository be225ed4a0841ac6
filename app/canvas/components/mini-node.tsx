'use client'

import type { MiniMapNodeProps } from '@xyflow/react'
import { useCanvas } from '../store/context.tsx'
import type { CanvasState } from '../store/canvas-store.ts'
import { standingOfGroup } from '../store/group-standing.ts'
import { flowIdOfGroup } from '../store/groups.ts'
import { noteIdOf } from '../store/notes.ts'

function miniState(state: CanvasState, id: string): string {
  if (state.analysis.propagation.made.get(id)?.disabled) return 'bypassed'
  const group = state.document.groups.find((each) => flowIdOfGroup(each.id) === id)
  if (group) return standingOfGroup(state, group.nodes)
  const node = state.live?.nodes[id]
  if (!node) return 'idle'
  if (node.state === 'queued' || node.state === 'running' || node.state === 'waiting') return node.state
  if (state.stale[id]) return 'stale'
  if (node.state === 'succeeded') return 'done'
  return node.state
}

/** A node on the overview: the hue of its state, and for a failure a cross as well. */
export function MiniNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const state = useCanvas((current) => miniState(current, id))
  if (noteIdOf(id) !== undefined)
    return <rect x={x} y={y} width={width} height={height} rx={6} className="mini-note" />
  const muted = ['idle', 'ready', 'queued', 'skipped', 'cancelled', 'bypassed'].includes(state)
  return (
    <g className={`s-${state}`}>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={10}
        fill="var(--st)"
        fillOpacity={muted ? 0.3 : 0.8}
      />
      {state === 'failed' && (
        <path
          d={`M${x + width / 2 - 28} ${y + 10}l56 ${height - 20}m0 ${20 - height}l-56 ${height - 20}`}
          stroke="var(--raised)"
          strokeWidth={14}
        />
      )}
    </g>
  )
}
