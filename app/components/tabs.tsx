'use client'

import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export interface TabItem<T extends string = string> {
  value: T
  label: ReactNode
  /** A number behind the label: problems, rows. */
  count?: number
}

export interface TabsProps<T extends string> {
  value: T
  onValueChange: (value: T) => void
  items: readonly TabItem<T>[]
  /** Name of the row of tabs. */
  label: string
  /** Stands at the right of the row. */
  aside?: ReactNode
  /** `TabPanel`s. */
  children?: ReactNode
  className?: string
  listClassName?: string
}

/** A row of tabs with a line under it, and its panels. */
export function Tabs<T extends string>({
  value,
  onValueChange,
  items,
  label,
  aside,
  children,
  className,
  listClassName,
}: TabsProps<T>) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={(next) => onValueChange(next as T)}
      className={className}
      activationMode="manual"
    >
      <div className={cn('flex items-center border-b border-line', listClassName)}>
        <Primitive.List
          aria-label={label}
          className="-mx-1 flex min-w-0 gap-2 overflow-x-auto [scrollbar-width:none]"
        >
          {items.map((item) => (
            <Primitive.Trigger
              key={item.value}
              value={item.value}
              className="group relative -outline-offset-2 flex shrink-0 items-center gap-1.5 px-1 pt-1.5 pb-2 font-strong text-ink-2 transition-colors hover:text-ink data-[state=active]:text-ink"
            >
              {item.label}
              {item.count !== undefined && item.count > 0 && <Count value={item.count} />}
              <span className="absolute inset-x-1 bottom-0 h-0.5 bg-transparent group-data-[state=active]:bg-accent" />
            </Primitive.Trigger>
          ))}
        </Primitive.List>
        {aside !== undefined && (
          <div className="ml-auto flex items-center gap-1 pl-4 max-md:pb-1">{aside}</div>
        )}
      </div>
      {children}
    </Primitive.Root>
  )
}

export function TabPanel({
  value,
  children,
  className,
}: {
  value: string
  children: ReactNode
  className?: string
}) {
  return (
    <Primitive.Content value={value} className={cn('outline-offset-[-2px]', className)}>
      {children}
    </Primitive.Content>
  )
}

/** A small number in a grey box. */
export function Count({ value }: { value: number }) {
  return (
    <span className="rounded-sm bg-surface-3 px-1.25 text-12 font-strong text-ink-2">
      {value.toLocaleString('en')}
    </span>
  )
}
