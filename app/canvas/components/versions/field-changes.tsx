'use client'

import { useQuery } from '@tanstack/react-query'
import { isFields } from '../../../../nodes/graph/document-parts.ts'
import { isPlace } from '../../../../nodes/graph/diff-documents.ts'
import type { FieldChange } from '../../../../nodes/graph/diff-documents.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPC } from '../../../trpc.tsx'
import { titleOf } from '../../store/actions.ts'
import { useCanvasStore } from '../../store/context.tsx'
import { fieldText } from './field-text.ts'

/** The run that a node is pinned to, by its number. */
function PinnedTo({ nodeId, runId }: { nodeId: string; runId: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const { data } = useQuery(trpc.runs.pins.queryOptions({ pins: [{ nodeId, runId }] }))
  const pin = data?.[0]
  if (!pin) return t('pinned')
  return pin.number === null ? t('to a run that is gone') : t('to run {{number}}', { number: pin.number })
}

/** A value in words; what only the whole drawing or the server knows by name, too. */
function Value({ field, node, value }: { field: string; node: unknown; value: unknown }) {
  const { t } = useT()
  const store = useCanvasStore()
  if (field === 'pin' && isFields(node) && isFields(value))
    return <PinnedTo nodeId={String(node.id)} runId={String(value.runId)} />
  if (field === 'nodes' && Array.isArray(value))
    return value.map((id) => titleOf(store, String(id))).join(t(', '))
  return fieldText(field, node, value)
}

/** Fields that changed, each with its old and its new value. */
export function FieldChanges({ fields, node }: { fields: readonly FieldChange[]; node: unknown }) {
  const { t } = useT()
  const told = fields.filter(({ field }) => !isPlace(field))
  if (told.length === 0) return null
  return (
    <ul className="field-changes">
      {told.map(({ field, title, before, after }) => (
        <li key={field}>
          <span className="text-ink-2">{t(title)}</span>{' '}
          <del>
            <span className="sr-only">{t('before')} </span>
            <Value field={field} node={node} value={before} />
          </del>
          <span aria-hidden className="text-ink-3">
            {' → '}
          </span>
          <ins>
            <span className="sr-only">{t('now')} </span>
            <Value field={field} node={node} value={after} />
          </ins>
        </li>
      ))}
    </ul>
  )
}
