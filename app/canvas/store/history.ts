/** Undo and redo over immutable values. Edits of one kind in quick succession (typing, arrow keys) count as one. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** The last edit's merge key and time; null where the next edit starts a step of its own. */
  last: { key: string; atMs: number } | null
}

const MERGE_WITHIN_MS = 1200
const LIMIT = 200

export const createHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], last: null })

/** Records an edit; the same value again changes nothing. */
export function commit<T>(history: History<T>, next: T, edit: { key?: string; atMs: number }): History<T> {
  if (next === history.present) return history
  const last = edit.key === undefined ? null : { key: edit.key, atMs: edit.atMs }
  const merges =
    last !== null &&
    history.last?.key === last.key &&
    history.future.length === 0 &&
    last.atMs - history.last.atMs <= MERGE_WITHIN_MS
  const past = merges ? history.past : [...history.past, history.present].slice(-LIMIT)
  return { past, present: next, future: [], last }
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1)
  if (previous === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
    last: null,
  }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future, last: null }
}
