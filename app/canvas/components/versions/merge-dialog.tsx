'use client'

import { useMemo, useState } from 'react'
import type { MergeConflict, Side } from '../../../../nodes/graph/merge-documents.ts'
import type { PipelineDocument } from '../../../../nodes/graph/document.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { changesBetween, merge, wordsOf } from '../../store/merging.ts'
import { MessageText } from '../message-text.tsx'
import { fieldText } from './field-text.ts'

export interface MergeSides {
  base: PipelineDocument
  mine: PipelineDocument
  theirs: PipelineDocument
}

function Value({ conflict, side, sides }: { conflict: MergeConflict; side: Side; sides: MergeSides }) {
  const { t } = useT()
  const value = conflict[side]
  if (conflict.part === 'edges') {
    const from = (value as { from?: { node: string } } | undefined)?.from?.node
    const node = sides[side].nodes.find((one) => one.id === from)
    return from === undefined ? t('no wire') : t('from {{title}}', { title: t(node?.title ?? from) })
  }
  if (conflict.field === '') return value === undefined ? t('removed') : t('changed')
  const node = [...sides.mine.nodes, ...sides.theirs.nodes].find(({ id }) => id === conflict.key)
  return fieldText(conflict.field, node, value)
}

function Choice(props: {
  conflict: MergeConflict
  taken: Side
  sides: MergeSides
  onTake: (side: Side) => void
}) {
  const { t } = useT()
  const { conflict, taken, sides, onTake } = props
  const words = { mine: t('Mine'), theirs: t('Theirs') }
  return (
    <fieldset className="merge-choice">
      <legend>
        {t(conflict.title)}
        {conflict.fieldTitle !== '' && (
          <span className="font-text text-ink-2"> · {t(conflict.fieldTitle)}</span>
        )}
      </legend>
      {(['mine', 'theirs'] as const).map((side) => (
        <label key={side}>
          <input type="radio" name={conflict.id} checked={taken === side} onChange={() => onTake(side)} />
          <span className="w-14 shrink-0 text-ink-2">{words[side]}</span>
          <span className="min-w-0 break-words">
            <Value conflict={conflict} side={side} sides={sides} />
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** What both changed, with both values to choose from; all else goes together by itself. */
export function MergeDialog(props: {
  title: string
  sides: MergeSides
  onClose: () => void
  onMerge: (choices: Record<string, Side>) => void
}) {
  const { t } = useT()
  const { sides, title, onClose, onMerge } = props
  const [choices, setChoices] = useState<Record<string, Side>>({})
  const { conflicts } = useMemo(() => merge(sides.base, sides.mine, sides.theirs), [sides])
  const others = useMemo(() => wordsOf(changesBetween(sides.base, sides.theirs)), [sides])
  const take = (id: string, side: Side): void => setChoices((before) => ({ ...before, [id]: side }))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title={title}
      description={t(
        '{{count}} things were changed on both sides. Everything else goes together by itself.',
        {
          count: conflicts.length,
        },
      )}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button
            variant="primary"
            onClick={() =>
              onMerge(Object.fromEntries(conflicts.map(({ id, taken }) => [id, choices[id] ?? taken])))
            }
          >
            {t('Merge')}
          </Button>
        </>
      }
    >
      {conflicts.map((conflict) => (
        <Choice
          key={conflict.id}
          conflict={conflict}
          taken={choices[conflict.id] ?? conflict.taken}
          sides={sides}
          onTake={(side) => take(conflict.id, side)}
        />
      ))}
      <details className="mt-3 text-ink-2">
        <summary>{t('All that they changed')}</summary>
        <ul className="mt-1 list-disc pl-5">
          {others.map((words) => (
            <li key={words}>
              <MessageText>{words}</MessageText>
            </li>
          ))}
        </ul>
      </details>
    </Dialog>
  )
}
