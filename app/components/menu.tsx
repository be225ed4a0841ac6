'use client'

import { DropdownMenu as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

const panel =
  'appear z-50 min-w-44 rounded-md border border-line-strong bg-raised p-1 text-13 text-ink shadow-float outline-none'

const itemClass = (danger: boolean): string =>
  cn(
    'flex h-7 select-none items-center gap-2 rounded-sm px-2 outline-none data-[disabled]:pointer-events-none data-[disabled]:opacity-45 [&_svg]:size-3.5 [&_svg]:shrink-0',
    danger
      ? 'text-failed data-[highlighted]:bg-failed-soft'
      : 'data-[highlighted]:bg-surface-3 [&_svg]:text-ink-2',
  )

const shortcutClass = 'ml-auto pl-4 text-12 text-ink-3'

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  className?: string
  onOpenChange?: (open: boolean) => void
}

/** A menu that drops from a button. */
export function Menu({
  trigger,
  children,
  align = 'end',
  side = 'bottom',
  className,
  onOpenChange,
}: MenuProps) {
  return (
    <Primitive.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            panel,
            'max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto',
            className,
          )}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

export interface MenuItemProps {
  children: ReactNode
  icon?: ReactNode
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
}

export function MenuItem({
  children,
  icon,
  shortcut,
  danger = false,
  disabled = false,
  onSelect,
}: MenuItemProps) {
  return (
    <Primitive.Item className={itemClass(danger)} disabled={disabled} onSelect={onSelect}>
      {icon}
      {children}
      {shortcut !== undefined && <span className={shortcutClass}>{shortcut}</span>}
    </Primitive.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-2 pt-1.5 pb-1 text-12 text-ink-3">{children}</Primitive.Label>
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />
}
