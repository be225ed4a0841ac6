'use client'

import { ViewportPortal } from '@xyflow/react'
import { Minus, Move, Pencil, Plus } from 'lucide-react'
import { isPlace } from '../../../../nodes/graph/diff-documents.ts'
import { useT } from '../../../i18n/use-t.ts'
import type { Comparison, Mark } from '../../store/compare.ts'
import { useCanvas } from '../../store/context.tsx'
import { flowIdOfGroup, frameBox } from '../../store/groups.ts'
import { flowIdOf } from '../../store/notes.ts'
import { markId } from './draw-comparison.ts'

const icons = { added: Plus, removed: Minus, changed: Pencil, moved: Move } as const

/** What became of a thing, as a sign: form and colour together. */
export function MarkIcon({ mark }: { mark: Mark }) {
  const Icon = icons[mark]
  return <Icon aria-hidden size={12} strokeWidth={2.5} className={`diff-icon is-${mark}`} />
}

/** The id of a thing on the drawing, by that of a change. */
const drawnId = (part: string, key: string): string =>
  part === 'notes' ? flowIdOf(key) : part === 'groups' ? flowIdOfGroup(key) : key

/** Badges on what changed, in words: on cards, notes and frames. */
export function DiffMarks({ comparison }: { comparison: Comparison }) {
  const { t } = useT()
  const flowNodes = useCanvas((state) => state.flowNodes)
  const counts = new Map(
    comparison.changes.map(
      ({ part, key, fields }) =>
        [drawnId(part, key), fields.filter(({ field }) => !isPlace(field)).length] as const,
    ),
  )
  const groups = useCanvas((state) => state.document.groups)
  const marked = [
    ...flowNodes.map(({ id, position: { x, y } }) => ({ id, x, y: y - 15 })),
    // Of open groups, on their frames.
    ...groups.flatMap((group) => {
      const box = group.collapsed ? null : frameBox(flowNodes, group)
      return box ? [{ id: flowIdOfGroup(group.id), x: box.x, y: box.y - 12 }] : []
    }),
  ]
  const words = (mark: Mark, count: number): string =>
    mark === 'changed'
      ? t('{{count}} changes', { count })
      : { added: t('added'), removed: t('removed'), moved: t('moved') }[mark]
  return (
    <ViewportPortal>
      {marked.flatMap(({ id, x, y }) => {
        const mark = comparison.nodes.get(id)
        return mark === undefined ? (
          []
        ) : (
          <span
            key={id}
            id={markId(id)}
            className={`diff-badge is-${mark}`}
            style={{ transform: `translate(${x + 8}px, ${y}px)` }}
          >
            <MarkIcon mark={mark} />
            {words(mark, counts.get(id) ?? 0)}
          </span>
        )
      })}
    </ViewportPortal>
  )
}
