'use client'

import { useCanvas } from '../store/context.tsx'

/** Tells screen readers what happened to the drawing and the run. */
export function Announcer() {
  const announcement = useCanvas((state) => state.announcement)
  return (
    <output aria-live="polite" className="sr-only">
      {announcement}
    </output>
  )
}
