'use client'

import { edgeKey } from '../../../nodes/graph/document.ts'
import { NodeIcon } from '../../components/node-icon.tsx'
import { useServices } from '../hooks/services.tsx'
import { addNode, titleOf } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { listInserts } from '../store/edit-actions.ts'
import { useT } from '../../i18n/use-t.ts'
import { PickerDialog } from './picker-dialog.tsx'

/** Node types that a wire can lead through. */
export function InsertPicker({ edges }: { edges: readonly string[] }) {
  const { t, message } = useT()
  const store = useCanvasStore()
  const { reveal } = useServices()
  const { document, closeOverlay } = store.getState()
  const groups = document.edges
    .filter((edge) => edges.includes(edgeKey(edge)))
    .map((edge) => {
      const key = edgeKey(edge)
      const heading = t('Between {{from}} and {{to}}', {
        from: titleOf(store, edge.from.node),
        to: titleOf(store, edge.to.node),
      })
      const items = listInserts(document, key).map((definition) => ({
        id: `${key} ${definition.type}`,
        text: t(definition.title),
        icon: <NodeIcon icon={definition.icon} category={definition.category} />,
        hint: message(definition.summary),
        onSelect: () => {
          closeOverlay()
          const id = addNode(store, { type: definition.type, into: key, anchors: [] })
          if (id !== undefined) reveal(id)
        },
      }))
      return { heading, items }
    })
  const none = groups.every(({ items }) => items.length === 0)
  return (
    <PickerDialog
      title={t('Put a node into the wire')}
      placeholder={t('Nodes that fit')}
      groups={groups}
      empty={none ? t('No node takes this yet.') : t('No node is called that.')}
    />
  )
}
