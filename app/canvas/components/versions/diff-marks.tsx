'use client'

import { ViewportPortal } from '@xyflow/react'
import { Minus, Move, Pencil, Plus } from 'lucide-react'
import { useT } from '../../../i18n/use-t.ts'
import type { Comparison, Mark } from '../../store/compare.ts'
import { useCanvas } from '../../store/context.tsx'
import { markId } from './draw-comparison.ts'

const icons = { added: Plus, removed: Minus, changed: Pencil, moved: Move } as const

/** What became of a thing, as a sign: form and colour together. */
export function MarkIcon({ mark }: { mark: Mark }) {
  const Icon = icons[mark]
  return <Icon aria-hidden size={12} strokeWidth={2.5} className={`diff-icon is-${mark}`} />
}

/** Badges on the cards that changed, in words. */
export function DiffMarks({ comparison }: { comparison: Comparison }) {
  const { t } = useT()
  const flowNodes = useCanvas((state) => state.flowNodes)
  const counts = new Map(
    comparison.changes.flatMap(({ part, key, fields }) =>
      part === 'nodes' ? [[key, fields.filter(({ field }) => field !== 'position').length] as const] : [],
    ),
  )
  const words = (mark: Mark, count: number): string =>
    mark === 'changed'
      ? t('{{count}} changes', { count })
      : { added: t('added'), removed: t('removed'), moved: t('moved') }[mark]
  return (
    <ViewportPortal>
      {flowNodes.flatMap(({ id, position }) => {
        const mark = comparison.nodes.get(id)
        return mark === undefined ? (
          []
        ) : (
          <span
            key={id}
            id={markId(id)}
            className={`diff-badge is-${mark}`}
            style={{ transform: `translate(${position.x + 8}px, ${position.y - 15}px)` }}
          >
            <MarkIcon mark={mark} />
            {words(mark, counts.get(id) ?? 0)}
          </span>
        )
      })}
    </ViewportPortal>
  )
}
