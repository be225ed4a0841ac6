import type { ReactNode } from 'react'
import type { PortType } from '../../nodes/kit/ports.ts'
import { cn } from './cn.ts'

const shapes: Readonly<Record<PortType, () => ReactNode>> = {
  table: () => <rect x="2" y="2" width="8" height="8" rx="1" />,
  transform: () => <path d="M6 1 10.4 3.5v5L6 11 1.6 8.5v-5z" />,
  blueprint: () => <path d="M6 1 11 6 6 11 1 6z" />,
  model: () => <circle cx="6" cy="6" r="4.5" />,
  report: () => <path d="M2.5 1.5 10.5 6l-8 4.5z" />,
  signal: () => <circle cx="6" cy="6" r="3.75" />,
}

/** A port's shape in its hue: filled where connected, hollow where free; a blueprint and a signal stay hollow. */
export function PortShape({
  type,
  filled = true,
  size = 12,
  className,
}: {
  type: PortType
  filled?: boolean
  size?: number
  className?: string
}) {
  const solid = filled && type !== 'signal'
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={cn('shrink-0', className)}
      style={{ color: `var(--pt-${type})` }}
      fill={solid ? 'currentColor' : 'var(--surface)'}
      stroke={solid ? 'var(--surface)' : 'currentColor'}
      strokeWidth={solid ? 1 : 1.75}
      strokeLinejoin="round"
    >
      {shapes[type]()}
    </svg>
  )
}
