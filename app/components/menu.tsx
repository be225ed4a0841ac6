'use client'

import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu as Context, DropdownMenu as Primitive } from 'radix-ui'
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

export interface MenuCheckItemProps {
  children: ReactNode
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  disabled?: boolean
}

export function MenuCheckItem({ children, checked, onCheckedChange, disabled = false }: MenuCheckItemProps) {
  return (
    <Primitive.CheckboxItem
      className={itemClass(false)}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onCheckedChange}
    >
      <span className="grid size-3.5 place-items-center">
        <Primitive.ItemIndicator>
          <Check aria-hidden />
        </Primitive.ItemIndicator>
      </span>
      {children}
    </Primitive.CheckboxItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-2 pt-1.5 pb-1 text-12 text-ink-3">{children}</Primitive.Label>
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />
}

export function MenuSub({
  label,
  icon,
  children,
}: {
  label: ReactNode
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <Primitive.Sub>
      <Primitive.SubTrigger className={cn(itemClass(false), 'data-[state=open]:bg-surface-3')}>
        {icon}
        {label}
        <ChevronRight aria-hidden className="ml-auto" />
      </Primitive.SubTrigger>
      <Primitive.Portal>
        <Primitive.SubContent sideOffset={4} collisionPadding={8} className={panel}>
          {children}
        </Primitive.SubContent>
      </Primitive.Portal>
    </Primitive.Sub>
  )
}

/** The same look on the secondary button. Items inside are `ContextItem`s. */
export function ContextMenu({ children, content }: { children: ReactNode; content: ReactNode }) {
  return (
    <Context.Root modal={false}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content collisionPadding={8} className={panel}>
          {content}
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  )
}

export function ContextItem({
  children,
  icon,
  shortcut,
  danger = false,
  disabled = false,
  onSelect,
}: MenuItemProps) {
  return (
    <Context.Item className={itemClass(danger)} disabled={disabled} onSelect={onSelect}>
      {icon}
      {children}
      {shortcut !== undefined && <span className={shortcutClass}>{shortcut}</span>}
    </Context.Item>
  )
}

export function ContextSeparator() {
  return <Context.Separator className="-mx-1 my-1 h-px bg-line" />
}
