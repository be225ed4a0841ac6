'use client'

import { Dialog } from 'radix-ui'
import { ReturnFocus } from '../../components/return-focus.ts'
import { useCanvas } from '../store/context.tsx'
import { PickerList } from './picker-list.tsx'
import type { PickerGroup } from './picker-list.tsx'

interface PickerDialogProps {
  title: string
  placeholder: string
  groups: readonly PickerGroup[]
  empty: string
}

/** A picker in the middle of the page; it closes by itself once something is taken. */
export function PickerDialog({ title, placeholder, groups, empty }: PickerDialogProps) {
  const close = useCanvas((state) => state.closeOverlay)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_18/0.28)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="floating appear top-[14vh] left-1/2 w-140 max-w-[calc(100vw-32px)] -translate-x-1/2"
        >
          <ReturnFocus />
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          <PickerList label={title} placeholder={placeholder} groups={groups} empty={empty} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
