/** Undo and redo over immutable values. Edits of one kind in quick succession (typing, arrow keys) count as one. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** The last edit's merge key and time; null where the next edit starts a step of its own. */
  last: { key: string; atMs: number } | null
  /** What led to a state, where that was given a name; for others it is read off the difference. */
  labels: ReadonlyMap<T, string>
}

const MERGE_WITHIN_MS = 1200
const LIMIT = 200

export const createHistory = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  last: null,
  labels: new Map(),
})

/** All states in their order, and where the present one is among them. */
export const statesOf = <T>(history: History<T>): { states: T[]; at: number } => ({
  states: [...history.past, history.present, ...history.future],
  at: history.past.length,
})

/** Records an edit; the same value again changes nothing. */
export function commit<T>(
  history: History<T>,
  next: T,
  edit: { key?: string; atMs: number; label?: string | undefined },
): History<T> {
  if (next === history.present) return history
  const last = edit.key === undefined ? null : { key: edit.key, atMs: edit.atMs }
  const merges =
    last !== null &&
    history.last?.key === last.key &&
    history.future.length === 0 &&
    last.atMs - history.last.atMs <= MERGE_WITHIN_MS
  const past = merges ? history.past : [...history.past, history.present].slice(-LIMIT)
  const labels = edit.label === undefined ? history.labels : new Map(history.labels).set(next, edit.label)
  return { past, present: next, future: [], last, labels }
}

/** Goes back (negative) or forth by so many steps; as far as there are any. */
export function jump<T>(history: History<T>, steps: number): History<T> {
  const { states, at } = statesOf(history)
  const to = Math.min(states.length - 1, Math.max(0, at + steps))
  const present = states[to]
  if (to === at || present === undefined) return history
  return { ...history, past: states.slice(0, to), present, future: states.slice(to + 1), last: null }
}

export const undo = <T>(history: History<T>): History<T> => jump(history, -1)

export const redo = <T>(history: History<T>): History<T> => jump(history, 1)
