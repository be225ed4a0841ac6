'use client'

import { Cable } from 'lucide-react'
import { toast } from '../../components/toast-store.ts'
import { connectPorts, listTargets, titleOf } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { plainMessage } from './message-text.tsx'
import { PickerDialog } from './picker-dialog.tsx'

/** Connecting without a pointer: every wire that the chosen node may get, free ports first. */
export function ConnectPicker({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const items = listTargets(store, nodeId).map(({ edge, words }) => ({
    id: `${edge.from.node}.${edge.from.port}-${edge.to.node}.${edge.to.port}`,
    text: words,
    icon: <Cable aria-hidden size={14} className="text-ink-3" />,
    onSelect: () => {
      store.getState().closeOverlay()
      const reason = connectPorts(store, edge)
      if (reason) toast(plainMessage(reason), { tone: 'failed' })
    },
  }))
  return (
    <PickerDialog
      title={t('Connect {{title}}', { title: titleOf(store, nodeId) })}
      placeholder={t('Connect {{title}} with…', { title: titleOf(store, nodeId) })}
      groups={[{ items }]}
      empty={
        items.length === 0 ? t('There is nothing it could be connected with.') : t('Nothing is called that.')
      }
    />
  )
}
