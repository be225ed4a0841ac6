'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export interface SelectOption<T extends string = string> {
  value: T
  label: ReactNode
  disabled?: boolean
}

export interface SelectProps<T extends string> {
  value: T
  onValueChange: (value: T) => void
  options: readonly SelectOption<T>[]
  /** Its name, where no `<label htmlFor>` gives one. */
  label?: string
  id?: string
  placeholder?: string
  size?: 'sm' | 'md'
  disabled?: boolean
  invalid?: boolean
  className?: string
  'aria-describedby'?: string
}

// Radix keeps the empty string for *nothing chosen*, so an option with that value travels under another name.
const EMPTY = '\u0000'
const encode = (value: string): string => (value === '' ? EMPTY : value)
const decode = (value: string): string => (value === EMPTY ? '' : value)

/** One of a few. */
export function Select<T extends string>({
  value,
  onValueChange,
  options,
  label,
  id,
  placeholder,
  size = 'md',
  disabled = false,
  invalid = false,
  className,
  'aria-describedby': describedBy,
}: SelectProps<T>) {
  const known = options.some((option) => option.value === value)
  return (
    <Primitive.Root
      value={known ? encode(value) : ''}
      onValueChange={(next) => onValueChange(decode(next) as T)}
      disabled={disabled}
    >
      <Primitive.Trigger
        id={id}
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        className={cn(
          'flex min-w-0 items-center justify-between gap-1.5 rounded-md border border-line-control bg-surface px-2 text-left text-ink',
          'disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-failed data-[placeholder]:text-ink-3',
          size === 'sm' ? 'h-6 text-12' : 'h-7 text-13',
          className,
        )}
      >
        <span className="min-w-0 truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="appear z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line-strong bg-raised text-13 text-ink shadow-float"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={encode(option.value)}
                disabled={option.disabled ?? false}
                className="flex h-7 select-none items-center justify-between gap-4 rounded-sm px-2 outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-surface-3"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check aria-hidden className="size-3.5 text-accent-ink" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
