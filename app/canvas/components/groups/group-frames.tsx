'use client'

import { useReactFlow, ViewportPortal } from '@xyflow/react'
import { Minimize2 } from 'lucide-react'
import { useRef } from 'react'
import type { PointerEvent } from 'react'
import type { DocumentGroup } from '../../../../nodes/graph/document.ts'
import { cn } from '../../../components/cn.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import type { Point } from '../../store/document.ts'
import { changeGroup, FRAME_HEAD, frameBox } from '../../store/groups.ts'

const GRID = 4
const snap = (value: number): number => Math.round(value / GRID) * GRID

/** Drags all nodes of a frame by its title. */
function useFrameDrag(members: readonly string[]) {
  const store = useCanvasStore()
  const { getZoom } = useReactFlow()
  const drag = useRef<{ x: number; y: number; from: Map<string, Point> } | null>(null)
  const move = (event: PointerEvent, dragging: boolean): void => {
    const { current } = drag
    if (!current) return
    const zoom = getZoom()
    const [x, y] = [snap((event.clientX - current.x) / zoom), snap((event.clientY - current.y) / zoom)]
    if (!dragging) drag.current = null
    store.getState().applyNodeChanges(
      [...current.from].map(([id, from]) => ({
        type: 'position' as const,
        id,
        position: { x: from.x + x, y: from.y + y },
        dragging,
      })),
    )
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || store.getState().readOnly) return
      const nodes = store.getState().flowNodes.filter(({ id }) => members.includes(id))
      drag.current = {
        x: event.clientX,
        y: event.clientY,
        from: new Map(nodes.map(({ id, position }) => [id, position])),
      }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent) => move(event, true),
    onPointerUp: (event: PointerEvent) => move(event, false),
    onPointerCancel: (event: PointerEvent) => move(event, false),
  }
}

function Frame({ group }: { group: DocumentGroup }) {
  const { t } = useT()
  const edit = useCanvas((state) => state.edit)
  const select = useCanvas((state) => state.select)
  const box = useCanvas((state) => JSON.stringify(frameBox(state.flowNodes, group)))
  const chosen = useCanvas(({ selection }) => group.nodes.every((id) => selection.includes(id)))
  const drag = useFrameDrag(group.nodes)
  const at = JSON.parse(box) as ReturnType<typeof frameBox>
  if (!at) return null
  return (
    <section
      aria-label={t('Group {{title}}', { title: group.title })}
      className={cn('group-frame', chosen && 'is-selected')}
      style={{ transform: `translate(${at.x}px, ${at.y}px)`, width: at.width, height: at.height }}
    >
      <header className="group-head nopan" style={{ height: FRAME_HEAD }}>
        <button type="button" className="group-title" onClick={() => select(group.nodes)} {...drag}>
          {group.title}
        </button>
        <button
          type="button"
          className="group-button"
          aria-label={t('Collapse {{title}}', { title: group.title })}
          title={t('Collapse {{title}}', { title: group.title })}
          onClick={() => edit((document) => changeGroup(document, group.id, { collapsed: true }))}
        >
          <Minimize2 aria-hidden size={14} />
        </button>
      </header>
    </section>
  )
}

/** Frames about nodes, under everything else on the drawing. */
export function GroupFrames() {
  const groups = useCanvas((state) => state.document.groups)
  const open = groups.filter(({ collapsed }) => !collapsed)
  if (open.length === 0) return null
  return (
    <ViewportPortal>
      {open.map((group) => (
        <Frame key={group.id} group={group} />
      ))}
    </ViewportPortal>
  )
}
