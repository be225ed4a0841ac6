'use client'

import { useEffect, useState } from 'react'

/** What the focus is to go back to: where it is, or, for an entry of a menu, the button that opened the menu. */
function findOrigin(): HTMLElement | null {
  if (typeof document === 'undefined') return null
  const { activeElement } = document
  const menu = activeElement?.closest('[role=menu]')
  const opener = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
  const origin = opener ?? activeElement
  return origin instanceof HTMLElement && origin !== document.body ? origin : null
}

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body

/**
 * Gives the focus back to where it was once something that took it is gone, unless something else has it by then. For
 * what is drawn only while it is open.
 */
export function useReturnFocus(): void {
  const [origin] = useState(findOrigin)
  useEffect(
    () => () => {
      // After what was chosen has put the focus elsewhere.
      setTimeout(() => {
        if (isLost()) origin?.focus()
      }, 50)
    },
    [origin],
  )
}

/** The same as an element: stands inside of what is drawn only while it is open. */
export function ReturnFocus(): null {
  useReturnFocus()
  return null
}
