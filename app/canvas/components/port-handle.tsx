'use client'

import { Handle, Position } from '@xyflow/react'
import { memo } from 'react'
import type { PortSpec } from '../../../nodes/kit/ports.ts'
import { PortShape } from '../../components/port-shape.tsx'
import { portY } from '../node-views.ts'
import { useCanvas } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

interface PortHandleProps {
  nodeId: string
  nodeTitle: string
  port: string
  spec: PortSpec
  side: 'source' | 'target'
  index: number
}

/** One port of a card: its shape in its hue, its name on hover, and where wires start and end. */
export const PortHandle = memo(function PortHandle(props: PortHandleProps) {
  const { t } = useT()
  const { nodeId, nodeTitle, port, spec, side, index } = props
  const connected = useCanvas(({ analysis }) => {
    const { incoming, outgoing } = analysis.propagation.topology
    return side === 'target'
      ? (incoming.get(nodeId)?.some((edge) => edge.to.port === port) ?? false)
      : (outgoing.get(nodeId)?.some((edge) => edge.from.port === port) ?? false)
  })
  return (
    <Handle
      id={port}
      type={side}
      position={side === 'target' ? Position.Left : Position.Right}
      className="port"
      // From inside the card's border.
      style={{ top: portY(index) - 1 }}
      // React Flow draws the element, and it is a div.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="button"
      tabIndex={-1}
      aria-label={
        side === 'target'
          ? t('{{port}} input of {{node}}', { port: t(spec.title), node: nodeTitle })
          : t('{{port}} output of {{node}}', { port: t(spec.title), node: nodeTitle })
      }
      data-port-type={spec.type}
    >
      <PortShape type={spec.type} filled={connected} size={12} className="port-shape" />
      <span aria-hidden className="port-label">
        {t(spec.title)}
        {spec.optional && <span className="text-ink-3"> {t('optional')}</span>}
      </span>
    </Handle>
  )
})
