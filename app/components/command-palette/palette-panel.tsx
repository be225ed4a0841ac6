'use client'

import { Command as Primitive } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useT } from '../../i18n/use-t.ts'
import { findWords } from '../find-words.ts'
import { ReturnFocus } from '../return-focus.ts'
import type { Command } from './command.ts'
import { useFindable } from './use-findable.tsx'

interface PalettePanelProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  commands: readonly Command[]
}

/** The open palette: an input and what it finds, by group. */
export function PalettePanel({ open, onOpenChange, commands }: PalettePanelProps) {
  const { t } = useT()
  const found = useFindable(open)
  const all = found ? [...commands, ...found] : []
  const groups = [...new Set(all.map((command) => command.group))]
  const choose = (command: Command) => {
    onOpenChange(false)
    command.run()
  }
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-[rgb(10_14_18/0.42)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-32px)] max-w-140 -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float outline-none"
        >
          <ReturnFocus />
          <Dialog.Title className="sr-only">{t('Find anything')}</Dialog.Title>
          <Primitive loop filter={findWords} label={t('Find anything')}>
            <div className="flex h-11 items-center gap-2 border-b border-line px-3">
              <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
              <Primitive.Input
                placeholder={t('Find a pipeline, run, model or action')}
                className="h-full w-full bg-transparent text-14 outline-none"
              />
            </div>
            <Primitive.List className="max-h-[52vh] overflow-y-auto p-1.5">
              {!found && (
                <Primitive.Loading>
                  <p className="px-2 py-6 text-center text-ink-3">{t('Looking')}</p>
                </Primitive.Loading>
              )}
              <Primitive.Empty hidden={!found} className="px-2 py-6 text-center text-ink-2">
                {t('Nothing has this in its name.')}
              </Primitive.Empty>
              {groups.map((group) => (
                <Primitive.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-3"
                >
                  {all
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <Primitive.Item
                        key={command.id}
                        value={`${command.title} ${command.id}`}
                        {...(command.keywords ? { keywords: [...command.keywords] } : {})}
                        onSelect={() => choose(command)}
                        className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-surface-3 [&_svg]:size-4 [&_svg]:shrink-0"
                      >
                        {command.icon}
                        <span className="truncate">{command.title}</span>
                        {command.note !== undefined && (
                          <span className="truncate text-12 text-ink-3">{command.note}</span>
                        )}
                        {command.shortcut !== undefined && (
                          <span className="ml-auto text-12 text-ink-3">{command.shortcut}</span>
                        )}
                      </Primitive.Item>
                    ))}
                </Primitive.Group>
              ))}
            </Primitive.List>
          </Primitive>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
