'use client'

import { createContext, use } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { CanvasState, CanvasStore } from './canvas-store.ts'

const Context = createContext<CanvasStore | null>(null)

export function CanvasProvider({ store, children }: { store: CanvasStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>
}

/** The store of the open canvas, for handlers; components read it through `useCanvas`. */
export function useCanvasStore(): CanvasStore {
  const store = use(Context)
  if (!store) throw new Error('useCanvasStore stands outside of a CanvasProvider')
  return store
}

/** A part of the canvas's state; the component is drawn again when that part changes. */
export const useCanvas = <T,>(select: (state: CanvasState) => T): T => useStore(useCanvasStore(), select)
