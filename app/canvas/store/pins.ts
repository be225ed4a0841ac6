import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { toast } from '../../components/toast-store.ts'
import { say } from '../../i18n/current.ts'
import { titleOf } from './actions.ts'
import type { CanvasStore } from './canvas-store.ts'
import { setPin } from './document.ts'

export const isPinned = (document: PipelineDocument, ids: readonly string[]): boolean =>
  ids.length > 0 && document.nodes.every((node) => node.pin !== undefined || !ids.includes(node.id))

/** Pins the chosen nodes to what they made in the run shown; unpins them where all of them are pinned. */
export function togglePin(store: CanvasStore): void {
  const { document, selection, live, edit, announce } = store.getState()
  const titles = (ids: readonly string[]): string =>
    ids.length === 1 ? titleOf(store, ids[0] ?? '') : say('{{count}} nodes', { count: ids.length })
  if (isPinned(document, selection)) {
    edit((current) => setPin(current, selection, null))
    announce(say('{{what}} unpinned', { what: titles(selection) }))
    return
  }
  const made = selection.filter((id) => live?.nodes[id]?.outputs)
  if (!live || made.length === 0) {
    toast(say('There is nothing to pin yet. Run the node first.'))
    return
  }
  const { id, number } = live.run
  edit((current) => setPin(current, made, id))
  announce(say('{{what}} pinned to run {{number}}', { what: titles(made), number }))
}
