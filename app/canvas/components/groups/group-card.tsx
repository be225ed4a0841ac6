'use client'

import { Handle, Position } from '@xyflow/react'
import type { NodeProps } from '@xyflow/react'
import { Group, Maximize2 } from 'lucide-react'
import { memo } from 'react'
import { cn } from '../../../components/cn.ts'
import { PortShape } from '../../../components/port-shape.tsx'
import { StateIcon } from '../../../components/state-icon.tsx'
import { stateWords, visualStateOf } from '../../../components/states.ts'
import { useT } from '../../../i18n/use-t.ts'
import { countStates } from '../../store/card-runs.ts'
import { useCanvas } from '../../store/context.tsx'
import { standingOfGroup } from '../../store/group-standing.ts'
import { borderPortY, changeGroup } from '../../store/groups.ts'
import type { GroupNode } from '../../store/groups.ts'

/** A collapsed frame: one card for its nodes, with the ports by which wires cross its border. */
export const GroupCard = memo(function GroupCard({ id, data, selected }: NodeProps<GroupNode>) {
  const { t } = useT()
  const { groupId, title, members, ports } = data
  const state = useCanvas((current) => standingOfGroup(current, members))
  const summary = useCanvas(({ live }) =>
    countStates(members.flatMap((id) => live?.nodes[id]?.state ?? []))
      .map(([each, number]) =>
        t('{{number}} {{state}}', { number, state: t(stateWords[visualStateOf(each)]).toLowerCase() }),
      )
      .join(t(', ')),
  )
  const edit = useCanvas((current) => current.edit)
  const found = useCanvas((current) => current.found.has(id))
  const open = (): void => edit((document) => changeGroup(document, groupId, { collapsed: false }))
  return (
    <div
      className={cn('card is-group nokey', `s-${state}`, selected && 'is-selected', found && 'is-found')}
      style={{ height: '100%' }}
    >
      <div className="flex h-5 items-center gap-1.5">
        <Group aria-hidden size={16} className="shrink-0 text-ink-2" />
        <span className="card-title" title={title}>
          {title}
        </span>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('Expand {{title}}', { title })}
          title={t('Expand {{title}}', { title })}
          className="card-menu nodrag"
          onClick={open}
        >
          <Maximize2 aria-hidden size={13} />
        </button>
        <span title={t(stateWords[state])} className="shrink-0">
          <StateIcon state={state} decorative />
        </span>
      </div>
      <div className="card-line">{t('{{count}} nodes', { count: members.length })}</div>
      <div className="card-line">{summary}</div>
      <div className="card-strip" aria-hidden />
      {ports.map((port) => (
        <Handle
          key={`${port.side} ${port.id}`}
          id={port.id}
          type={port.side}
          position={port.side === 'target' ? Position.Left : Position.Right}
          isConnectable={false}
          className="port"
          style={{ top: borderPortY(ports, port) - 1 }}
          data-port-type={port.spec.type}
        >
          <PortShape type={port.spec.type} filled size={12} className="port-shape" />
          <span aria-hidden className="port-label">
            {port.title}
          </span>
        </Handle>
      ))}
    </div>
  )
})
