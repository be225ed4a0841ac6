'use client'

import type { FieldChange } from '../../../../nodes/graph/diff-documents.ts'
import { useT } from '../../../i18n/use-t.ts'
import { fieldText } from './field-text.ts'

/** Fields that changed, each with its old and its new value. */
export function FieldChanges({ fields, node }: { fields: readonly FieldChange[]; node: unknown }) {
  const { t } = useT()
  const told = fields.filter(({ field }) => field !== 'position')
  if (told.length === 0) return null
  return (
    <ul className="field-changes">
      {told.map(({ field, title, before, after }) => (
        <li key={field}>
          <span className="text-ink-2">{t(title)}</span>{' '}
          <del>
            <span className="sr-only">{t('before')} </span>
            {fieldText(field, node, before)}
          </del>
          <span aria-hidden className="text-ink-3">
            {' → '}
          </span>
          <ins>
            <span className="sr-only">{t('now')} </span>
            {fieldText(field, node, after)}
          </ins>
        </li>
      ))}
    </ul>
  )
}
