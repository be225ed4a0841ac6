'use client'

import { ReactFlowProvider } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { RunDetail } from '../../../../server/views.ts'
import { usePageTitle } from '../../../components/use-page-title.ts'
import { useT } from '../../../i18n/use-t.ts'
import { useTRPCClient } from '../../../trpc.tsx'
import { ServicesProvider } from '../../hooks/services.tsx'
import { useKeyboard } from '../../hooks/use-keyboard.ts'
import { useRunStream } from '../../hooks/use-run-control.ts'
import { createCanvasStore } from '../../store/canvas-store.ts'
import type { CanvasStore } from '../../store/canvas-store.ts'
import { compareOnPaper } from '../../store/compare.ts'
import type { Comparison } from '../../store/compare.ts'
import { CanvasProvider, useCanvas, useCanvasStore } from '../../store/context.tsx'
import { isRunActive } from '../../store/live-run.ts'
import { isWide } from '../../store/subject.ts'
import { Announcer } from '../announcer.tsx'
import { useView } from '../canvas-editor.tsx'
import { CanvasFlow } from '../canvas-flow.tsx'
import { Drawer } from '../drawer/drawer.tsx'
import { Inspector } from '../inspector/inspector.tsx'
import { Overlays } from '../overlays.tsx'
import { ChangeList } from './change-list.tsx'
import { DiffMarks } from './diff-marks.tsx'
import { drawComparison } from './draw-comparison.ts'
import type { Shown } from './use-past.ts'
import { VersionList } from './version-list.tsx'
import { ViewerBanner, ViewerBar } from './viewer-bar.tsx'

function openStore({ pipelineId, drawing, run }: Shown, comparison: Comparison | null): CanvasStore {
  const { name, version, savedAt } = drawing
  const document = comparison?.document ?? drawing.document
  const store = createCanvasStore({ id: pipelineId, name, version, savedAt, document, readOnly: true })
  if (comparison) drawComparison(store, comparison)
  if (run) store.getState().showRun(run, document)
  else store.setState({ drawer: { open: false, tab: 'timeline' } })
  return store
}

/** Curves and logs of a run that has ended; a live one is followed. */
function useShownRun(run: RunDetail | null): void {
  const store = useCanvasStore()
  const client = useTRPCClient()
  useRunStream()
  useEffect(() => {
    if (!run || isRunActive(run)) return
    let gone = false
    void client.runs.events
      .query({ id: run.id, limit: 10_000 })
      .then((events) => {
        if (!gone) store.getState().receive(events.map((event) => ({ type: 'event', event })))
      })
      .catch(() => {})
    return () => {
      gone = true
    }
  }, [store, client, run])
}

const nothing = async (): Promise<void> => {}

function Page({ shown, comparison }: { shown: Shown; comparison: Comparison | null }) {
  const { t } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const { open, fit, centre, reveal, goTo } = useView()
  const { run, drawing, name } = shown
  usePageTitle(
    `${run ? t('Run {{number}}', { number: run.number }) : t('Version {{version}}', { version: drawing.version })} · ${name}`,
  )
  useShownRun(run)
  useEffect(() => {
    const frame = requestAnimationFrame(() => (comparison ? fit(0) : open()))
    return () => cancelAnimationFrame(frame)
  }, [open, fit, comparison])
  const cancelRun = useCallback(async () => {
    const { live } = store.getState()
    if (live) await client.runs.cancel.mutate({ id: live.run.id })
  }, [store, client])
  const services = useMemo(
    () => ({
      saveNow: async () => true,
      startRun: nothing,
      cancelRun,
      upload: nothing,
      uploads: [],
      fit,
      centre,
      reveal,
      goTo,
      layOut: nothing,
    }),
    [cancelRun, fit, centre, reveal, goTo],
  )
  return (
    <ServicesProvider services={services}>
      <Shell shown={shown} comparison={comparison} />
    </ServicesProvider>
  )
}

function Shell({ shown, comparison }: { shown: Shown; comparison: Comparison | null }) {
  const { t } = useT()
  useKeyboard()
  const inspecting = useCanvas((state) => state.inspector.open)
  const drawer = useCanvas((state) => state.drawer.open)
  const wide = useCanvas(isWide)
  return (
    <div
      className="canvas-page is-past"
      data-inspector={comparison !== null || inspecting}
      data-drawer={drawer}
      data-wide={wide}
    >
      <ViewerBar shown={shown} />
      <VersionList shown={shown} />
      <main className="canvas-main" aria-label={t('Canvas')}>
        <CanvasFlow>{comparison && <DiffMarks comparison={comparison} />}</CanvasFlow>
        <ViewerBanner shown={shown} />
      </main>
      {shown.run && <Drawer />}
      {comparison ? <ChangeList shown={shown} comparison={comparison} /> : <Inspector />}
      <Overlays />
      <Announcer />
    </div>
  )
}

/** The canvas as it was: to look at, to hold against another version, to go back to; not to edit. */
export function Viewer({ shown }: { shown: Shown }) {
  const [{ store, comparison }] = useState(() => {
    const compared = shown.against ? compareOnPaper(shown.against.document, shown.drawing.document) : null
    return { store: openStore(shown, compared), comparison: compared }
  })
  return (
    <CanvasProvider store={store}>
      <ReactFlowProvider>
        <Page shown={shown} comparison={comparison} />
      </ReactFlowProvider>
    </CanvasProvider>
  )
}
