'use client'

import { useCallback, useState } from 'react'
import { say } from '../../i18n/current.ts'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, errorProblems, useTRPCClient } from '../../trpc.tsx'
import { plainMessage } from '../components/message-text.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { useServices } from './services.tsx'

/** Saves the drawing and goes on with the run shown: what finished there and has not changed is taken over. */
export function useRetry(): { retry: () => Promise<void>; busy: boolean } {
  const store = useCanvasStore()
  const client = useTRPCClient()
  const { saveNow } = useServices()
  const [busy, setBusy] = useState(false)
  const retry = useCallback(async (): Promise<void> => {
    const { live, showDrawer, announce } = store.getState()
    if (!live) return
    setBusy(true)
    try {
      if (!(await saveNow())) {
        toast(say('The drawing is not saved, so it can’t run.'), {
          tone: 'failed',
          detail: store.getState().saveMessage,
        })
        return
      }
      const { savedDocument } = store.getState()
      const { runId, number } = await client.runs.retry.mutate({ id: live.run.id })
      store.getState().showRun(await client.runs.get.query({ id: runId }), savedDocument)
      showDrawer('timeline')
      announce(say('Run {{number}} started', { number }))
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error))
      if (errorProblems(failure).length > 0) showDrawer('problems')
      toast(plainMessage(errorMessage(failure)), { tone: 'failed' })
      announce(plainMessage(errorMessage(failure)))
    } finally {
      setBusy(false)
    }
  }, [store, client, saveNow])
  return { retry, busy }
}
