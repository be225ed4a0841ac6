'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useT } from '../i18n/use-t.ts'
import { StateIcon } from './state-icon.tsx'
import { useConnectionLost } from './use-connection.ts'

/** Says on every page that the server does not answer, and reads everything shown again once it does. */
export function ConnectionNotice() {
  const { t } = useT()
  const lost = useConnectionLost()
  const wasLost = useRef(false)
  const queryClient = useQueryClient()
  useEffect(() => {
    if (wasLost.current && !lost) void queryClient.invalidateQueries()
    wasLost.current = lost
  }, [lost, queryClient])
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-12 z-70 flex justify-center px-3"
    >
      {lost && (
        <p className="mt-1.5 flex items-center gap-2 rounded-md border border-line-strong bg-warning-soft px-3 py-1.5 text-warning shadow-float">
          <StateIcon state="warning" size={16} decorative />
          {t('No connection to Millrace. Trying again …')}
        </p>
      )}
    </div>
  )
}
