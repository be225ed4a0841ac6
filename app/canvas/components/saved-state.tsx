'use client'

import { useServices } from '../hooks/services.tsx'
import { useCanvas } from '../store/context.tsx'
import { formatClock } from '../words.ts'
import { useT } from '../../i18n/use-t.ts'

/** Whether the drawing is on the server; where it is not, why, and a way to try again. */
export function SavedState() {
  const { t, message: say } = useT()
  const status = useCanvas((state) => state.saveStatus)
  const savedAt = useCanvas((state) => state.savedAt)
  const message = useCanvas((state) => state.saveMessage)
  const { saveNow } = useServices()
  if (status === 'failed') {
    return (
      <button
        type="button"
        title={say(message)}
        className="truncate rounded-sm px-1 text-12 font-strong text-failed hover:underline"
        onClick={() => void saveNow()}
      >
        {t('Not saved. Try again')}
      </button>
    )
  }
  const words = {
    saved: t('Saved {{time}}', { time: formatClock(savedAt) }),
    unsaved: t('Edited'),
    saving: t('Saving…'),
    conflict: t('Not saved'),
  }[status]
  return (
    <output
      className={`min-w-19 shrink-0 truncate px-1 text-12 ${status === 'conflict' ? 'text-failed' : 'text-ink-2'}`}
    >
      {words}
    </output>
  )
}
