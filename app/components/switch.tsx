'use client'

import { Check, Minus } from 'lucide-react'
import { Checkbox as CheckPrimitive, Switch as Primitive } from 'radix-ui'
import { cn } from './cn.ts'

interface ToggleProps {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  id?: string
  /** Its name, where no `<label htmlFor>` gives one. */
  label?: string
  disabled?: boolean
  className?: string
}

/** On or off, at once. */
export function Switch({ checked, onCheckedChange, id, label, disabled = false, className }: ToggleProps) {
  return (
    <Primitive.Root
      id={id}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onCheckedChange}
      className={cn(
        'relative h-4 w-7 shrink-0 rounded-full bg-line-control transition-colors disabled:opacity-50 data-[state=checked]:bg-accent',
        className,
      )}
    >
      <Primitive.Thumb className="block size-3 translate-x-0.5 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-3.5" />
    </Primitive.Root>
  )
}

export function Checkbox({
  checked,
  onCheckedChange,
  id,
  label,
  disabled = false,
  className,
}: Omit<ToggleProps, 'checked'> & { checked: boolean | 'indeterminate' }) {
  return (
    <CheckPrimitive.Root
      id={id}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onCheckedChange(next === true)}
      className={cn(
        'grid size-3.5 shrink-0 place-items-center rounded-[3px] border border-line-control bg-surface text-on-accent disabled:opacity-50',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        className,
      )}
    >
      <CheckPrimitive.Indicator>
        {checked === 'indeterminate' ? (
          <Minus aria-hidden size={10} strokeWidth={3} />
        ) : (
          <Check aria-hidden size={10} strokeWidth={3} />
        )}
      </CheckPrimitive.Indicator>
    </CheckPrimitive.Root>
  )
}
