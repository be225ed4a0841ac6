import type { StateCreator } from 'zustand/vanilla'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { CanvasState } from './canvas-store.ts'

export type SaveStatus = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'

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
  setName: (name: string) => void
  markSaving: () => void
  markSaved: (document: PipelineDocument, saved: { version: number; savedAt: string }) => void
  markSaveFailed: (status: 'failed' | 'conflict', message: string) => void
  /** Takes over what the server has, in place of the drawing as it stands. */
  adopt: (pipeline: Omit<SavedPipeline, 'id'>) => void
  /** The edits live on elsewhere; leaving the page loses nothing. */
  markAbandoned: () => void
}

export interface SavedPipeline {
  id: string
  name: string
  version: number
  savedAt: string
  document: PipelineDocument
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

    setName: (name) => set({ name }),
    markSaving: () => set({ saveStatus: 'saving' }),
    markSaved: (document, saved) =>
      set((state) => ({
        ...saved,
        savedDocument: document,
        saveStatus: state.document === document ? 'saved' : 'unsaved',
        saveMessage: '',
      })),
    adopt: ({ name, version, savedAt, document }) => {
      set({ name, version, savedAt, savedDocument: document, saveStatus: 'saved', saveMessage: '' })
      get().replaceDocument(document)
    },
    markAbandoned: () => set((state) => ({ savedDocument: state.document, saveStatus: 'saved' })),
    markSaveFailed: (saveStatus, saveMessage) => set({ saveStatus, saveMessage }),
  })
