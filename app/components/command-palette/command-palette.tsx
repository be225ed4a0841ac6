'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { Command } from './command.ts'

// Fetched when it is opened for the first time.
const Panel = dynamic(() => import('./palette-panel.tsx').then((module) => module.PalettePanel), {
  ssr: false,
})

export interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Actions of this page, before everything else. */
  commands?: readonly Command[]
}

/** Ctrl/Cmd-K: finds anything and does anything. Listens for its key itself. */
export function CommandPalette({ open, onOpenChange, commands = [] }: CommandPaletteProps) {
  const [wanted, setWanted] = useState(false)
  if (open && !wanted) setWanted(true)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      onOpenChange(!open)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [open, onOpenChange])
  return wanted ? <Panel open={open} onOpenChange={onOpenChange} commands={commands} /> : null
}
