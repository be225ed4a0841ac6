import { findDefinition } from '../definitions.ts'
import { diffDocuments } from '../../../nodes/graph/diff-documents.ts'
import { describeChange, summariseChanges } from '../../../nodes/graph/diff-words.ts'
import type { DocumentChange } from '../../../nodes/graph/diff-documents.ts'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import { mergeDocuments } from '../../../nodes/graph/merge-documents.ts'
import type { Merge, Side } from '../../../nodes/graph/merge-documents.ts'
import { dropDraft } from './drafts.ts'
import type { Draft } from './drafts.ts'
import type { CanvasStore } from './canvas-store.ts'
import type { NewerVersion } from './save-slice.ts'

/** What steps of undo are called: English sentences for `message`. */
export const followed = (version: number): string => `Version ${version}, saved elsewhere`
export const mergedWith = (version: number): string => `Merge with version ${version}`
export const restored = (version: number): string => `Back to version ${version}`
const BROUGHT_BACK = 'Unsaved work brought back'

type Choices = Readonly<Record<string, Side>>

export const merge = (
  base: PipelineDocument,
  mine: PipelineDocument,
  theirs: PipelineDocument,
  choices?: Choices,
): Merge => mergeDocuments(base, mine, theirs, { find: findDefinition, ...(choices && { choices }) })

/** What someone else changed, in English sentences for `message`. */
export const wordsOf = (changes: readonly DocumentChange[]): string[] => changes.map(describeChange)

export const changesBetween = (before: PipelineDocument, after: PipelineDocument): DocumentChange[] =>
  diffDocuments(before, after, findDefinition)

/** What a step of undo did, as an English sentence for `message`. */
export const summariseStep = (before: PipelineDocument, after: PipelineDocument): string =>
  summariseChanges(changesBetween(before, after))

/**
 * Someone saved a newer version. Without edits of one's own that one is shown; edits of other things are put on top of
 * it; where both changed the same, nothing happens until the person has chosen. Each is a step that undo takes back.
 */
export function meetNewer(
  store: CanvasStore,
  newer: NewerVersion,
): { outcome: 'known' | 'followed' | 'merged' | 'conflict'; changes: readonly DocumentChange[] } {
  const { document, savedDocument, version, goOnFrom, markNewer } = store.getState()
  if (newer.version <= version) return { outcome: 'known', changes: [] }
  const changes = changesBetween(savedDocument, newer.document)
  if (document === savedDocument) {
    goOnFrom(newer, newer.document, followed(newer.version))
    return { outcome: 'followed', changes }
  }
  const { document: merged, conflicts } = merge(savedDocument, document, newer.document)
  if (conflicts.length > 0) {
    markNewer(newer)
    return { outcome: 'conflict', changes }
  }
  goOnFrom(newer, merged, mergedWith(newer.version))
  return { outcome: 'merged', changes }
}

/** Puts the edits of a page that was closed on top of the drawing as it is now. */
export function bringBack(store: CanvasStore, draft: Draft, choices?: Choices): Merge {
  const { document, edit, setDraft } = store.getState()
  const merged = merge(draft.base.document, draft.document, document, choices)
  if (merged.conflicts.length > 0 && !choices) return merged
  edit(() => merged.document, { label: BROUGHT_BACK })
  dropDraft(draft.key)
  setDraft(null)
  return merged
}
