'use client'

import { Search } from 'lucide-react'
import { TextField } from './text-field.tsx'

/** Narrows a list while typing; Escape empties it. */
export function SearchField({
  value,
  onValueChange,
  label,
  className = 'w-52',
}: {
  value: string
  onValueChange: (value: string) => void
  label: string
  className?: string
}) {
  return (
    <TextField
      type="search"
      icon={<Search aria-hidden />}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onValueChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || value === '') return
        event.stopPropagation()
        onValueChange('')
      }}
      className={className}
    />
  )
}
