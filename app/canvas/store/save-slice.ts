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
  markUnsaved: () => void
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
  (set) => ({
    pipelineId: pipeline.id,
    name: pipeline.name,
    version: pipeline.version,
    savedAt: pipeline.savedAt,
    savedDocument: pipeline.document,
    saveStatus: 'saved',
    saveMessage: '',

    setName: (name) => set({ name }),
    markUnsaved: () => set(({ saveStatus }) => (saveStatus === 'conflict' ? {} : { saveStatus: 'unsaved' })),
    markSaving: () => set({ saveStatus: 'saving' }),
    markSaved: (document, saved) =>
      set((state) => ({
        ...saved,
        savedDocument: document,
        saveStatus: state.document === document ? 'saved' : 'unsaved',
        saveMessage: '',
      })),
    markSaveFailed: (saveStatus, saveMessage) => set({ saveStatus, saveMessage }),
  })
