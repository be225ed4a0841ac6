'use client'

import { useReactFlow } from '@xyflow/react'
import { useCallback } from 'react'
import { toggleTheme } from '../../components/theme.ts'
import { toast } from '../../components/toast-store.ts'
import { copySelection, duplicateSelection, pasteText, selectAll } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import type { CommandId } from '../store/shortcuts.ts'
import { say } from '../../i18n/current.ts'
import { useServices } from './services.tsx'

const focusById = (id: string): void => {
  const element = document.getElementById(id)
  element?.focus()
  if (element instanceof HTMLInputElement) element.select()
}

/** Focus after what is about to be drawn has been drawn. */
const focusSoon = (id: string): void => {
  setTimeout(() => focusById(id), 30)
}

/** Does what a command says, wherever it was asked for: a key, the command palette, a menu. */
export function useCommands(): (id: CommandId) => void {
  const store = useCanvasStore()
  const services = useServices()
  const { zoomIn, zoomOut, flowToScreenPosition } = useReactFlow()

  return useCallback(
    (id) => {
      const state = store.getState()
      const [chosen] = state.selection
      switch (id) {
        case 'commands':
          return state.openOverlay({ kind: 'commands' })
        case 'shortcuts':
          return state.openOverlay({ kind: 'shortcuts' })
        case 'search':
          return focusById('palette-search')
        case 'quickAdd': {
          const at = services.centre()
          return state.openOverlay({ kind: 'quickAdd', at, screen: flowToScreenPosition(at), wire: null })
        }
        case 'connect':
          return chosen === undefined ? undefined : state.openOverlay({ kind: 'connect', nodeId: chosen })
        case 'open':
          state.showInspector()
          return focusSoon('inspector')
        case 'rename':
          state.showInspector()
          return focusSoon('node-title')
        case 'data':
        case 'results':
          return state.showInspector(id)
        case 'duplicate':
          return duplicateSelection(store)
        case 'delete':
          return state.removeSelection()
        case 'selectAll':
          return selectAll(store)
        case 'copy':
          return void copyToClipboard()
        case 'cut':
          return void copyToClipboard().then(() => store.getState().removeSelection())
        case 'paste':
          return void pasteFromClipboard()
        case 'undo':
          return state.undo()
        case 'redo':
          return state.redo()
        case 'save':
          return void services.saveNow()
        case 'saveTemplate':
          return state.openOverlay({ kind: 'saveTemplate' })
        case 'run':
          return void services.startRun()
        case 'runTo':
          return chosen === undefined ? undefined : void services.startRun({ until: chosen })
        case 'runFresh':
          return void services.startRun({ fresh: true })
        case 'cancelRun':
          return void services.cancelRun()
        case 'fit':
          return services.fit()
        case 'layOut':
          return void services.layOut()
        case 'zoomIn':
          return void zoomIn()
        case 'zoomOut':
          return void zoomOut()
        case 'drawer':
          return state.toggleDrawer()
        case 'logs':
        case 'problems':
          return state.showDrawer(id)
        case 'theme':
          return toggleTheme()
      }

      async function copyToClipboard(): Promise<void> {
        const text = copySelection(store)
        if (text !== null) await navigator.clipboard.writeText(text)
      }
      async function pasteFromClipboard(): Promise<void> {
        try {
          const text = await navigator.clipboard.readText()
          if (!pasteText(store, text)) toast(say('There is no part of a drawing on the clipboard.'))
        } catch {
          toast(say('The browser did not give the clipboard away. Press Ctrl V instead.'))
        }
      }
    },
    [store, services, zoomIn, zoomOut, flowToScreenPosition],
  )
}
