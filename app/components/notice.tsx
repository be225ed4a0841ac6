import type { ReactNode } from 'react'
import { MessageText } from '../canvas/components/message-text.tsx'
import { cn } from './cn.ts'
import { StateIcon } from './state-icon.tsx'

/** What went wrong, in place: what happened, and the next step with its button. */
export function ErrorNotice({
  title,
  detail,
  action,
  className,
}: {
  title: ReactNode
  detail?: ReactNode
  action?: ReactNode
  className?: string
}) {
  const own = (part: ReactNode) => (typeof part === 'string' ? <MessageText>{part}</MessageText> : part)
  return (
    <div
      role="alert"
      className={cn(
        'flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-md border border-failed/40 bg-failed-soft px-3 py-2.5 text-13',
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-64 items-start gap-2.5">
        <StateIcon state="failed" size={16} decorative className="mt-0.5" />
        <div className="min-w-0 flex-1">
          <p className="font-strong break-words text-failed">{own(title)}</p>
          {detail !== undefined && <p className="mt-0.5 break-words text-ink-2">{own(detail)}</p>}
        </div>
      </div>
      {action}
    </div>
  )
}

/** What an empty place is for and how to fill it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div className={cn('grid justify-items-center gap-1 px-6 py-12 text-center', className)}>
      {icon !== undefined && <span className="mb-1 text-ink-3 [&_svg]:size-6">{icon}</span>}
      <p className="font-title text-14 text-ink">{title}</p>
      {children !== undefined && <p className="max-w-110 text-balance text-ink-2">{children}</p>}
      {action !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
