'use client'

import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { findDefinition } from '../definitions.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { useServices } from '../hooks/services.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { findInDrawing } from '../store/find.ts'
import { showNode } from '../store/group-actions.ts'
import { titleOf } from '../store/actions.ts'
import { useT } from '../../i18n/use-t.ts'

function Bar({ query }: { query: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const { reveal } = useServices()
  const document = useCanvas((state) => state.document)
  const hits = useMemo(() => findInDrawing(document, query, findDefinition), [document, query])
  const [at, setAt] = useState(0)
  const current = hits[Math.min(at, hits.length - 1)]

  useEffect(() => {
    store.getState().setFind(
      query,
      hits.map(({ id }) => id),
    )
  }, [store, query, hits])

  const show = (index: number, list = hits): void => {
    const hit = list[index]
    setAt(index)
    if (!hit) return
    store.getState().select(hit.members ?? [hit.id])
    reveal(hit.id)
  }
  const step = (by: 1 | -1): void => {
    if (hits.length === 0) return
    const next = (Math.min(at, hits.length - 1) + by + hits.length) % hits.length
    // A frame that is folded up opens for what is gone to, not for every letter typed.
    showNode(store, hits[next]?.id ?? '')
    show(next)
  }
  const close = (): void => {
    store.getState().setFind(null)
    const selector = current ? `.react-flow__node[data-id="${CSS.escape(current.id)}"]` : '.react-flow__pane'
    window.document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
  }

  const said =
    query.trim() === ''
      ? ''
      : current
        ? t('{{at}} of {{total}}', { at: Math.min(at, hits.length - 1) + 1, total: hits.length })
        : t('Nothing found')
  return (
    <search className="find-bar appear" aria-label={t('Find in the drawing')}>
      <Search aria-hidden size={14} className="shrink-0 text-ink-3" />
      <input
        id="find-in-drawing"
        type="text"
        aria-label={t('Find in the drawing')}
        placeholder={t('Title, setting, note, group or id')}
        className="min-w-0 flex-1 bg-transparent outline-none"
        value={query}
        onChange={(event) => {
          const typed = event.target.value
          store.getState().setFind(typed)
          show(0, findInDrawing(document, typed, findDefinition))
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault()
            close()
          }
          if (event.key !== 'Enter') return
          event.preventDefault()
          step(event.shiftKey ? -1 : 1)
        }}
      />
      <output className="shrink-0 text-12 whitespace-nowrap text-ink-3">
        {said}
        {current && <span className="sr-only">{`, ${titleOf(store, current.id)}, ${current.where}`}</span>}
      </output>
      <IconButton size="sm" label={t('Previous hit')} shortcut="Shift Enter" onClick={() => step(-1)}>
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t('Next hit')} shortcut="Enter" onClick={() => step(1)}>
        <ChevronDown aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t('Close the search')} shortcut="Esc" onClick={close}>
        <X aria-hidden />
      </IconButton>
      {current && <p className="find-where">{current.where}</p>}
    </search>
  )
}

/** Search in the drawing: jumps from hit to hit, and chooses each. */
export function FindBar() {
  const query = useCanvas((state) => state.find)
  return query === null ? null : <Bar query={query} />
}
