'use client'

import { Progress } from 'radix-ui'
import { cn } from './cn.ts'

/** How far something is; `null` where nobody knows. */
export function ProgressBar({
  value,
  label,
  className,
}: {
  /** 0…1. */
  value: number | null
  label: string
  className?: string
}) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <Progress.Root
      value={percent}
      aria-label={label}
      className={cn('h-1 overflow-hidden rounded-full bg-surface-3', className)}
    >
      <Progress.Indicator
        className={cn('h-full rounded-full bg-accent', percent === null && 'pulse')}
        style={{ width: percent === null ? '100%' : `${percent}%` }}
      />
    </Progress.Root>
  )
}
