import type { StateCreator } from 'zustand/vanilla'
import type { InputValue } from '../../../nodes/graph/pipeline-inputs.ts'
import type { PortType } from '../../../nodes/kit/ports.ts'
import type { CanvasState } from './canvas-store.ts'
import type { Point } from './document.ts'

export type InspectorTab = 'settings' | 'data' | 'results' | 'docs'
export type DrawerTab = 'timeline' | 'logs' | 'problems'
export type PortSide = 'input' | 'output'

export interface PortChoice {
  side: PortSide
  port: string
}

/** A wire that was dropped on empty space. */
export interface LooseWire {
  node: string
  port: string
  type: PortType
  side: 'source' | 'target'
}

/** How a run is to be started. */
export interface RunOptions {
  until?: string
  from?: string
  fresh?: boolean
  /** Values for the pipeline's parameters; without them a drawing that has any asks for them. */
  inputs?: Readonly<Record<string, InputValue>>
}

/** What floats over the canvas; one thing at a time. */
export type Overlay =
  | { kind: 'quickAdd'; screen: Point; at: Point; wire: LooseWire | null }
  | { kind: 'nodeMenu'; nodeId: string; screen: Point }
  | { kind: 'connect'; nodeId: string }
  | { kind: 'insert'; edges: readonly string[] }
  | { kind: 'replace'; nodeId: string }
  | { kind: 'commands' }
  | { kind: 'saveTemplate' }
  | { kind: 'saveNode'; ids: readonly string[] }
  | { kind: 'runInputs'; options: RunOptions }
  | { kind: 'shortcuts' }

/** Which panels stand open, and on what. */
export interface ViewSlice {
  inspector: {
    open: boolean
    wide: boolean
    tab: InspectorTab
    /** The person asked for this tab; until then a node may open on the one that says most. */
    chosen: boolean
    port: PortChoice | null
  }
  drawer: { open: boolean; tab: DrawerTab }
  overlay: Overlay | null
  /** The search in the drawing: what is asked for; null while its bar is closed. */
  find: string | null
  /** Ids among React Flow's nodes of what answers it. */
  found: ReadonlySet<string>
  /** The note that is being typed into. */
  editingNote: string | null
  /** What a screen reader is told next. */
  announcement: string
  showInspector: (tab?: InspectorTab, port?: PortChoice) => void
  closeInspector: () => void
  setWide: (wide: boolean) => void
  choosePort: (port: PortChoice) => void
  showDrawer: (tab?: DrawerTab) => void
  toggleDrawer: () => void
  openOverlay: (overlay: Overlay) => void
  closeOverlay: () => void
  setFind: (query: string | null, found?: readonly string[]) => void
  editNote: (id: string | null) => void
  announce: (text: string) => void
}

const nothingFound: ReadonlySet<string> = new Set()

export const createViewSlice: StateCreator<CanvasState, [], [], ViewSlice> = (set) => ({
  inspector: { open: true, wide: false, tab: 'settings', chosen: false, port: null },
  drawer: { open: true, tab: 'timeline' },
  overlay: null,
  find: null,
  found: nothingFound,
  editingNote: null,
  announcement: '',

  showInspector: (tab, port) =>
    set(({ inspector }) => ({
      inspector: {
        open: true,
        wide: inspector.wide && (tab ?? inspector.tab) === 'data',
        tab: tab ?? inspector.tab,
        chosen: inspector.chosen || tab !== undefined,
        port: port ?? inspector.port,
      },
    })),
  closeInspector: () => set(({ inspector }) => ({ inspector: { ...inspector, open: false, wide: false } })),
  setWide: (wide) => set(({ inspector }) => ({ inspector: { ...inspector, wide } })),
  choosePort: (port) => set(({ inspector }) => ({ inspector: { ...inspector, port } })),
  showDrawer: (tab) => set(({ drawer }) => ({ drawer: { open: true, tab: tab ?? drawer.tab } })),
  toggleDrawer: () => set(({ drawer }) => ({ drawer: { ...drawer, open: !drawer.open } })),
  // Of a drawing that can only be looked at there is nothing to choose but the list of keys.
  openOverlay: (overlay) =>
    set((state) => (state.readOnly && overlay.kind !== 'shortcuts' ? state : { overlay })),
  closeOverlay: () => set({ overlay: null }),
  setFind: (find, found) => set({ find, found: found?.length ? new Set(found) : nothingFound }),
  editNote: (editingNote) => set({ editingNote }),
  announce: (announcement) => set({ announcement }),
})
