'use client'

import { useCallback, useEffect, useRef } from 'react'
import { errorCode, errorMessage, useTRPCClient } from '../../trpc.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { dropOwnDraft } from '../store/drafts.ts'
import { tellOthers } from './use-newer-version.ts'

const QUIET_MS = 1000
const RETRY_MS = 5000

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Saves the drawing a second after the last edit, one save at a time, on top of the version it was read at. */
export function useSaver(): () => Promise<boolean> {
  const store = useCanvasStore()
  const client = useTRPCClient()
  const running = useRef<Promise<boolean> | null>(null)

  const save = useCallback(async (): Promise<boolean> => {
    await running.current
    const { pipelineId, document, savedDocument, version, saveStatus, saveLabel } = store.getState()
    if (document === savedDocument) return true
    if (saveStatus === 'conflict') return false
    store.getState().markSaving()
    const attempt = client.pipelines.save
      .mutate({ id: pipelineId, document, baseVersion: version, ...(saveLabel && { label: saveLabel }) })
      .then((saved) => {
        store.getState().markSaved(document, saved)
        // The page may be gone by now, and with it who would do this.
        if (store.getState().document === document) dropOwnDraft(pipelineId)
        tellOthers(pipelineId, saved.version)
        return true
      })
      .catch((error: unknown) => {
        const failure = asError(error)
        const conflict = errorCode(failure) === 'CONFLICT'
        store.getState().markSaveFailed(conflict ? 'conflict' : 'failed', errorMessage(failure))
        return false
      })
    running.current = attempt
    return attempt
  }, [store, client])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (delayMs: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => void save(), delayMs)
    }
    // Edits that came back after a reload.
    if (store.getState().document !== store.getState().savedDocument) later(QUIET_MS)
    const unsubscribe = store.subscribe((state, before) => {
      if (state.document !== before.document && state.document !== state.savedDocument) later(QUIET_MS)
      else if (state.saveStatus === 'unsaved' && before.saveStatus !== 'unsaved') later(QUIET_MS)
      else if (state.saveStatus === 'failed' && before.saveStatus === 'saving') later(RETRY_MS)
    })
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') void save()
    }
    const onLeave = (event: BeforeUnloadEvent): void => {
      const state = store.getState()
      if (state.document === state.savedDocument) return
      void save()
      event.preventDefault()
    }
    document.addEventListener('visibilitychange', onHide)
    window.addEventListener('beforeunload', onLeave)
    return () => {
      // Leaving for another page of the application: nothing asks, so save at once.
      void save()
      clearTimeout(timer)
      unsubscribe()
      document.removeEventListener('visibilitychange', onHide)
      window.removeEventListener('beforeunload', onLeave)
    }
  }, [store, save])

  return save
}
