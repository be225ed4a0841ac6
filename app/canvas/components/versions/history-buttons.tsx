'use client'

import { History, Redo2, Undo2 } from 'lucide-react'
import { useMemo } from 'react'
import type { PipelineDocument } from '../../../../nodes/graph/document.ts'
import { IconButton, iconButtonClass } from '../../../components/icon-button.tsx'
import { Menu, MenuItem, MenuLabel } from '../../../components/menu.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useCanvas } from '../../store/context.tsx'
import { statesOf } from '../../store/history.ts'
import type { History as Steps } from '../../store/history.ts'
import { summariseStep } from '../../store/merging.ts'
import { plainMessage } from '../message-text.tsx'

const LISTED = 40

/** What led from one state to the next; worked out once a pair. */
const words = new WeakMap<PipelineDocument, { before: PipelineDocument; text: string }>()

function stepWords(
  history: Steps<PipelineDocument>,
  before: PipelineDocument,
  after: PipelineDocument,
): string {
  const label = history.labels.get(after)
  if (label !== undefined) return label
  const known = words.get(after)
  if (known?.before === before) return known.text
  const text = summariseStep(before, after)
  words.set(after, { before, text })
  return text
}

function StepList({ history }: { history: Steps<PipelineDocument> }) {
  const { t } = useT()
  const jump = useCanvas((state) => state.jump)
  const { states, at } = statesOf(history)
  const first = Math.max(0, at - LISTED)
  // The newest on top, as in the list of versions.
  const steps = states.slice(first, at + LISTED).flatMap((after, i) => {
    const index = first + i
    const before = states[index - 1]
    return [{ index, text: before ? stepWords(history, before, after) : t('As it was opened') }]
  })
  return (
    <>
      <MenuLabel>{t('Steps; choosing one goes there')}</MenuLabel>
      {steps.toReversed().map(({ index, text }) => (
        <MenuItem key={index} disabled={index === at} onSelect={() => jump(index - at)}>
          <span className={`max-w-80 truncate ${index > at ? 'text-ink-3' : ''}`}>{plainMessage(text)}</span>
          {index === at && <span className="ml-auto pl-4 text-12 text-ink-3">{t('now')}</span>}
        </MenuItem>
      ))}
    </>
  )
}

/** Undo and redo, each with what it would take back or do again, and the steps as a list. */
export function HistoryButtons() {
  const { t } = useT()
  const history = useCanvas((state) => state.history)
  const undo = useCanvas((state) => state.undo)
  const redo = useCanvas((state) => state.redo)
  const [back, forth] = useMemo(() => {
    const { states, at } = statesOf(history)
    const between = (from: number): string | undefined => {
      const [before, after] = [states[from], states[from + 1]]
      return before && after && stepWords(history, before, after)
    }
    return [at > 0 ? between(at - 1) : undefined, between(at)]
  }, [history])
  return (
    <>
      <IconButton
        label={t('Undo')}
        hint={back && t('Undo: {{step}}', { step: plainMessage(back) })}
        shortcut="Ctrl Z"
        disabled={back === undefined}
        onClick={undo}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t('Redo')}
        hint={forth && t('Redo: {{step}}', { step: plainMessage(forth) })}
        shortcut="Ctrl Y"
        disabled={forth === undefined}
        onClick={redo}
      >
        <Redo2 aria-hidden />
      </IconButton>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={t('Steps of undo')}
            title={t('Steps of undo')}
            className={iconButtonClass()}
            disabled={back === undefined && forth === undefined}
          >
            <History aria-hidden />
          </button>
        }
      >
        <StepList history={history} />
      </Menu>
    </>
  )
}
