import { say } from '../../i18n/current.ts'
import type { CanvasStore } from './canvas-store.ts'
import { dissolveCards } from './components.ts'
import { changeGroup, groupNodes, groupOf, hiddenIn, removeGroup } from './groups.ts'

/** What a person does with frames, over the store. */

/** Frames the chosen nodes. */
export function groupChosen(store: CanvasStore): void {
  const { document, selection, edit, announce } = store.getState()
  if (selection.length === 0) return
  const title = say('Group {{number}}', { number: document.groups.length + 1 })
  edit((current) => groupNodes(current, selection, title).document, { select: selection })
  announce(say('{{count}} nodes grouped', { count: selection.length }))
}

/** Takes away the frame of what is chosen; where there is none, puts the nodes of chosen cards in their places. */
export function ungroupChosen(store: CanvasStore): void {
  const { document, selection, edit } = store.getState()
  const group =
    groupOf(document, selection) ??
    document.groups.find(({ nodes }) => selection.some((id) => nodes.includes(id)))
  if (!group) return dissolveCards(store, selection)
  edit((current) => removeGroup(current, group.id), { select: group.nodes })
}

/** Collapses the frame of what is chosen into one card, or shows its nodes again. */
export function toggleCollapsed(store: CanvasStore): void {
  const { document, selection, edit } = store.getState()
  const group = document.groups.find(({ nodes }) => selection.some((id) => nodes.includes(id)))
  if (!group) return
  edit((current) => changeGroup(current, group.id, { collapsed: !group.collapsed }), { select: group.nodes })
}

/** Expands the frame that hides a node. */
export function showNode(store: CanvasStore, nodeId: string): void {
  const group = hiddenIn(store.getState().document, nodeId)
  if (group) store.getState().edit((document) => changeGroup(document, group.id, { collapsed: false }))
}
