import type { DocumentNote, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { Point } from './document.ts'

/** Edits of the notes that lie on a drawing. Each returns the very same document where nothing changes. */

export const NOTE_WIDTH = 232
export const NOTE_HEIGHT = 120
export const MIN_NOTE = 64
const MAX_NOTE = 4000

/** A note's id among React Flow's nodes; no node of the drawing has a colon in its id. */
export const flowIdOf = (noteId: string): string => `note:${noteId}`

/** The note behind an id of React Flow; undefined where it is none. */
export const noteIdOf = (flowId: string): string | undefined =>
  flowId.startsWith('note:') ? flowId.slice('note:'.length) : undefined

const withNotes = (document: PipelineDocument, notes: readonly DocumentNote[]): PipelineDocument => {
  const { notes: _, ...rest } = document
  return notes.length === 0 ? rest : { ...rest, notes: [...notes] }
}

/** Adds notes under ids that are free. */
export function addNotes(
  document: PipelineDocument,
  added: readonly Omit<DocumentNote, 'id'>[],
): { document: PipelineDocument; ids: string[] } {
  if (added.length === 0) return { document, ids: [] }
  const notes = [...(document.notes ?? [])]
  const taken = new Set(notes.map(({ id }) => id))
  const ids: string[] = []
  for (const note of added) {
    let count = taken.size + 1
    while (taken.has(`note-${count}`)) count += 1
    const id = `note-${count}`
    taken.add(id)
    ids.push(id)
    notes.push({ ...note, id })
  }
  return { document: withNotes(document, notes), ids }
}

export function removeNotes(document: PipelineDocument, ids: readonly string[]): PipelineDocument {
  const notes = document.notes ?? []
  const kept = notes.filter(({ id }) => !ids.includes(id))
  return kept.length === notes.length ? document : withNotes(document, kept)
}

type Patch = Partial<Omit<DocumentNote, 'id'>>

const clamp = (size: number): number => Math.round(Math.min(MAX_NOTE, Math.max(MIN_NOTE, size)))

/** Changes notes by id; places and sizes are rounded, and sizes kept within bounds. */
export function patchNotes(
  document: PipelineDocument,
  patches: Readonly<Record<string, Patch>>,
): PipelineDocument {
  let changed = false
  const notes = (document.notes ?? []).map((note) => {
    const patch = patches[note.id]
    if (!patch) return note
    const next = { ...note, ...patch }
    next.x = Math.round(next.x)
    next.y = Math.round(next.y)
    next.width = clamp(next.width)
    next.height = clamp(next.height)
    next.text = next.text.slice(0, 4000)
    const same = (Object.keys(next) as (keyof DocumentNote)[]).every((key) => next[key] === note[key])
    changed ||= !same
    return same ? note : next
  })
  return changed ? withNotes(document, notes) : document
}

export function shiftNotes(
  document: PipelineDocument,
  ids: readonly string[],
  step: Point,
): PipelineDocument {
  const chosen = (document.notes ?? []).filter(({ id }) => ids.includes(id))
  return patchNotes(
    document,
    Object.fromEntries(chosen.map(({ id, x, y }) => [id, { x: x + step.x, y: y + step.y }])),
  )
}

export type NoteInline = { text: string; mark: 'none' | 'strong' | 'code' }
export interface NoteBlock {
  kind: 'heading' | 'item' | 'line'
  parts: readonly NoteInline[]
}

/** The little Markdown of a note: `#` headings, `-` lists, `**strong**`, `` `code` ``; all else is as it is typed. */
export const readNote = (text: string): NoteBlock[] =>
  text.split('\n').map((line): NoteBlock => {
    const [, hashes, bullet, rest = ''] = /^(?:(#{1,3}) +|([-*]) +)?(.*)$/.exec(line) ?? []
    const kind = hashes !== undefined ? 'heading' : bullet !== undefined ? 'item' : 'line'
    const parts = rest.split(/(\*\*[^*]+\*\*|`[^`]+`)/).flatMap((part): NoteInline[] => {
      if (part === '') return []
      if (part.startsWith('**') && part.length > 4) return [{ text: part.slice(2, -2), mark: 'strong' }]
      if (part.startsWith('`') && part.length > 2) return [{ text: part.slice(1, -1), mark: 'code' }]
      return [{ text: part, mark: 'none' }]
    })
    return { kind, parts }
  })
