'use client'

import { getViewportForBounds, ReactFlowProvider, useReactFlow, useStoreApi } from '@xyflow/react'
import type { Viewport } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { outerNodeOf } from '../../../nodes/graph/expand.ts'
import { usePageTitle } from '../../components/use-page-title.ts'
import { ServicesProvider } from '../hooks/services.tsx'
import type { CanvasServices } from '../hooks/services.tsx'
import { useKeyboard } from '../hooks/use-keyboard.ts'
import { useNewerVersion } from '../hooks/use-newer-version.ts'
import { useReadings } from '../hooks/use-readings.ts'
import { useRunControl } from '../hooks/use-run-control.ts'
import { useSavedWork } from '../hooks/use-saved-work.ts'
import { useSaver } from '../hooks/use-saver.ts'
import { useUpload } from '../hooks/use-upload.ts'
import { NODE_WIDTH } from '../node-views.ts'
import { boundsOf } from '../store/flow-nodes.ts'
import { showNode } from '../store/group-actions.ts'
import { heightOfType, tidy } from '../store/actions.ts'
import { createCanvasStore } from '../store/canvas-store.ts'
import { CanvasProvider, useCanvas, useCanvasStore } from '../store/context.tsx'
import type { SavedPipeline } from '../store/save-slice.ts'
import { resumeHistory } from '../store/saved-history.ts'
import { isWide, subjectOf } from '../store/subject.ts'
import { useT } from '../../i18n/use-t.ts'
import { Announcer } from './announcer.tsx'
import { CanvasFlow } from './canvas-flow.tsx'
import { ConflictBanner } from './conflict-banner.tsx'
import { Drawer } from './drawer/drawer.tsx'
import { DropZone, UploadCards } from './drop-zone.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { FindBar } from './find-bar.tsx'
import { OpenedFrom } from './groups/opened-from.tsx'
import { UpdatesBanner } from './groups/update-offer.tsx'
import { Inspector } from './inspector/inspector.tsx'
import { Overlays } from './overlays.tsx'
import { Palette } from './palette.tsx'
import { TopBar } from './top-bar.tsx'
import { DraftBanner } from './versions/draft-banner.tsx'

const reduced = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** A drawing opens whole where its cards are no smaller than this; a larger one begins at its left, to be read. */
const OVERVIEW_ZOOM = 0.42
const OPENING_ZOOM = 0.7
/** Share of the room that stays free when all is fitted in. */
const FIT_PADDING = 0.06
const OPENING_MARGIN = 24

/** The view of the drawing: fitting it, finding its middle, going to a node. */
export function useView(): Pick<CanvasServices, 'fit' | 'centre' | 'reveal' | 'goTo' | 'layOut'> & {
  open: () => void
} {
  const store = useCanvasStore()
  const flow = useStoreApi()
  const { screenToFlowPosition, setCenter, setViewport, getZoom, flowToScreenPosition } = useReactFlow()

  const fit = useCallback(
    (durationMs = 120) => {
      // Asked of an empty drawing it would wait, and jump when the first node is put down.
      if (store.getState().document.nodes.length === 0) return
      const { flowNodes } = store.getState()
      const { width, height, minZoom } = flow.getState()
      // Not by React Flow's own list, which is empty where a large drawing is seen from afar.
      const view = getViewportForBounds(boundsOf(flowNodes), width, height, minZoom, 1, FIT_PADDING)
      void setViewport(view, { duration: reduced() ? 0 : durationMs })
    },
    [store, flow, setViewport],
  )

  const open = useCallback(() => {
    const { nodes } = store.getState().document
    const frame = document.querySelector('.canvas-frame')?.getBoundingClientRect()
    if (nodes.length === 0 || !frame) return
    const left = Math.min(...nodes.map((node) => node.position.x))
    const top = Math.min(...nodes.map((node) => node.position.y))
    const width = Math.max(...nodes.map((node) => node.position.x + NODE_WIDTH)) - left
    const height = Math.max(...nodes.map((node) => node.position.y + heightOfType(node.type))) - top
    if (Math.min(frame.width / width, frame.height / height) / (1 + FIT_PADDING) >= OVERVIEW_ZOOM) {
      fit(0)
      return
    }
    const start = (room: number, size: number): number =>
      Math.max(OPENING_MARGIN, (room - size * OPENING_ZOOM) / 2)
    void setViewport({
      x: start(frame.width, width) - left * OPENING_ZOOM,
      y: start(frame.height, height) - top * OPENING_ZOOM,
      zoom: OPENING_ZOOM,
    })
  }, [store, fit, setViewport])

  const centre = useCallback(() => {
    const box = document.querySelector('.canvas-frame')?.getBoundingClientRect()
    if (!box) return { x: 0, y: 0 }
    const at = screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
    return { x: at.x - NODE_WIDTH / 2, y: at.y - 38 }
  }, [screenToFlowPosition])

  const reveal = useCallback(
    (nodeId: string) => {
      const box = store.getState().flowNodes.find((candidate) => candidate.id === nodeId)
      if (!box) return true
      const { x, y } = box.position
      const { width = NODE_WIDTH, height = 0 } = box
      const frame = document.querySelector('.canvas-frame')?.getBoundingClientRect()
      const corner = flowToScreenPosition({ x, y })
      const end = flowToScreenPosition({ x: x + width, y: y + height })
      const seen =
        frame !== undefined &&
        corner.x >= frame.left &&
        corner.y >= frame.top &&
        end.x <= frame.right &&
        end.y <= frame.bottom
      if (!seen) void setCenter(x + width / 2, y + height / 2, { zoom: Math.max(0.6, getZoom()) })
      return seen
    },
    [store, setCenter, getZoom, flowToScreenPosition],
  )

  const goTo = useCallback(
    (wanted: string) => {
      // What lies inside of a card is shown by the card.
      const nodeId = outerNodeOf(wanted)
      const { document: drawing, select } = store.getState()
      if (!drawing.nodes.some((node) => node.id === nodeId)) return
      showNode(store, nodeId)
      select([nodeId])
      const seen = reveal(nodeId)
      const selector = `.react-flow__node[data-id="${CSS.escape(nodeId)}"]`
      const focus = (): void => document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
      focus()
      // Cards out of sight are not drawn; it is there once the view has moved.
      if (!seen) setTimeout(focus, 40)
    },
    [store, reveal],
  )

  const layOut = useCallback(async () => {
    const { width, height } = flow.getState()
    await tidy(store, { width: width / (1 + FIT_PADDING), height: height / (1 + FIT_PADDING) })
    // After the new places have been drawn.
    setTimeout(fit, 30)
  }, [store, flow, fit])

  return { open, fit, centre, reveal, goTo, layOut }
}

/** While the rows lie over the page, the chosen card stays in sight in the strip beside them. */
function useStrip(): boolean {
  const store = useCanvasStore()
  const { getViewport, setViewport } = useReactFlow()
  const wide = useCanvas(isWide)
  const subject = useCanvas(subjectOf)
  const before = useRef<Viewport | null>(null)
  useEffect(() => {
    if (!wide) {
      if (before.current) void setViewport(before.current)
      before.current = null
      return
    }
    before.current ??= getViewport()
    const node = store.getState().document.nodes.find((candidate) => candidate.id === subject)
    if (node) void setViewport({ x: 20 - node.position.x, y: 120 - node.position.y, zoom: 1 })
  }, [wide, subject, store, getViewport, setViewport])
  return wide
}

function Page({ cameBack }: { cameBack: boolean }) {
  const saveNow = useSaver()
  useNewerVersion()
  useSavedWork(cameBack)
  const { startRun, cancelRun } = useRunControl(saveNow)
  const { upload, uploads } = useUpload()
  const { open, fit, centre, reveal, goTo, layOut } = useView()
  const name = useCanvas((state) => state.name)
  usePageTitle(name)
  useReadings()
  useEffect(() => {
    // Once the panels have their sizes.
    const frame = requestAnimationFrame(open)
    return () => cancelAnimationFrame(frame)
  }, [open])
  const services = useMemo(
    () => ({ saveNow, startRun, cancelRun, upload, uploads, fit, centre, reveal, goTo, layOut }),
    [saveNow, startRun, cancelRun, upload, uploads, fit, centre, reveal, goTo, layOut],
  )
  return (
    <ServicesProvider services={services}>
      <Shell />
    </ServicesProvider>
  )
}

function Shell() {
  const { t } = useT()
  useKeyboard()
  const inspecting = useCanvas((state) => state.inspector.open)
  const drawer = useCanvas((state) => state.drawer.open)
  const wide = useStrip()
  return (
    <div className="canvas-page" data-inspector={inspecting} data-drawer={drawer} data-wide={wide}>
      <TopBar />
      <Palette />
      <main className="canvas-main" aria-label={t('Canvas')}>
        <CanvasFlow>
          <UploadCards />
        </CanvasFlow>
        <FindBar />
        <ConflictBanner />
        <UpdatesBanner />
        <OpenedFrom />
        <DraftBanner />
        <EmptyCanvas />
        <DropZone />
      </main>
      <Drawer />
      <Inspector />
      <Overlays />
      <Announcer />
    </div>
  )
}

/** The editor of one pipeline. */
export function CanvasEditor({ pipeline }: { pipeline: SavedPipeline }) {
  const [{ store, cameBack }] = useState(() => {
    const opened = createCanvasStore(pipeline)
    return { store: opened, cameBack: resumeHistory(opened) }
  })
  return (
    <CanvasProvider store={store}>
      <ReactFlowProvider>
        <Page cameBack={cameBack} />
      </ReactFlowProvider>
    </CanvasProvider>
  )
}
