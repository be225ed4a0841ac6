import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const variants: Readonly<Record<ButtonVariant, string>> = {
  plain: 'border-line-strong bg-surface text-ink hover:bg-surface-2',
  primary: 'border-accent bg-accent text-on-accent hover:bg-accent-hover hover:border-accent-hover',
  quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-surface-3 hover:text-ink',
  danger: 'border-line-strong bg-surface text-failed hover:border-failed hover:bg-failed-soft',
}

const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-6 px-2 text-12',
  md: 'h-7 px-2.5 text-13',
  lg: 'h-8 px-3 text-13',
}

/** The classes of a button, for a link that looks like one. */
export const buttonClass = (variant: ButtonVariant = 'plain', size: ButtonSize = 'md'): string =>
  cn(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-strong whitespace-nowrap no-underline transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
    '[&_svg]:size-3.5 [&_svg]:shrink-0',
    variants[variant],
    sizes[size],
  )

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Something is under way: shows a spinner and refuses further presses. */
  busy?: boolean
  /** Gives the looks to the only child, a link for example. */
  asChild?: boolean
}

/** One primary button a view; everything else is plain or quiet. */
export function Button({
  variant = 'plain',
  size = 'md',
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cn(buttonClass(variant, size), className)
  if (asChild)
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
