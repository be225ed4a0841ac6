'use client'

import { Moon, Sun } from 'lucide-react'
import { useT } from '../i18n/use-t.ts'
import { IconButton } from './icon-button.tsx'
import { toggleTheme } from './theme.ts'

/** Both icons are drawn; CSS shows the one that fits, so that nothing flashes. */
export function ThemeToggle() {
  const { t } = useT()
  return (
    <IconButton label={t('Light or dark')} onClick={toggleTheme}>
      <Moon aria-hidden className="dark:hidden" />
      <Sun aria-hidden className="hidden dark:block" />
    </IconButton>
  )
}
