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
/** The stop of the button below the list. */
const FOOT = 'foot'
const inUse = categories.filter((category) => all.some((definition) => definition.category === category))

/** What the arrow keys walk along: the search, then headings, entries and the foot, which are one stop of Tab. */
const STOPS = 'input[type=search], [data-stop]'

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 1,
  End: (_, last) => last,
}

/** Moves the focus within the palette by keys. */
function onStep(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...(event.currentTarget.closest('.palette')?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = stops[steps[event.key]?.(at, stops.length - 1) ?? -1]
  if (!next) return
  event.preventDefault()
  next.focus()
}

interface EntryProps {
  definition: AnyNodeDefinition
  drag: ReturnType<typeof useDragToCanvas>
  onAdd: (type: string) => void
  /** Whether Tab leads here. */
  current: boolean
}

const Entry = memo(function Entry({ definition, drag, onAdd, current }: EntryProps) {
  const { t, message } = useT()
  const { type, icon, category } = definition
  const title = t(definition.title)
  const summary = message(definition.summary)
  return (
    <li>
      <Tooltip label={summary} side="right">
        <button
          type="button"
          data-stop={type}
          tabIndex={current ? 0 : -1}
          className="palette-entry"
          onPointerDown={(event) => drag.onPointerDown(event, type)}
          onClick={(event) => {
            // By keys it is 0. The second click of a double click, and the one that ends a drag, add nothing.
            if (event.detail === 0 || (event.detail === 1 && !drag.dragged.current)) onAdd(type)
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
  stop: string
}) {
  const { t } = useT()
  const { category, definitions, open, onToggle, drag, onAdd, stop } = props
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <section>
      <h3>
        <button
          type="button"
          data-stop={category}
          tabIndex={stop === category ? 0 : -1}
          aria-expanded={open}
          className="palette-heading"
          onClick={onToggle}
        >
          <Chevron aria-hidden size={12} className="text-ink-3" />
          <CategoryIcon category={category} size={14} />
          {t(categoryTitles[category])}
          <span className="ml-auto font-text text-ink-3">{definitions.length}</span>
        </button>
      </h3>
      {open && (
        <ul>
          {definitions.map((definition) => (
            <Entry
              key={definition.type}
              definition={definition}
              drag={drag}
              onAdd={onAdd}
              current={stop === definition.type}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Every node type, by the order of the work. Drag one onto the canvas, click it, or press Enter. */
export const Palette = memo(function Palette() {
  const { t } = useT()
  const store = useCanvasStore()
  const { centre, reveal, upload } = useServices()
  const drag = useDragToCanvas()
  const picker = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<Category>>(new Set())
  /** Where the keyboard was last in the list. */
  const [last, setLast] = useState('')
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
  const shown = categories
    .map((category) => ({ category, own: types.filter((definition) => definition.category === category) }))
    .filter(({ own }) => own.length > 0)
  const stops =
    query === ''
      ? shown.flatMap(({ category, own }) => [
          category,
          ...(closed.has(category) ? [] : own.map(({ type }) => type)),
        ])
      : found.map(({ type }) => type)
  const stop = stops.includes(last) || last === FOOT ? last : (stops[0] ?? FOOT)
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
              if (event.key === 'ArrowDown') onStep(event)
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
        <div
          role="toolbar"
          tabIndex={-1}
          aria-orientation="vertical"
          aria-label={t('Nodes')}
          className="flex min-h-0 flex-1 flex-col"
          onKeyDown={onStep}
          onFocus={({ target }) => setLast(target.dataset.stop ?? '')}
        >
          <div className="min-h-0 flex-1 overflow-y-auto px-1 pb-2">
            {query === '' ? (
              shown.map(({ category, own }) => (
                <CategoryGroup
                  key={category}
                  category={category}
                  definitions={own}
                  open={!closed.has(category)}
                  onToggle={() => toggle(category)}
                  drag={drag}
                  onAdd={add}
                  stop={stop}
                />
              ))
            ) : (
              <ul>
                {found.map((definition) => (
                  <Entry
                    key={definition.type}
                    definition={definition}
                    drag={drag}
                    onAdd={add}
                    current={stop === definition.type}
                  />
                ))}
                {found.length === 0 && (
                  <li className="px-3 py-2 text-ink-3">{t('No node is called that.')}</li>
                )}
              </ul>
            )}
          </div>
          <button
            type="button"
            data-stop={FOOT}
            tabIndex={stop === FOOT ? 0 : -1}
            className="palette-foot"
            onClick={() => picker.current?.click()}
          >
            <Upload aria-hidden size={14} />
            {t('Drop a file on the canvas')}
          </button>
        </div>
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
