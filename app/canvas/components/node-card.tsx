'use client'

import { Ellipsis, Pin, StickyNote } from 'lucide-react'
import { memo } from 'react'
import type { MouseEvent } from 'react'
import { Handle, Position, useStore } from '@xyflow/react'
import type { NodeProps } from '@xyflow/react'
import { isFileReader } from '../../../nodes/data/file/source-key.ts'
import { keyOfType } from '../../../nodes/graph/components.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { cn } from '../../components/cn.ts'
import { Sparkline } from '../../components/charts/mini-histogram.tsx'
import { NodeIcon } from '../../components/node-icon.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { useCard } from '../hooks/use-card.ts'
import type { Card } from '../hooks/use-card.ts'
import { cardPorts, nodeHeight, showsCurve } from '../node-views.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { curveSeries } from '../store/curves.ts'
import { cardNameId } from '../store/flow-nodes.ts'
import type { CardNode } from '../store/flow-nodes.ts'
import { useT } from '../../i18n/use-t.ts'
import { CardControl } from './card-control.tsx'
import { UpdateMark } from './groups/update-offer.tsx'
import { MessageText, plainMessage } from './message-text.tsx'
import { PortHandle } from './port-handle.tsx'

function Curve({ nodeId }: { nodeId: string }) {
  const points = useCanvas((state) => state.live?.curves[nodeId])
  const epochs = useCanvas((state) => state.live?.nodes[nodeId]?.progress?.epochs)
  const { train, validation } = curveSeries(points ?? [])
  const series = [train, validation]
    .filter((values) => values.length > 0)
    .map((values) => values.map((point) => point.y))
  return (
    <div className="mt-1 h-6">
      {series.length > 0 && (
        <Sparkline series={series} width={172} {...(epochs === undefined ? {} : { length: epochs })} />
      )}
    </div>
  )
}

function MenuButton({ nodeId, title }: { nodeId: string; title: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const open = (event: MouseEvent<HTMLButtonElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    event.stopPropagation()
    store.getState().openOverlay({ kind: 'nodeMenu', nodeId, screen: { x: box.left, y: box.bottom + 4 } })
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t('Menu of {{title}}', { title })}
      className="card-menu nodrag"
      onClick={open}
    >
      <Ellipsis aria-hidden size={14} />
    </button>
  )
}

/** Below this zoom nothing on a card can be read, so next to nothing of it is drawn. */
const FAR = 0.35

/** React Flow finds the ends of wires by the ports it sees, so they are there even where they can't be seen. */
function BarePorts({ definition }: { definition: AnyNodeDefinition }) {
  return cardPorts(definition).map(({ port, side, y }) => (
    <Handle
      key={`${side} ${port}`}
      id={port}
      type={side}
      position={side === 'target' ? Position.Left : Position.Right}
      isConnectable={false}
      className="port"
      style={{ top: y - 1 }}
    />
  ))
}

/** A card seen from far: its frame, its icon and its strip. */
function FarCard({ id, card, selected }: { id: string; card: Card; selected: boolean }) {
  const { definition, view } = card
  return (
    <div
      className={cn(
        'card is-far nokey',
        `s-${view.state}`,
        selected && 'is-selected',
        view.settingTone === 'failed' && 'is-broken',
      )}
      style={{ height: nodeHeight(definition) }}
    >
      <NodeIcon icon={definition?.icon ?? 'blocks'} category={definition?.category ?? 'control'} size={40} />
      <span id={cardNameId(id)} className="sr-only">{`${view.title}, ${view.stateText}`}</span>
      <div className="card-strip" aria-hidden />
      {definition && <BarePorts definition={definition} />}
    </div>
  )
}

/** A node on the canvas: what it is, what it is set to do, how it stands. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<CardNode>) {
  const card = useCard(id)
  const found = useCanvas((state) => state.found.has(id))
  const far = useStore((state) => state.transform[2] < FAR)
  if (!card) return null
  if (far) return <FarCard id={id} card={card} selected={selected} />
  const { node, definition, view } = card
  const { state } = view
  return (
    <div
      className={cn(
        'card nokey',
        `s-${state}`,
        selected && 'is-selected',
        view.settingTone === 'failed' && 'is-broken',
        found && 'is-found',
      )}
      style={{ height: nodeHeight(definition) }}
      data-file-node={isFileReader(node.type) ? id : undefined}
    >
      <div className="flex h-5 items-center gap-1.5">
        <NodeIcon icon={definition?.icon ?? 'blocks'} category={definition?.category ?? 'control'} />
        <span className="card-title" title={view.title}>
          {view.title}
        </span>
        {node.note !== undefined && (
          <span title={node.note} className="shrink-0 text-ink-3">
            <StickyNote aria-hidden size={13} strokeWidth={1.75} />
          </span>
        )}
        {view.pin !== null && (
          <span title={view.pin} className="shrink-0 text-accent-ink">
            <Pin aria-hidden size={13} strokeWidth={1.75} />
          </span>
        )}
        {keyOfType(node.type) !== undefined && <UpdateMark nodeId={id} />}
        <CardControl nodeId={id} />
        <MenuButton nodeId={id} title={view.title} />
        <span title={view.stateText} className="shrink-0">
          <StateIcon state={state} decorative />
        </span>
      </div>
      <div
        className={cn('card-line', view.settingTone === 'failed' && 'is-problem')}
        title={plainMessage(view.setting)}
      >
        <MessageText>{view.setting}</MessageText>
      </div>
      <div className={cn('card-line flex justify-between gap-1.5', view.toned && 'is-toned')}>
        <span className="truncate" title={plainMessage(view.left)}>
          <MessageText>{view.left}</MessageText>
        </span>
        <span className="shrink-0">{view.right}</span>
      </div>
      {showsCurve(definition) && <Curve nodeId={id} />}
      {node.note !== undefined && (
        <p className="card-note" title={node.note}>
          {node.note}
        </p>
      )}
      <span id={cardNameId(id)} className="sr-only">{`${view.title}, ${view.stateText}`}</span>
      <div className="card-strip" aria-hidden>
        {state === 'running' && <i style={{ width: `${(view.progress ?? 0.04) * 100}%` }} />}
      </div>
      {definition &&
        cardPorts(definition).map((port) => (
          <PortHandle key={`${port.side} ${port.port}`} nodeId={id} nodeTitle={view.title} at={port} />
        ))}
    </div>
  )
})
