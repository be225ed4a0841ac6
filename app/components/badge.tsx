import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { StateIcon } from './state-icon.tsx'
import { stateWords, type VisualState } from './states.ts'
import { useT } from '../i18n/use-t.ts'

const frame =
  'inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-12 leading-5 font-strong whitespace-nowrap [&_svg]:size-3'

/** A small word on a grey ground. */
export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={cn(frame, 'bg-idle-soft text-idle', className)}>{children}</span>
}

/** A state as icon and words. */
export function StateBadge({
  state,
  children,
  className,
}: {
  state: VisualState
  children?: ReactNode
  className?: string
}) {
  const { t } = useT()
  return (
    <span className={cn(frame, `s-${state} bg-(--soft) text-(--st)`, className)}>
      <StateIcon state={state} size={12} decorative />
      {children ?? t(stateWords[state])}
    </span>
  )
}
