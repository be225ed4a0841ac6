'use client'

import { ChevronDown, ChevronRight, PanelLeftClose, PanelLeftOpen, Search, Upload } from 'lucide-react'
import { memo, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { listDefinitions } from '../definitions.ts'
import { categories } from '../../../nodes/kit/define.ts'
import type { AnyNodeDefinition, Category } from '../../../nodes/kit/define.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { CategoryIcon, NodeIcon } from '../../components/node-icon.tsx'
import { TextField } from '../../components/text-field.tsx'
import { Tooltip } from '../../components/tooltip.tsx'
import { useYourNodes } from './groups/use-components.ts'
import { useServices } from '../hooks/services.tsx'
import { useDragToCanvas } from '../hooks/use-drag-to-canvas.ts'
import { ACCEPTED } from '../../(pages)/datasets/upload.ts'
import { categoryTitles } from '../node-views.ts'
import { addNode } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { matchNodes } from '../store/search.ts'
import { useT } from '../../i18n/use-t.ts'

const all = listDefinitions()
const inUse = categories.filter((category) => all.some((definition) => definition.category === category))

/** Moves the focus among the palette's entries by arrow keys. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const palette = event.currentTarget.closest('.palette')
  const stops = [...(palette?.querySelectorAll<HTMLElement>('input[type=search], [data-entry]') ?? [])]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

interface EntryProps {
  definition: AnyNodeDefinition
  drag: ReturnType<typeof useDragToCanvas>
  onAdd: (type: string) => void
}

const Entry = memo(function Entry({ definition, drag, onAdd }: EntryProps) {
  const { t, message } = useT()
  const { type, icon, category } = definition
  const title = t(definition.title)
  const summary = message(definition.summary)
  return (
    <li>
      <Tooltip label={summary} side="right">
        <button
          type="button"
          data-entry
          className="palette-entry"
          onPointerDown={(event) => drag.onPointerDown(event, type)}
          onDoubleClick={() => onAdd(type)}
          onKeyDown={(event) => {
            onArrow(event)
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            onAdd(type)
          }}
        >
          <span data-face className="flex min-w-0 items-start gap-2.5">
            <NodeIcon icon={icon} category={category} className="mt-0.5" />
            <span className="min-w-0">
              <b className="block truncate text-13 leading-[18px] font-strong">{title}</b>
              <span aria-hidden className="palette-summary">
                {summary}
              </span>
            </span>
          </span>
        </button>
      </Tooltip>
    </li>
  )
})

function CategoryGroup(props: {
  category: Category
  definitions: readonly AnyNodeDefinition[]
  open: boolean
  onToggle: () => void
  drag: EntryProps['drag']
  onAdd: EntryProps['onAdd']
}) {
  const { t } = useT()
  const { category, definitions, open, onToggle, drag, onAdd } = props
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <section>
      <h3>
        <button type="button" aria-expanded={open} className="palette-heading" onClick={onToggle}>
          <Chevron aria-hidden size={12} className="text-ink-3" />
          <CategoryIcon category={category} size={14} />
          {t(categoryTitles[category])}
          <span className="ml-auto font-text text-ink-3">{definitions.length}</span>
        </button>
      </h3>
      {open && (
        <ul>
          {definitions.map((definition) => (
            <Entry key={definition.type} definition={definition} drag={drag} onAdd={onAdd} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Every node type, by the order of the work. Drag one onto the canvas, or double-click, or press Enter. */
export const Palette = memo(function Palette() {
  const { t } = useT()
  const store = useCanvasStore()
  const { centre, reveal, upload } = useServices()
  const drag = useDragToCanvas()
  const picker = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<Category>>(new Set())
  const [rail, setRail] = useState<'auto' | 'open' | 'closed'>('auto')

  const yours = useYourNodes()
  const types = useMemo(() => [...all, ...yours], [yours])
  const found = useMemo(() => matchNodes(types, query), [types, query])
  const add = useMemo(
    () => (type: string) => {
      const id = addNode(store, { type, centre: centre() })
      if (id !== undefined) reveal(id)
    },
    [store, centre, reveal],
  )
  const toggle = (category: Category): void =>
    setClosed((current) => {
      const next = new Set(current)
      if (!next.delete(category)) next.add(category)
      return next
    })

  return (
    <aside aria-label={t('Palette')} className="palette" data-rail={rail}>
      <div className="palette-rail">
        <IconButton label={t('Show the palette')} onClick={() => setRail('open')}>
          <PanelLeftOpen aria-hidden />
        </IconButton>
        {inUse.map((category) => (
          <IconButton key={category} label={t(categoryTitles[category])} onClick={() => setRail('open')}>
            <CategoryIcon category={category} />
          </IconButton>
        ))}
      </div>
      <div className="palette-body">
        <div className="flex items-center gap-1 px-3 py-2.5">
          <TextField
            id="palette-search"
            type="search"
            aria-label={t('Find a node')}
            placeholder={t('Find a node')}
            className="flex-1"
            icon={<Search aria-hidden />}
            suffix={query === '' ? <Kbd>/</Kbd> : undefined}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              onArrow(event)
              const [first] = found
              if (event.key === 'Enter' && first) add(first.type)
              if (event.key === 'Escape') setQuery('')
            }}
          />
          <IconButton
            size="sm"
            label={t('Fold the palette')}
            className="palette-fold"
            onClick={() => setRail('closed')}
          >
            <PanelLeftClose aria-hidden />
          </IconButton>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-1 pb-2">
          {query === '' ? (
            categories
              .filter((category) => types.some((definition) => definition.category === category))
              .map((category) => (
                <CategoryGroup
                  key={category}
                  category={category}
                  definitions={types.filter((definition) => definition.category === category)}
                  open={!closed.has(category)}
                  onToggle={() => toggle(category)}
                  drag={drag}
                  onAdd={add}
                />
              ))
          ) : (
            <ul>
              {found.map((definition) => (
                <Entry key={definition.type} definition={definition} drag={drag} onAdd={add} />
              ))}
              {found.length === 0 && <li className="px-3 py-2 text-ink-3">{t('No node is called that.')}</li>}
            </ul>
          )}
        </div>
        <button type="button" className="palette-foot" onClick={() => picker.current?.click()}>
          <Upload aria-hidden size={14} />
          {t('Drop a file on the canvas')}
        </button>
        <input
          ref={picker}
          type="file"
          accept={ACCEPTED}
          multiple
          hidden
          aria-label={t('Files to add')}
          onChange={(event) => {
            void upload([...(event.target.files ?? [])], { at: centre() })
            event.target.value = ''
          }}
        />
      </div>
    </aside>
  )
})
