'use client'

import { X } from 'lucide-react'
import { Toast as Primitive } from 'radix-ui'
import { useSyncExternalStore } from 'react'
import { useT } from '../i18n/use-t.ts'
import { IconButton } from './icon-button.tsx'
import { StateIcon } from './state-icon.tsx'
import { type ToastMessage, toasts } from './toast-store.ts'
import { MessageText } from '../canvas/components/message-text.tsx'

const none: readonly ToastMessage[] = []

/** Where notices appear. Stands once in the layout; speak with `toast()` of `toast-store.ts`. */
export function Toaster() {
  const { t } = useT()
  const messages = useSyncExternalStore(toasts.subscribe, toasts.get, () => none)
  return (
    <Primitive.Provider label={t('Notices')} swipeDirection="right">
      {messages.map((message) => (
        <Primitive.Root
          key={message.id}
          duration={message.durationMs}
          type={message.tone === 'failed' ? 'foreground' : 'background'}
          onOpenChange={(open) => {
            if (!open) toasts.dismiss(message.id)
          }}
          className="appear flex items-start gap-2 rounded-md border border-line-strong bg-raised py-2 pr-1.5 pl-3 text-13 shadow-float"
        >
          {message.tone !== 'plain' && <StateIcon state={message.tone} size={16} className="mt-0.5" />}
          <div className="min-w-0 flex-1 pt-px">
            <Primitive.Title className="font-strong break-words text-ink">
              <MessageText>{message.title}</MessageText>
            </Primitive.Title>
            {message.detail !== undefined && (
              <Primitive.Description className="break-words text-ink-2">
                <MessageText>{message.detail}</MessageText>
              </Primitive.Description>
            )}
          </div>
          {message.action !== undefined && (
            <Primitive.Action asChild altText={message.action.label}>
              <button
                type="button"
                className="rounded-sm px-1.5 font-strong text-accent-ink hover:underline"
                onClick={message.action.onSelect}
              >
                {message.action.label}
              </button>
            </Primitive.Action>
          )}
          <Primitive.Close asChild>
            <IconButton label={t('Dismiss')} size="sm" tooltip={false}>
              <X aria-hidden />
            </IconButton>
          </Primitive.Close>
        </Primitive.Root>
      ))}
      <Primitive.Viewport
        label={t('Notifications ({{key}})', { key: '{hotkey}' })}
        className="fixed right-4 bottom-4 z-60 grid w-90 max-w-[calc(100vw-32px)] gap-2 outline-none"
      />
    </Primitive.Provider>
  )
}
