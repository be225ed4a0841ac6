import type { ReactNode } from 'react'

/** A key on the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="min-w-5 rounded-sm border border-line-strong bg-surface px-1.25 text-center font-[inherit] text-12 leading-[18px] font-strong text-ink-3">
      {children}
    </kbd>
  )
}
