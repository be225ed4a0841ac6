'use client'

import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceAround,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceAround,
  CircleSlash,
  CopyPlus,
  Trash2,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '../../../components/button.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { NodeIcon } from '../../../components/node-icon.tsx'
import { findDefinition } from '../../definitions.ts'
import { useServices } from '../../hooks/services.tsx'
import { useCommands } from '../../hooks/use-commands.ts'
import { useCanvas } from '../../store/context.tsx'
import { isBypassed } from '../../store/edit-actions.ts'
import { keysOf, shortcuts } from '../../store/shortcuts.ts'
import type { CommandId } from '../../store/shortcuts.ts'
import { useT } from '../../../i18n/use-t.ts'
import { GroupTools } from '../groups/group-tools.tsx'
import { MultiForm } from './multi-form.tsx'

const arrange: readonly [CommandId, LucideIcon][] = [
  ['alignLeft', AlignStartVertical],
  ['alignCentre', AlignCenterVertical],
  ['alignRight', AlignEndVertical],
  ['alignTop', AlignStartHorizontal],
  ['alignMiddle', AlignCenterHorizontal],
  ['alignBottom', AlignEndHorizontal],
  ['distributeX', AlignHorizontalSpaceAround],
  ['distributeY', AlignVerticalSpaceAround],
]

/** Lines the chosen nodes up. */
function ArrangeBar({ count }: { count: number }) {
  const { t } = useT()
  const run = useCommands()
  return (
    <div role="toolbar" aria-label={t('Arrange')} className="-mx-1 mb-3 flex flex-wrap">
      {arrange.map(([id, Icon]) => {
        const shortcut = shortcuts.find((candidate) => candidate.id === id)
        return (
          <IconButton
            key={id}
            label={t(shortcut?.title ?? id)}
            shortcut={keysOf(id) ?? ''}
            disabled={count < (shortcut?.needs ?? 0)}
            onClick={() => run(id)}
          >
            <Icon aria-hidden />
          </IconButton>
        )
      })}
    </div>
  )
}

/** With several nodes chosen: which, what can be done with all of them, and what they have in common. */
export function SelectionPanel() {
  const { t } = useT()
  const run = useCommands()
  const { goTo } = useServices()
  const selection = useCanvas((state) => state.selection)
  const nodes = useCanvas((state) => state.document.nodes)
  const count = useCanvas((state) => state.selection.length + state.chosenNotes.length)
  const bypassed = useCanvas((state) => isBypassed(state.document, state.selection))
  const chosen = useMemo(() => {
    const ids = new Set(selection)
    return nodes.filter((node) => ids.has(node.id))
  }, [selection, nodes])
  const [type, other] = new Set(chosen.map((node) => node.type))
  const shared = type !== undefined && other === undefined ? findDefinition(type) : undefined
  return (
    <>
      <header className="inspector-head">
        <h2 className="text-14 font-title">
          {t('{{nodes}} chosen', { nodes: t('{{count}} nodes', { count: selection.length }) })}
        </h2>
      </header>
      <div className="inspector-pane border-t border-line">
        <div className="mb-3 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => run('duplicate')}>
            <CopyPlus aria-hidden />
            {t('Duplicate')}
          </Button>
          <Button size="sm" aria-pressed={bypassed} onClick={() => run('bypass')}>
            <CircleSlash aria-hidden />
            {bypassed ? t('Switch on') : t('Bypass')}
          </Button>
          <Button size="sm" variant="danger" onClick={() => run('delete')}>
            <Trash2 aria-hidden />
            {t('Delete')}
          </Button>
        </div>
        <ArrangeBar count={count} />
        {selection.length > 0 && <GroupTools />}
        <ul className="grid">
          {chosen.map((node) => {
            const definition = findDefinition(node.type)
            return (
              <li key={node.id}>
                <button
                  type="button"
                  className="flex h-7 w-full items-center gap-2 rounded-md px-1 text-left hover:bg-surface-2"
                  onClick={() => goTo(node.id)}
                >
                  <NodeIcon
                    icon={definition?.icon ?? 'blocks'}
                    category={definition?.category ?? 'control'}
                  />
                  <span className="truncate">{t(node.title ?? definition?.title ?? node.type)}</span>
                  {node.disabled && <span className="ml-auto text-12 text-ink-3">{t('Bypassed')}</span>}
                </button>
              </li>
            )
          })}
        </ul>
        {shared && <MultiForm nodes={chosen} definition={shared} />}
      </div>
    </>
  )
}
