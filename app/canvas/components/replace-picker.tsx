'use client'

import { findDefinition, listDefinitions } from '../definitions.ts'
import { NodeIcon } from '../../components/node-icon.tsx'
import { toast } from '../../components/toast-store.ts'
import { titleOf } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { replaceNode } from '../store/edit-actions.ts'
import { listReplacements } from '../store/replace.ts'
import { useT } from '../../i18n/use-t.ts'
import { PickerDialog } from './picker-dialog.tsx'

/** Types that the chosen node could become, those first that keep its wires. */
export function ReplacePicker({ nodeId }: { nodeId: string }) {
  const { t, message } = useT()
  const store = useCanvasStore()
  const { document, closeOverlay } = store.getState()
  const offers = listReplacements(document, nodeId, { definitions: listDefinitions(), find: findDefinition })
  const items = offers.map(({ definition, lost }) => ({
    lost,
    id: definition.type,
    text: t(definition.title),
    icon: <NodeIcon icon={definition.icon} category={definition.category} />,
    hint: lost > 0 ? t('{{count}} wires go', { count: lost }) : message(definition.summary),
    onSelect: () => {
      closeOverlay()
      const gone = replaceNode(store, nodeId, definition.type)
      if (gone > 0)
        toast(t('{{count}} wires did not fit and are gone. Undo brings them back.', { count: gone }))
    },
  }))
  return (
    <PickerDialog
      title={t('Replace {{title}}', { title: titleOf(store, nodeId) })}
      placeholder={t('Replace {{title}} by…', { title: titleOf(store, nodeId) })}
      groups={[
        { heading: t('Keeps every wire'), items: items.filter(({ lost }) => lost === 0) },
        { heading: t('Loses wires'), items: items.filter(({ lost }) => lost > 0) },
      ].filter((group) => group.items.length > 0)}
      empty={t('No node is called that.')}
    />
  )
}
