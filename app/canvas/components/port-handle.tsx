'use client'

import { Handle, Position } from '@xyflow/react'
import { memo } from 'react'
import { cn } from '../../components/cn.ts'
import { PortShape } from '../../components/port-shape.tsx'
import type { CardPort } from '../node-views.ts'
import { useCanvas } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

interface PortHandleProps {
  nodeId: string
  nodeTitle: string
  at: CardPort
}

/** One port of a card: its shape in its hue, its name on hover, and where wires start and end. */
export const PortHandle = memo(function PortHandle(props: PortHandleProps) {
  const { t } = useT()
  const { nodeId, nodeTitle } = props
  const { port, spec, side, y, implicit } = props.at
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
      className={cn('port', implicit && !connected && 'is-implicit')}
      // From inside the card's border.
      style={{ top: y - 1 }}
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
        {spec.optional && !implicit && <span className="text-ink-3"> {t('optional')}</span>}
      </span>
    </Handle>
  )
})
