'use client'

import { useEffect, useMemo, useRef } from 'react'
import { findDefinition, listDefinitions } from '../definitions.ts'
import { categories } from '../../../nodes/kit/define.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { NodeIcon } from '../../components/node-icon.tsx'
import { useReturnFocus } from '../../components/return-focus.ts'
import { categoryTitles, NODE_HEIGHT, NODE_WIDTH, portY } from '../node-views.ts'
import { addNode } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import type { Overlay } from '../store/view-slice.ts'
import { likelyFits } from '../store/rank-fits.ts'
import { listFits } from '../store/wiring.ts'
import { useT } from '../../i18n/use-t.ts'
import { PickerList } from './picker-list.tsx'
import type { PickerItem } from './picker-list.tsx'

type QuickAddOverlay = Extract<Overlay, { kind: 'quickAdd' }>

const WIDTH = 320
const HEIGHT = 372

/** Node types at the pointer; after a wire, only those that it fits. */
export function QuickAdd({ overlay }: { overlay: QuickAddOverlay }) {
  const { t, message } = useT()
  const store = useCanvasStore()
  useReturnFocus()
  const panel = useRef<HTMLDialogElement>(null)
  const close = store.getState().closeOverlay
  const { wire, at, screen } = overlay

  const groups = useMemo(() => {
    const fits = wire ? listFits(listDefinitions(), { side: wire.side, type: wire.type }) : []
    const likely = wire
      ? likelyFits(store.getState().document, fits, { wire, find: findDefinition }).map(
          (fit) => fit.definition,
        )
      : []
    const fitting = wire ? fits.map((fit) => fit.definition) : listDefinitions()
    const place = (): { x: number; y: number } => {
      if (!wire) return { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 }
      return { x: wire.side === 'source' ? at.x : at.x - NODE_WIDTH, y: at.y - portY(0) }
    }
    const toItem = (definition: AnyNodeDefinition): PickerItem => ({
      id: definition.type,
      text: t(definition.title),
      icon: <NodeIcon icon={definition.icon} category={definition.category} />,
      hint: message(definition.summary),
      onSelect: () => {
        close()
        addNode(store, { type: definition.type, at: place(), ...(wire ? { wire } : {}) })
      },
    })
    const rest = fitting.filter((definition) => !likely.includes(definition))
    const byCategory = categories.map((category) => ({
      heading: t(categoryTitles[category]),
      items: rest.filter((definition) => definition.category === category).map(toItem),
    }))
    return [{ heading: t('Likely next'), items: likely.map(toItem) }, ...byCategory].filter(
      ({ items }) => items.length > 0,
    )
  }, [wire, at, store, close, t, message])

  useEffect(() => {
    const onDown = (event: PointerEvent): void => {
      if (!panel.current?.contains(event.target as Node)) close()
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close()
    }
    document.addEventListener('pointerdown', onDown, true)
    document.addEventListener('keydown', onKey, true)
    return () => {
      document.removeEventListener('pointerdown', onDown, true)
      document.removeEventListener('keydown', onKey, true)
    }
  }, [close])

  const left = Math.max(8, Math.min(screen.x, window.innerWidth - WIDTH - 8))
  const top = Math.max(8, Math.min(screen.y, window.innerHeight - HEIGHT - 8))
  return (
    <dialog
      ref={panel}
      open
      aria-label={wire ? t('Nodes that fit this wire') : t('Add a node')}
      className="floating appear"
      style={{ left, top, width: WIDTH }}
    >
      <PickerList
        label={t('Node types')}
        placeholder={wire ? t('Nodes that fit') : t('Add a node')}
        groups={groups}
        empty={wire && groups.length === 0 ? t('No node takes this yet.') : t('No node is called that.')}
      />
    </dialog>
  )
}
