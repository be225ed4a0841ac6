'use client'

import { CopyPlus, Trash2 } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { NodeIcon } from '../../../components/node-icon.tsx'
import { findDefinition } from '../../../../nodes/definitions.ts'
import { useServices } from '../../hooks/services.tsx'
import { useCommands } from '../../hooks/use-commands.ts'
import { useCanvas } from '../../store/context.tsx'
import { useT } from '../../../i18n/use-t.ts'

/** With several nodes chosen: which, and what can be done with all of them. */
export function SelectionPanel() {
  const { t } = useT()
  const run = useCommands()
  const { goTo } = useServices()
  const selection = useCanvas((state) => state.selection)
  const nodes = useCanvas((state) => state.document.nodes)
  return (
    <>
      <header className="inspector-head">
        <h2 className="text-14 font-title">
          {t('{{nodes}} chosen', { nodes: t('{{count}} nodes', { count: selection.length }) })}
        </h2>
      </header>
      <div className="inspector-pane border-t border-line">
        <div className="mb-3 flex gap-2">
          <Button size="sm" onClick={() => run('duplicate')}>
            <CopyPlus aria-hidden />
            {t('Duplicate')}
          </Button>
          <Button size="sm" variant="danger" onClick={() => run('delete')}>
            <Trash2 aria-hidden />
            {t('Delete')}
          </Button>
        </div>
        <ul className="grid">
          {nodes
            .filter((node) => selection.includes(node.id))
            .map((node) => {
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
                  </button>
                </li>
              )
            })}
        </ul>
      </div>
    </>
  )
}
