'use client'

import { TriangleAlert } from 'lucide-react'
import { useT } from '../../i18n/use-t.ts'

/** What is different for whoever asks an endpoint, from `requestChanges`; nothing where that is nothing. */
export function RequestChanges({ title, changes }: { title: string; changes: readonly string[] }) {
  const { message } = useT()
  if (changes.length === 0) return null
  return (
    <p role="note" className="flex items-start gap-1.5 text-12 whitespace-normal text-warning">
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        {title} {message(changes.join(' '))}
      </span>
    </p>
  )
}
