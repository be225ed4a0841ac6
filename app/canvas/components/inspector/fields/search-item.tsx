'use client'

import { SlidersHorizontal } from 'lucide-react'
import { MenuItem } from '../../../../components/menu.tsx'
import { useT } from '../../../../i18n/use-t.ts'
import { initialRange, rangeOf } from '../../../store/search-ranges.ts'
import type { FieldMenuProps } from './field-menu.tsx'

/** Has *Tune* try values of a field in place of the one that it has. */
export function SearchItem({ field, value, resolved, onChange }: FieldMenuProps & { resolved: unknown }) {
  const { t } = useT()
  return (
    <MenuItem
      icon={<SlidersHorizontal aria-hidden />}
      disabled={rangeOf(value) !== undefined}
      onSelect={() => onChange({ search: initialRange(field, resolved ?? field.initial) })}
    >
      {t('Search a range…')}
    </MenuItem>
  )
}
