'use client'

import { useCanvas } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

/** One line of help where the eye is. */
export function EmptyCanvas() {
  const { t } = useT()
  const empty = useCanvas((state) => state.document.nodes.length === 0)
  if (!empty) return null
  return (
    <p className="empty-canvas">
      {t('Drop a file here, drag a node from the left or click it there, or double-click here to add one.')}
    </p>
  )
}
