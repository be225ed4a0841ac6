'use client'

import { BaseEdge, EdgeLabelRenderer } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { memo, useState } from 'react'
import type { PortType } from '../../../nodes/kit/ports.ts'
import { PortShape } from '../../components/port-shape.tsx'
import { useRoute } from '../hooks/use-route.ts'
import { findSource } from '../hooks/use-value.ts'
import { useCanvas } from '../store/context.tsx'
import type { CanvasState } from '../store/canvas-store.ts'
import type { WireEdge, WireEnds } from '../store/flow-nodes.ts'
import { isRunActive } from '../store/live-run.ts'
import { labelPoint, toPath } from '../store/route-wire.ts'
import { capitalise, formatCount } from '../words.ts'
import { say } from '../../i18n/current.ts'

/** Wires of one type bend at one place, those of others elsewhere, so that they don't share a gutter. */
const bendAt: Readonly<Record<PortType, number>> = {
  table: 0.5,
  transform: 0.4,
  blueprint: 0.62,
  model: 0.38,
  report: 0.56,
  signal: 0.44,
}

/** The output whose value a wire carries: behind a bypassed node, what goes past it. */
function originOf(state: CanvasState, ends: WireEnds): { node: string; port: string } {
  const { source, sourcePort, target, targetPort } = ends
  const drawn = { node: source, port: sourcePort }
  if (!state.analysis.propagation.made.get(source)?.disabled) return drawn
  return findSource(state, target, { side: 'input', port: targetPort }) ?? drawn
}

type Flow = 'waiting' | 'flowed' | 'arriving'

function flowOf(state: CanvasState, ends: WireEnds): Flow {
  const { live } = state
  const { target } = ends
  if (!live) return 'waiting'
  if (live.nodes[originOf(state, ends).node]?.outputs == null) return 'waiting'
  return isRunActive(live.run) && live.nodes[target]?.state === 'running' ? 'arriving' : 'flowed'
}

/** What lies on a wire, in words: rows × columns of the last run, else the columns that would arrive. */
export function wireLabel(state: CanvasState, source: string, port: string, type: PortType): string {
  const value = state.live?.nodes[source]?.outputs?.[port]
  if (value?.port === 'table') {
    return say('{{rows}} × {{columns}}', {
      rows: say('{{count}} rows', { count: value.rows }),
      columns: formatCount(value.schema.columns.length),
    })
  }
  const schema = state.analysis.propagation.nodes.get(source)?.outputs[port]
  if (type === 'table' && schema && 'columns' in schema) {
    return schema.open
      ? say('Columns known after a run')
      : say('{{columns}}, not run yet', {
          columns: say('{{count}} columns', { count: schema.columns.length }),
        })
  }
  return capitalise(say(type))
}

function WireLabel(props: { ends: WireEnds; type: PortType; x: number; y: number }) {
  const { ends, type, x, y } = props
  const label = useCanvas((state) => {
    const { node, port } = originOf(state, ends)
    return wireLabel(state, node, port, type)
  })
  return (
    <EdgeLabelRenderer>
      <div
        className="wire-label"
        style={{ transform: `translate(-50%, -100%) translate(${x}px, ${y - 14}px)` }}
      >
        <PortShape type={type} size={12} />
        {label}
      </div>
    </EdgeLabelRenderer>
  )
}

const noEnds: WireEnds = { source: '', sourcePort: '', target: '', targetPort: '' }

/** An edge: orthogonal, in its type's colour, dashed until something has flowed. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { id, selected, data } = props
  const ends = data?.ends ?? noEnds
  const { sourceX, sourceY, targetX, targetY } = props
  const [hovered, setHovered] = useState(false)
  const type = data?.type ?? 'table'
  const flow = useCanvas((state) => flowOf(state, ends))
  const route = useRoute({
    from: { x: sourceX, y: sourceY },
    to: { x: targetX, y: targetY },
    bend: bendAt[type],
  })
  const label = labelPoint(route)
  return (
    <g
      className={`wire is-${flow}${selected ? ' is-selected' : ''}`}
      style={{ color: `var(--pt-${type})` }}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
    >
      <BaseEdge id={id} path={toPath(route)} interactionWidth={18} />
      {(hovered || selected) && <WireLabel ends={ends} type={type} x={label.x} y={label.y} />}
    </g>
  )
})
