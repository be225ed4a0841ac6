import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { createEditorSlice } from './editor-slice.ts'
import type { EditorSlice } from './editor-slice.ts'
import { compareWithRun, createRunSlice } from './run-slice.ts'
import type { RunSlice } from './run-slice.ts'
import { createSaveSlice } from './save-slice.ts'
import type { SavedPipeline, SaveSlice } from './save-slice.ts'
import { createViewSlice } from './view-slice.ts'
import type { ViewSlice } from './view-slice.ts'

export interface CanvasState extends EditorSlice, RunSlice, SaveSlice, ViewSlice {}
export type CanvasStore = StoreApi<CanvasState>

/** The state of one open canvas. */
export function createCanvasStore(pipeline: SavedPipeline): CanvasStore {
  const store = createStore<CanvasState>()((...api) => ({
    ...createEditorSlice(pipeline.document)(...api),
    ...createRunSlice(...api),
    ...createSaveSlice(pipeline)(...api),
    ...createViewSlice(...api),
  }))
  store.subscribe((state, before) => {
    if (state.document === before.document) return
    const dirty = state.document !== state.savedDocument
    store.setState({
      ...compareWithRun(state),
      ...(dirty && state.saveStatus === 'saved' ? { saveStatus: 'unsaved' as const } : {}),
      ...(!dirty && state.saveStatus === 'unsaved' ? { saveStatus: 'saved' as const } : {}),
    })
  })
  return store
}
