'use client'

import { useEffect } from 'react'
import { copySelection, moveSelection, pasteText } from '../store/actions.ts'
import type { CanvasStore } from '../store/canvas-store.ts'
import { useCanvasStore } from '../store/context.tsx'
import { resizeNotes } from '../store/edit-actions.ts'
import { canDo, findShortcut } from '../store/shortcuts.ts'
import { sayMessage } from '../../i18n/current.ts'
import { toast } from '../../components/toast-store.ts'
import { noteIdOf } from '../store/notes.ts'
import { useServices } from './services.tsx'
import { useCommands } from './use-commands.ts'

const arrows: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

const asElement = (target: EventTarget | null): Element | null => (target instanceof Element ? target : null)

/** Typing goes to the field that has the focus, and a dialog or menu keeps its keys to itself. */
const isTyping = (target: EventTarget | null): boolean =>
  asElement(target)?.closest(
    'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
  ) != null

const cardOf = (target: EventTarget | null): HTMLElement | null =>
  asElement(target)?.closest<HTMLElement>('.react-flow__node') ?? null

/** Arrow keys belong to the drawing unless a control that uses them has the focus. */
const isDrawing = (target: EventTarget | null): boolean => {
  const element = asElement(target)
  return element === document.body || element?.closest('.canvas-frame') != null
}

/** A press that a button or link under the focus would answer itself. */
const isControl = (target: EventTarget | null): boolean =>
  asElement(target)?.closest('button, a, [role="tab"], [role="separator"]') != null && !cardOf(target)

/** Tab goes from card to card in the order of the work, also to those outside of the view. */
function nextCard(store: CanvasStore, from: string, backward: boolean): string | undefined {
  const { order } = store.getState().analysis.propagation
  const at = order.indexOf(from)
  return at === -1 ? undefined : order[at + (backward ? -1 : 1)]
}

export function useKeyboard(): void {
  const store = useCanvasStore()
  const { goTo } = useServices()
  const run = useCommands()

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const state = store.getState()
      const shortcut = findShortcut(event)
      const everywhere = shortcut?.keys.some(
        (keys) => keys.includes('Mod+Enter') || keys === 'Mod+K' || keys === 'Mod+S' || keys === 'Mod+F',
      )
      if (isTyping(event.target) && !everywhere) return
      if (state.overlay && !everywhere) return

      const card = cardOf(event.target)
      if (event.key === 'Tab' && card?.dataset.id) {
        const next = nextCard(store, card.dataset.id, event.shiftKey)
        if (next === undefined) return
        event.preventDefault()
        goTo(next)
        return
      }
      const arrow = arrows[event.key]
      if (
        arrow &&
        isDrawing(event.target) &&
        state.selection.length + state.chosenNotes.length > 0 &&
        !event.ctrlKey &&
        !event.metaKey
      ) {
        event.preventDefault()
        const size = event.altKey ? 16 : event.shiftKey ? 40 : 4
        const step = { x: arrow.x * size, y: arrow.y * size }
        if (event.altKey) resizeNotes(store, step)
        else moveSelection(store, step)
        return
      }
      if (event.key === 'Escape' && isDrawing(event.target)) {
        state.select([])
        return
      }
      if (!shortcut || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && isControl(event.target)))
        return
      if (!canDo(shortcut, state)) return
      event.preventDefault()
      run(shortcut.id)
    }

    const onCopy = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || window.getSelection()?.toString()) return
      const text = copySelection(store)
      if (text === null || !event.clipboardData) return
      event.clipboardData.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') store.getState().removeSelection()
    }
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || store.getState().readOnly) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text.trim() === '') return
      event.preventDefault()
      const reason = pasteText(store, text)
      if (reason !== null) toast(sayMessage(reason), { tone: 'failed' })
    }
    /** What the keyboard walks to is chosen, so that keys act on it. */
    const onFocus = (event: FocusEvent): void => {
      const id = cardOf(event.target)?.dataset.id
      if (id === undefined || !asElement(event.target)?.matches('.react-flow__node:focus-visible')) return
      const { selection, chosenNotes, select } = store.getState()
      if (!selection.includes(id) && !chosenNotes.includes(noteIdOf(id) ?? '')) select([id])
    }

    document.addEventListener('keydown', onKeyDown)
    document.addEventListener('copy', onCopy)
    document.addEventListener('cut', onCopy)
    document.addEventListener('paste', onPaste)
    document.addEventListener('focusin', onFocus)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      document.removeEventListener('copy', onCopy)
      document.removeEventListener('cut', onCopy)
      document.removeEventListener('paste', onPaste)
      document.removeEventListener('focusin', onFocus)
    }
  }, [store, run, goTo])
}
