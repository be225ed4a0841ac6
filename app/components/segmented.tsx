'use client'

import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export interface SegmentedProps<T extends string> {
  value: T
  onValueChange: (value: T) => void
  options: readonly { value: T; label: ReactNode; disabled?: boolean }[]
  label: string
  className?: string
}

/** One of two to four, all in sight. */
export function Segmented<T extends string>({
  value,
  onValueChange,
  options,
  label,
  className,
}: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => {
        if (next !== '') onValueChange(next as T)
      }}
      aria-label={label}
      className={cn(
        'inline-grid h-7 auto-cols-fr grid-flow-col rounded-md bg-surface-3 p-0.5 text-12 font-strong',
        className,
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className="flex items-center justify-center gap-1.5 rounded-sm px-2.5 whitespace-nowrap text-ink-2 hover:text-ink disabled:opacity-45 data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-[0_1px_2px_rgb(20_26_32/0.16)] [&_svg]:size-3.5"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
