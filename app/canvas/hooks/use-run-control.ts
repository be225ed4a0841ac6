'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { PipelineDocument } from '../../../nodes/graph/document.ts'
import type { RunDetail, RunUpdate } from '../../../server/views.ts'
import { connection } from '../../components/connection.ts'
import { toast } from '../../components/toast-store.ts'
import { useConnectionGeneration } from '../../components/use-connection.ts'
import { errorCode, errorMessage, errorProblems, useTRPC, useTRPCClient } from '../../trpc.tsx'
import { plainMessage } from '../components/message-text.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { isRunActive } from '../store/live-run.ts'
import type { RunOptions } from '../store/view-slice.ts'
import { useRunFacts } from './use-run-facts.ts'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const stateWords = {
  succeeded: msg('done'),
  failed: msg('failed'),
  cancelled: msg('cancelled'),
} as const

/** Shows the latest run on opening the page, follows a live one, and starts and cancels runs. */
export function useRunControl(saveNow: () => Promise<boolean>) {
  const store = useCanvasStore()
  const client = useTRPCClient()

  const documentOf = useCallback(
    async (version: number): Promise<PipelineDocument> => {
      const { pipelineId, version: current, savedDocument } = store.getState()
      if (version === current) return savedDocument
      return (await client.pipelines.get.query({ id: pipelineId, version })).document
    },
    [store, client],
  )

  const show = useCallback(
    async (detail: RunDetail): Promise<void> => {
      const ran = await documentOf(detail.version)
      store.getState().showRun(detail, ran)
    },
    [store, documentOf],
  )

  useLatestRun(show)
  useRunFacts()
  useRunStream()

  const startRun = useCallback(
    async (options: RunOptions = {}): Promise<void> => {
      const { live, announce, showDrawer, document, openOverlay } = store.getState()
      if (live && isRunActive(live.run)) return
      if (options.inputs === undefined && Object.keys(document.inputs).length > 0) {
        openOverlay({ kind: 'runInputs', options })
        return
      }
      if (!(await saveNow())) {
        toast(say('The drawing is not saved, so it can’t run.'), {
          tone: 'failed',
          detail: store.getState().saveMessage,
        })
        return
      }
      const { pipelineId, version, savedDocument } = store.getState()
      try {
        const started = await client.runs.start.mutate({ pipelineId, version, ...options })
        const detail = await client.runs.get.query({ id: started.runId })
        store.getState().showRun(detail, savedDocument)
        showDrawer('timeline')
        announce(say('Run {{number}} started', { number: started.number }))
      } catch (error) {
        const failure = asError(error)
        const problems = errorProblems(failure)
        // A port that is fed from outside is no problem of the drawing, though it can't run alone.
        if (problems.length > 0 && store.getState().analysis.problems.length > 0) showDrawer('problems')
        toast(plainMessage(errorMessage(failure)), { tone: 'failed' })
        announce(plainMessage(errorMessage(failure)))
      }
    },
    [store, client, saveNow],
  )

  const cancelRun = useCallback(async (): Promise<void> => {
    const { live } = store.getState()
    if (!live) return
    try {
      await client.runs.cancel.mutate({ id: live.run.id })
    } catch (error) {
      toast(errorMessage(asError(error)), { tone: 'failed' })
    }
  }, [store, client])

  return { startRun, cancelRun }
}

/** On opening the page: the latest run, with its curves and logs where it has ended. */
function useLatestRun(show: (detail: RunDetail) => Promise<void>): void {
  const store = useCanvasStore()
  const client = useTRPCClient()
  useEffect(() => {
    let gone = false
    const load = async (): Promise<void> => {
      const { pipelineId } = store.getState()
      const detail = await client.runs.latest.query({ pipelineId })
      const shown = store.getState().live?.run
      if (gone || !detail || shown?.id === detail.id || (shown && isRunActive(shown))) return
      await show(detail)
      if (isRunActive(detail)) return
      const events = await client.runs.events.query({ id: detail.id, limit: 10_000 })
      if (gone || store.getState().live?.run.id !== detail.id) return
      store.getState().receive(events.map((event) => ({ type: 'event', event })))
    }
    load().catch((error: unknown) => {
      if (gone) return
      toast(say('The last run could not be loaded.'), {
        tone: 'failed',
        detail: errorMessage(asError(error)),
      })
    })
    // A run that was started elsewhere meanwhile: shown on coming back to the page.
    const onFocus = (): void => void load().catch(() => {})
    window.addEventListener('focus', onFocus)
    return () => {
      gone = true
      window.removeEventListener('focus', onFocus)
    }
  }, [store, client, show])
}

/** Follows the run shown for as long as it is live; what arrives is applied once a frame. */
export function useRunStream(): void {
  const store = useCanvasStore()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const trpc = useTRPC()
  const runId = useCanvas(({ live }) => (live && isRunActive(live.run) ? live.run.id : null))

  // A stream that broke is opened anew once the server is back; it then tells all that was missed.
  const generation = useConnectionGeneration()

  useEffect(() => {
    if (runId === null) return
    let waiting: RunUpdate[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = (): void => {
      timer = undefined
      const updates = waiting
      waiting = []
      const { live, receive } = store.getState()
      if (live?.run.id !== runId) return
      receive(updates)
    }
    const stream = client.runs.watch.subscribe(
      { id: runId, after: 0 },
      {
        onData: ({ data }) => {
          waiting.push(data)
          timer ??= setTimeout(flush, 50)
        },
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) connection.suspect()
        },
        onError: (error) => {
          if (errorCode(error) === null) connection.suspect()
          else toast(say('The live view was lost.'), { tone: 'failed', detail: errorMessage(error) })
        },
      },
    )
    return () => {
      stream.unsubscribe()
      clearTimeout(timer)
      flush()
      const { live, announce } = store.getState()
      if (live?.run.id !== runId || isRunActive(live.run)) return
      const { state, number } = live.run
      if (state in stateWords)
        announce(
          say('Run {{number}} {{state}}', {
            number,
            state: say(stateWords[state as keyof typeof stateWords]),
          }),
        )
      void queryClient.invalidateQueries({ queryKey: trpc.runs.pathKey() })
      void queryClient.invalidateQueries({ queryKey: trpc.models.pathKey() })
      void queryClient.invalidateQueries({ queryKey: trpc.endpoints.pathKey() })
    }
  }, [runId, generation, store, client, queryClient, trpc])
}
