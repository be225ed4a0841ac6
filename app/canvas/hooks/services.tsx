'use client'

import { createContext, use } from 'react'
import type { ReactNode } from 'react'
import type { Point } from '../store/document.ts'
import type { RunOptions } from '../store/view-slice.ts'

/** An upload under way, where its node will stand. */
export interface Upload {
  id: number
  name: string
  /** 0…1. */
  fraction: number
  at: Point
}

/** What reaches beyond the store: the server, and the view of the drawing. */
export interface CanvasServices {
  /** Saves what is not saved yet; false where that failed. */
  saveNow: () => Promise<boolean>
  startRun: (options?: RunOptions) => Promise<void>
  cancelRun: () => Promise<void>
  /** Uploads files and makes a node of each at the place, or gives the file to a *File* node. */
  upload: (files: readonly File[], target: { at: Point } | { nodeId: string }) => Promise<void>
  uploads: readonly Upload[]
  fit: (durationMs?: number) => void
  layOut: () => Promise<void>
  /** Brings a node into view where it is out of sight; whether it was in sight before. */
  reveal: (nodeId: string) => boolean
  /** Brings a node into view, chooses it, and moves the keyboard there. */
  goTo: (nodeId: string) => void
  /** The middle of what is seen, in the drawing's coordinates. */
  centre: () => Point
}

const Context = createContext<CanvasServices | null>(null)

export function ServicesProvider({ services, children }: { services: CanvasServices; children: ReactNode }) {
  return <Context value={services}>{children}</Context>
}

export function useServices(): CanvasServices {
  const services = use(Context)
  if (!services) throw new Error('useServices stands outside of a ServicesProvider')
  return services
}
