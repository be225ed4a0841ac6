import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What it does: its name for everyone who does not see the icon, and its tooltip. */
  label: string
  /** Says more than the label, in the tooltip: what it would do now. */
  hint?: string | undefined
  /** Its key, shown in the tooltip: `Ctrl Z`. */
  shortcut?: string
  size?: 'sm' | 'md'
  /** False leaves out the tooltip, where the label stands beside it already. */
  tooltip?: boolean
}

export const iconButtonClass = (size: 'sm' | 'md' = 'md'): string =>
  cn(
    'inline-grid shrink-0 place-items-center rounded-md text-ink-2 transition-colors hover:bg-surface-3 hover:text-ink',
    'disabled:cursor-not-allowed disabled:opacity-40 aria-pressed:bg-surface-3 aria-pressed:text-ink data-[state=open]:bg-surface-3',
    size === 'sm' ? 'size-6 [&_svg]:size-3.5' : 'size-7 [&_svg]:size-4',
  )

/** A button of one icon, with a name and a tooltip. */
export function IconButton({
  label,
  hint,
  shortcut,
  size = 'md',
  tooltip = true,
  className,
  children,
  ...rest
}: IconButtonProps) {
  const button = (
    <button type="button" aria-label={label} className={cn(iconButtonClass(size), className)} {...rest}>
      {children}
    </button>
  )
  if (!tooltip) return button
  return (
    <Tooltip label={hint ?? label} {...(shortcut === undefined ? {} : { shortcut })}>
      {button}
    </Tooltip>
  )
}
