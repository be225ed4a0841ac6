'use client'

import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../../components/cn.ts'
import { findWords } from '../../components/find-words.ts'

export interface PickerItem {
  id: string
  /** What is searched and read out. */
  text: string
  icon?: ReactNode
  /** Fainter, after the text: half a line, or a key. */
  hint?: ReactNode
  disabled?: boolean
  onSelect: () => void
}

export interface PickerGroup {
  heading?: string
  items: readonly PickerItem[]
}

interface PickerListProps {
  label: string
  placeholder: string
  groups: readonly PickerGroup[]
  /** Said where nothing matches. */
  empty: string
  className?: string
}

// It was opened to be typed into.
const focusNow = (input: HTMLInputElement | null): void => input?.focus()

/** A field and the list it filters: arrow keys choose, Enter takes. */
export function PickerList({ label, placeholder, groups, empty, className }: PickerListProps) {
  return (
    <Command label={label} loop filter={findWords} className={cn('picker-list', className)}>
      <div className="flex h-9 items-center gap-2 border-b border-line px-3">
        <Search aria-hidden size={14} className="shrink-0 text-ink-3" />
        <Command.Input
          ref={focusNow}
          placeholder={placeholder}
          className="h-full w-full bg-transparent outline-none"
        />
      </div>
      <Command.List className="max-h-80 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-ink-3">{empty}</Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group.heading ?? ''}
            {...(group.heading === undefined ? {} : { heading: group.heading })}
          >
            {group.items.map((item) => (
              <Command.Item
                key={item.id}
                value={`${item.text} ${item.id}`}
                disabled={item.disabled ?? false}
                onSelect={item.onSelect}
                className="picker-item"
              >
                {item.icon}
                <span className="shrink-0">{item.text}</span>
                {item.hint !== undefined && (
                  <span className="ml-auto min-w-0 truncate pl-3 text-12 text-ink-3">{item.hint}</span>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}
