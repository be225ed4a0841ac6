'use client'

import { ToggleGroup } from 'radix-ui'

interface ToggleChipsProps {
  label: string
  value: readonly string[]
  onValueChange: (value: string[]) => void
  options: readonly { value: string; label: string; title?: string }[]
}

/** Any of a few, all in sight; none pressed may mean all. */
export function ToggleChips({ label, value, onValueChange, options }: ToggleChipsProps) {
  return (
    <ToggleGroup.Root
      type="multiple"
      value={[...value]}
      onValueChange={onValueChange}
      aria-label={label}
      className="flex flex-wrap gap-1"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          aria-label={option.title}
          title={option.title}
          className="h-6 max-w-full min-w-9 truncate rounded-md border border-line-control bg-surface px-1.5 text-12 font-strong text-ink-2 hover:text-ink data-[state=on]:border-accent data-[state=on]:bg-accent-soft data-[state=on]:text-accent-ink"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
