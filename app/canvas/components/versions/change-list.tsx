'use client'

import { ChevronDown, ChevronUp, X } from 'lucide-react'
import Link from 'next/link'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { DocumentChange } from '../../../../nodes/graph/diff-documents.ts'
import { describeChange } from '../../../../nodes/graph/diff-words.ts'
import { IconButton, iconButtonClass } from '../../../components/icon-button.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useServices } from '../../hooks/services.tsx'
import { countSubstance } from '../../store/compare.ts'
import type { Comparison } from '../../store/compare.ts'
import { useCanvasStore } from '../../store/context.tsx'
import { flowIdOf } from '../../store/notes.ts'
import { MessageText, plainMessage } from '../message-text.tsx'
import { MarkIcon } from './diff-marks.tsx'
import { FieldChanges } from './field-changes.tsx'
import { pastHref } from './past-href.ts'
import type { Shown } from './use-past.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [role="listbox"], [role="menu"]') !== null

/** Goes to what a change is about: its card, its note, its group, or its wire with the card at its end. */
function useGoToChange(comparison: Comparison): (change: DocumentChange) => void {
  const store = useCanvasStore()
  const { goTo, reveal } = useServices()
  return useCallback(
    ({ part, key }) => {
      const edge = comparison.document.edges.find(
        ({ from, to }) => part === 'edges' && key === `${from.node}.${from.port}>${to.node}.${to.port}`,
      )
      const { flowEdges, applyEdgeChanges, select } = store.getState()
      applyEdgeChanges(
        flowEdges.map(({ id }) => ({ type: 'select', id, selected: part === 'edges' && id === key })),
      )
      const noteId = part === 'notes' ? flowIdOf(key) : undefined
      const members = comparison.document.groups.find(({ id }) => part === 'groups' && id === key)?.nodes
      if (part === 'nodes') goTo(key)
      else if (noteId !== undefined) {
        select([noteId])
        reveal(noteId)
      } else if (members?.[0] !== undefined) {
        select(members)
        reveal(members[0])
      } else if (edge) goTo(edge.to.node)
      else select([])
    },
    [comparison, store, goTo, reveal],
  )
}

/** All changes from one version to the other; keys step through them, on the drawing and in the list. */
export function ChangeList({ shown, comparison }: { shown: Shown; comparison: Comparison }) {
  const { t } = useT()
  const store = useCanvasStore()
  const goToChange = useGoToChange(comparison)
  const [at, setAt] = useState(-1)
  const list = useRef<HTMLOListElement>(null)
  const { changes } = comparison
  const from = shown.against?.version ?? 0
  const to = shown.drawing.version

  const step = useCallback(
    (next: number): void => {
      const change = changes[next]
      if (!change) return
      setAt(next)
      goToChange(change)
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
      store.getState().announce(
        t('Change {{number}} of {{count}}: {{words}}', {
          number: next + 1,
          count: changes.length,
          words: plainMessage(describeChange(change)),
        }),
      )
    },
    [changes, goToChange, store, t],
  )

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
      const key = event.key.toLowerCase()
      if (key === 'j') step(Math.min(changes.length - 1, at + 1))
      else if (key === 'k') step(Math.max(0, at - 1))
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [step, at, changes.length])

  const nodeOf = (change: DocumentChange) =>
    change.part === 'nodes' ? comparison.document.nodes.find(({ id }) => id === change.key) : undefined
  const substance = countSubstance(changes)
  return (
    <aside aria-label={t('Changes')} className="inspector">
      <header className="inspector-head">
        <h2 className="text-14 font-title">
          {t('{{count}} changes', { count: changes.length })}{' '}
          <span className="ml-2 text-12 font-text text-ink-2">
            v{from} → v{to}
          </span>
        </h2>
        <span className="flex-1" />
        <IconButton
          size="sm"
          label={t('Previous change')}
          shortcut="K"
          disabled={at <= 0}
          onClick={() => step(at - 1)}
        >
          <ChevronUp aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          label={t('Next change')}
          shortcut="J"
          disabled={at >= changes.length - 1}
          onClick={() => step(at + 1)}
        >
          <ChevronDown aria-hidden />
        </IconButton>
        <Link
          href={pastHref(shown.pipelineId, { version: to })}
          aria-label={t('Stop comparing')}
          title={t('Stop comparing')}
          className={iconButtonClass('sm')}
        >
          <X aria-hidden />
        </Link>
      </header>
      {substance < changes.length && (
        <p className="px-4 pb-2 text-12 text-ink-2">
          {substance === 0
            ? t('None of them can change a result.')
            : t('{{count}} of them can change a result.', { count: substance })}
        </p>
      )}
      {changes.length === 0 ? (
        <p className="px-4 text-ink-2">{t('Both versions are the same drawing.')}</p>
      ) : (
        <ol ref={list} className="change-list">
          {changes.map((change, index) => (
            <li key={`${change.part} ${change.key}`}>
              <button
                type="button"
                aria-current={index === at || undefined}
                className="change-item"
                onClick={() => step(index)}
              >
                <MarkIcon mark={change.kind} />
                <span className="min-w-0 flex-1">
                  <MessageText>{describeChange(change)}</MessageText>
                  <FieldChanges fields={change.fields} node={nodeOf(change)} />
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </aside>
  )
}
