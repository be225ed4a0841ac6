'use client'

import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'
import { ReturnFocus } from './return-focus.ts'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** False where there is nothing behind it to go back to. */
  closable?: boolean
  /** Longer than the window at times, with nothing inside to go to by keys: keys scroll it then. */
  scrolls?: boolean
}

const widths = { sm: 'max-w-100', md: 'max-w-130', lg: 'max-w-200' } as const

/** A question over the page. Not for what a panel can show. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'sm',
  closable = true,
  scrolls = false,
}: DialogProps) {
  const { t } = useT()
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[rgb(10_14_18/0.42)]" />
        <Primitive.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cn(
            'appear fixed top-[14vh] left-1/2 z-40 flex max-h-[80dvh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-raised shadow-float outline-none',
            widths[size],
          )}
        >
          <ReturnFocus />
          <header className="flex items-start gap-2 py-3 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-14 font-title text-ink">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description className="mt-1 text-13 text-ink-2">
                  {description}
                </Primitive.Description>
              )}
            </div>
            {closable && (
              <Primitive.Close asChild>
                <IconButton label={t('Close')} tooltip={false} className="-mt-0.5">
                  <X aria-hidden />
                </IconButton>
              </Primitive.Close>
            )}
          </header>
          {children !== undefined && (
            // Keys scroll only what has the focus.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <div tabIndex={scrolls ? 0 : undefined} className="min-h-0 overflow-y-auto px-4 pb-4">
              {children}
            </div>
          )}
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: ReactNode
  /** What the button says: the deed, not *OK*. */
  action: string
  busy?: boolean
  danger?: boolean
  onConfirm: () => void
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  action,
  busy = false,
  danger = true,
  onConfirm,
}: ConfirmDialogProps) {
  const { t } = useT()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('Cancel')}</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  )
}

export interface FormDialogProps extends Pick<DialogProps, 'title' | 'description' | 'size' | 'children'> {
  onClose: () => void
  onSubmit: () => void
  /** What the main button says: the deed, not *OK*. */
  action: ReactNode
  busy?: boolean
  disabled?: boolean
  /** The main button has the focus: Enter takes everything as it is. */
  ready?: boolean
}

/** Asks for something; Enter in a field is the main button. It is there as long as it is open. */
export function FormDialog({
  title,
  description,
  size,
  children,
  onClose,
  onSubmit,
  action,
  busy = false,
  disabled = false,
  ready = false,
}: FormDialogProps) {
  const { t } = useT()
  const id = useId()
  return (
    <Dialog
      open
      {...(size && { size })}
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button autoFocus={ready} variant="primary" type="submit" form={id} busy={busy} disabled={disabled}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {children}
      </form>
    </Dialog>
  )
}
