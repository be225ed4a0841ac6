'use client'

import { Moon, Sun } from 'lucide-react'
import { IconButton } from './icon-button.tsx'

/** Where `public/theme.js` looks before the first paint. */
const KEY = 'millrace.theme'

/** Switches between light and dark and remembers it. Both icons are drawn; CSS shows the one that fits. */
export function ThemeToggle() {
  const toggle = () => {
    const root = document.documentElement
    const next = root.dataset.theme === 'dark' ? 'light' : 'dark'
    root.dataset.theme = next
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // Without storage the choice lasts until the page is left.
    }
  }
  return (
    <IconButton label="Light or dark" onClick={toggle}>
      <Moon aria-hidden className="dark:hidden" />
      <Sun aria-hidden className="hidden dark:block" />
    </IconButton>
  )
}
