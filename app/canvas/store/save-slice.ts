import type { StateCreator } from 'zustand/vanilla'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { CanvasState } from './canvas-store.ts'
import type { Draft } from './drafts.ts'

export type SaveStatus = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'

/** A version that someone saved meanwhile. */
export interface NewerVersion {
  name: string
  version: number
  savedAt: string
  document: PipelineDocument
}

/** What of the drawing is on the server. */
export interface SaveSlice {
  pipelineId: string
  name: string
  /** The version that edits build on. */
  version: number
  savedAt: string
  savedDocument: PipelineDocument
  saveStatus: SaveStatus
  saveMessage: string
  /** Why the next version is made, where it is more than an autosave. */
  saveLabel: string | null
  /** Nothing can be edited: it is shown as it was. */
  readOnly: boolean
  /** What someone else saved, for as long as it is open how both go together. */
  newer: NewerVersion | null
  /** Work of a page that was closed before it was saved. */
  draft: Draft | null
  setName: (name: string) => void
  markSaving: () => void
  markSaved: (document: PipelineDocument, saved: { version: number; savedAt: string }) => void
  markSaveFailed: (status: 'failed' | 'conflict', message: string) => void
  /** Someone saved while there are edits here that are not saved. */
  markNewer: (newer: NewerVersion) => void
  /** Goes on from a newer version: with its drawing, or with one that holds what both did; a step of undo. */
  goOnFrom: (newer: NewerVersion, document: PipelineDocument, label: string) => void
  setDraft: (draft: Draft | null) => void
  /** The edits live on elsewhere; leaving the page loses nothing. */
  markAbandoned: () => void
}

export interface SavedPipeline {
  id: string
  name: string
  version: number
  savedAt: string
  document: PipelineDocument
  readOnly?: boolean
}

export const createSaveSlice =
  (pipeline: SavedPipeline): StateCreator<CanvasState, [], [], SaveSlice> =>
  (set, get) => ({
    pipelineId: pipeline.id,
    name: pipeline.name,
    version: pipeline.version,
    savedAt: pipeline.savedAt,
    savedDocument: pipeline.document,
    saveStatus: 'saved',
    saveMessage: '',
    saveLabel: null,
    readOnly: pipeline.readOnly ?? false,
    newer: null,
    draft: null,

    setName: (name) => set({ name }),
    markSaving: () => set({ saveStatus: 'saving' }),
    markSaved: (document, saved) =>
      set((state) => ({
        ...saved,
        savedDocument: document,
        saveStatus: state.document === document ? 'saved' : 'unsaved',
        saveMessage: '',
        saveLabel: null,
      })),
    markSaveFailed: (saveStatus, saveMessage) => set({ saveStatus, saveMessage }),
    markNewer: (newer) => set({ newer, saveStatus: 'conflict' }),
    goOnFrom: ({ name, version, savedAt, document: theirs }, document, label) => {
      const same = document === theirs
      set({
        name,
        version,
        savedAt,
        savedDocument: theirs,
        saveStatus: same ? 'saved' : 'unsaved',
        saveMessage: '',
        saveLabel: same ? null : `merged with version ${version}`,
        newer: null,
      })
      get().edit(() => document, { label })
    },
    setDraft: (draft) => set({ draft }),
    markAbandoned: () =>
      set((state) => ({ savedDocument: state.document, saveStatus: 'saved', newer: null })),
  })
