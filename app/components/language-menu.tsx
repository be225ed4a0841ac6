'use client'

import { Check, Languages } from 'lucide-react'
import { languageNames, languages } from '../i18n/language.ts'
import { useT } from '../i18n/use-t.ts'
import { IconButton } from './icon-button.tsx'
import { Menu, MenuItem } from './menu.tsx'

/** Which language the page speaks; each is called by its own name. */
export function LanguageMenu() {
  const { t, language, choose } = useT()
  return (
    <Menu
      trigger={
        <IconButton label={t('Language')}>
          <Languages aria-hidden />
        </IconButton>
      }
    >
      {languages.map((one) => (
        <MenuItem
          key={one}
          icon={<Check aria-hidden className={one === language ? undefined : 'invisible'} />}
          onSelect={() => void choose(one)}
        >
          {languageNames[one]}
        </MenuItem>
      ))}
    </Menu>
  )
}
