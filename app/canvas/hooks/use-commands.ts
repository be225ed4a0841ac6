'use client'

import { useReactFlow } from '@xyflow/react'
import { useCallback } from 'react'
import { toggleTheme } from '../../components/theme.ts'
import { toast } from '../../components/toast-store.ts'
import { copyDrawing, copySelection, duplicateSelection, pasteText, selectAll } from '../store/actions.ts'
import type { Alignment } from '../store/align.ts'
import { useCanvasStore } from '../store/context.tsx'
import {
  addNote,
  alignSelection,
  distributeSelection,
  edgesToInsertInto,
  toggleBypass,
} from '../store/edit-actions.ts'
import { togglePin } from '../store/pins.ts'
import { flowIdOf } from '../store/notes.ts'
import type { CommandId } from '../store/shortcuts.ts'
import { say, sayMessage } from '../../i18n/current.ts'
import { groupChosen, toggleCollapsed, ungroupChosen } from '../store/group-actions.ts'
import { useServices } from './services.tsx'
import { useClearCache } from './use-clear-cache.ts'

const focusById = (id: string): void => {
  const element = document.getElementById(id)
  element?.focus()
  if (element instanceof HTMLInputElement) element.select()
}

/** What may be done with a drawing that can only be looked at. */
const harmless: ReadonlySet<CommandId> = new Set([
  'shortcuts',
  'open',
  'data',
  'results',
  'selectAll',
  'fit',
  'zoomIn',
  'zoomOut',
  'drawer',
  'logs',
  'theme',
])

/** Focus after what is about to be drawn has been drawn. */
const focusSoon = (id: string): void => {
  setTimeout(() => focusById(id), 30)
}

/** Does what a command says, wherever it was asked for: a key, the command palette, a menu. */
export function useCommands(): (id: CommandId) => void {
  const store = useCanvasStore()
  const services = useServices()
  const clearCache = useClearCache()
  const { zoomIn, zoomOut, flowToScreenPosition } = useReactFlow()

  return useCallback(
    (id) => {
      const state = store.getState()
      const [chosen] = state.selection
      if (state.readOnly && !harmless.has(id)) return
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
        case 'insert': {
          const edges = edgesToInsertInto(store)
          if (edges.length === 0)
            return toast(say('Choose a wire, or a node with one, to put a node into it.'))
          return state.openOverlay({ kind: 'insert', edges })
        }
        case 'replace':
          return chosen === undefined ? undefined : state.openOverlay({ kind: 'replace', nodeId: chosen })
        case 'bypass':
          return toggleBypass(store)
        case 'note': {
          const id = addNote(store, services.centre())
          return id === undefined ? undefined : void services.reveal(flowIdOf(id))
        }
        case 'find':
          state.setFind(state.find ?? '')
          return focusSoon('find-in-drawing')
        case 'copyDrawing':
          return void navigator.clipboard
            .writeText(copyDrawing(store))
            .then(() => toast(say('The drawing is on the clipboard, as JSON.')))
        case 'alignLeft':
        case 'alignCentre':
        case 'alignRight':
        case 'alignTop':
        case 'alignMiddle':
        case 'alignBottom':
          return alignSelection(store, id.slice('align'.length).toLowerCase() as Alignment)
        case 'distributeX':
          return distributeSelection(store, 'x')
        case 'distributeY':
          return distributeSelection(store, 'y')
        case 'open':
          if (chosen === undefined) return state.editNote(state.chosenNotes[0] ?? null)
          state.showInspector()
          return focusSoon('inspector')
        case 'rename':
          state.showInspector()
          return focusSoon('node-title')
        case 'data':
        case 'results':
          return state.showInspector(id)
        case 'group':
          return groupChosen(store)
        case 'ungroup':
          return ungroupChosen(store)
        case 'collapse':
          return toggleCollapsed(store)
        case 'saveNode':
          return state.selection.length === 0
            ? undefined
            : state.openOverlay({ kind: 'saveNode', ids: state.selection })
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
        case 'runFrom':
          return chosen === undefined ? undefined : void services.startRun({ from: chosen })
        case 'pin':
          return togglePin(store)
        case 'clearNodeCache':
          return chosen === undefined ? undefined : void clearCache(chosen)
        case 'clearCache':
          return void clearCache()
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
          const reason = pasteText(store, text)
          if (reason !== null) toast(sayMessage(reason), { tone: 'failed' })
        } catch {
          toast(say('The browser did not give the clipboard away. Press Ctrl V instead.'))
        }
      }
    },
    [store, services, clearCache, zoomIn, zoomOut, flowToScreenPosition],
  )
}
