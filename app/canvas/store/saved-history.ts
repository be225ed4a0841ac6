import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { CanvasStore } from './canvas-store.ts'
import { commit, createHistory } from './history.ts'
import { packHistory, unpackHistory } from './history-memory.ts'
import { followed } from './merging.ts'

/** Undo that survives a reload: the history of a drawing, in the storage of the browser's tab. */
const keyOf = (pipelineId: string): string => `millrace:history:${pipelineId}`

const read = (pipelineId: string) => unpackHistory(sessionStorage.getItem(keyOf(pipelineId)) ?? '')

function write(pipelineId: string, text: string): void {
  try {
    sessionStorage.setItem(keyOf(pipelineId), text)
  } catch {
    // The storage is full of other drawings' histories, or barred: undo then ends at a reload.
    sessionStorage.removeItem(keyOf(pipelineId))
  }
}

export function rememberHistory(store: CanvasStore): void {
  const { pipelineId, history, version, savedDocument } = store.getState()
  if (history.past.length + history.future.length === 0) return
  write(pipelineId, packHistory(history, { version, document: savedDocument }))
}

const same = (a: PipelineDocument, b: PipelineDocument): boolean => canonicalJson(a) === canonicalJson(b)

/**
 * Takes up the history that this tab had of the drawing, on opening it with what the server has. Returns whether edits
 * came back that the server does not have.
 */
export function resumeHistory(store: CanvasStore): boolean {
  const { pipelineId, document, version } = store.getState()
  const remembered = read(pipelineId)
  if (!remembered) return false
  const { history } = remembered
  if (same(history.present, document)) {
    // The very object, so that what did not change stays the same to whoever compares by identity.
    store.setState({ savedDocument: history.present })
    store.getState().resume(history)
    return false
  }
  if (remembered.version === version) {
    // The page went before the last edits reached the server.
    store.getState().resume(history)
    return true
  }
  store.getState().resume(commit(history, document, { atMs: Date.now(), label: followed(version) }))
  return false
}

/** Adds a step to the history of a drawing that is not open: what the server made of it. */
export function rememberStep(
  pipelineId: string,
  step: { before: PipelineDocument; after: PipelineDocument; version: number; label: string },
): void {
  const remembered = read(pipelineId)
  const history = remembered && same(remembered.history.present, step.before) ? remembered.history : undefined
  const longer = commit(history ?? createHistory(step.before), step.after, {
    atMs: Date.now(),
    label: step.label,
  })
  write(pipelineId, packHistory(longer, { version: step.version, document: step.after }))
}
