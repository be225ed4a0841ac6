import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

const shared = 'border bg-surface text-ink rounded-md disabled:cursor-not-allowed disabled:opacity-50'

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'size'> {
  /** Stands inside at the left: an icon. */
  icon?: ReactNode
  /** Stands inside at the right: a unit, a key. */
  suffix?: ReactNode
  size?: 'sm' | 'md'
  invalid?: boolean
  /** For the frame; the input fills it. */
  className?: string
  mono?: boolean
}

/** One line of text or a number. Give it a `<label htmlFor>` or an `aria-label`. */
export function TextField({
  icon,
  suffix,
  size = 'md',
  invalid = false,
  className,
  mono = false,
  ...rest
}: TextFieldProps) {
  return (
    <span
      className={cn(
        shared,
        'flex min-w-0 items-center gap-1.5 px-2 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
        size === 'sm' ? 'h-6 text-12' : 'h-7 text-13',
        invalid ? 'border-failed' : 'border-line-control',
        '[&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-ink-3',
        className,
      )}
    >
      {icon}
      <input
        autoComplete="off"
        spellCheck={false}
        aria-invalid={invalid || undefined}
        className={cn(
          'w-full min-w-0 bg-transparent outline-none',
          mono && 'font-mono text-12',
          '[&::-webkit-inner-spin-button]:appearance-none [&::-webkit-search-cancel-button]:appearance-none',
        )}
        {...rest}
      />
      {suffix !== undefined && <span className="shrink-0 text-12 text-ink-3">{suffix}</span>}
    </span>
  )
}

export interface TextAreaProps extends ComponentProps<'textarea'> {
  invalid?: boolean
  mono?: boolean
}

export function TextArea({ invalid = false, mono = false, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      spellCheck={false}
      aria-invalid={invalid || undefined}
      className={cn(
        shared,
        'w-full px-2 py-1',
        invalid ? 'border-failed' : 'border-line-control',
        mono ? 'font-mono text-12' : 'text-13',
        className,
      )}
      {...rest}
    />
  )
}

/** A label over (or beside) a control, with its help and its error. */
export function Field({
  label,
  htmlFor,
  help,
  error,
  children,
  className,
}: {
  label: ReactNode
  htmlFor: string
  help?: ReactNode
  error?: string | undefined
  children: ReactNode
  className?: string
}) {
  return (
    <div className={cn('grid gap-1', className)}>
      <label htmlFor={htmlFor} className="text-12 font-strong text-ink-2">
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p id={`${htmlFor}-error`} role="alert" className="text-12 text-failed">
          {error}
        </p>
      ) : (
        help !== undefined && (
          <p id={`${htmlFor}-help`} className="text-12 text-ink-3">
            {help}
          </p>
        )
      )}
    </div>
  )
}
