/** Short notices at the corner of the page: a small store outside React, so that any code may speak. */
export interface ToastMessage {
  id: number
  title: string
  /** A second line: what to do next. */
  detail?: string
  tone: 'plain' | 'done' | 'failed'
  action?: { label: string; onSelect: () => void }
  /** How long it stays. */
  durationMs: number
}

let messages: readonly ToastMessage[] = []
let nextId = 1
const listeners = new Set<() => void>()

const publish = (next: readonly ToastMessage[]): void => {
  messages = next
  for (const listener of listeners) listener()
}

export const toasts = {
  get: (): readonly ToastMessage[] => messages,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  dismiss: (id: number): void => publish(messages.filter((message) => message.id !== id)),
}

export interface ToastOptions {
  detail?: string
  tone?: ToastMessage['tone']
  action?: ToastMessage['action']
  durationMs?: number
}

/** Shows a notice; returns its id. Those with an action (Undo) stay longer, failures longest. */
export function toast(title: string, options: ToastOptions = {}): number {
  const tone = options.tone ?? 'plain'
  const message: ToastMessage = {
    id: nextId++,
    title,
    tone,
    durationMs: options.durationMs ?? (tone === 'failed' ? 12_000 : options.action ? 8_000 : 4_000),
    ...(options.detail === undefined ? {} : { detail: options.detail }),
    ...(options.action === undefined ? {} : { action: options.action }),
  }
  publish([...messages.slice(-3), message])
  return message.id
}
