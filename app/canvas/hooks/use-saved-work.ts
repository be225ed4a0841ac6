'use client'

import { useEffect } from 'react'
import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import { toast } from '../../components/toast-store.ts'
import { say } from '../../i18n/current.ts'
import { useCanvasStore } from '../store/context.tsx'
import { dropDraft, dropOwnDraft, findDrafts, holdPage, onPageGone, writeDraft } from '../store/drafts.ts'
import { rememberHistory } from '../store/saved-history.ts'

const QUIET_MS = 300
/** What a page saved as it went reaches the server, and comes from there, within this time. */
const LAST_SAVE_MS = 1_500

/**
 * Keeps in the browser what the server does not have: the history of undo, and edits that are not saved yet. On opening,
 * work of pages that are gone is offered (`draft`).
 */
export function useSavedWork(cameBack: boolean): void {
  const store = useCanvasStore()
  useEffect(() => {
    holdPage()
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = (): void => {
      clearTimeout(timer)
      timer = undefined
      const { pipelineId, document, savedDocument, version } = store.getState()
      rememberHistory(store)
      if (document === savedDocument) dropOwnDraft(pipelineId)
      else writeDraft(pipelineId, { base: { version, document: savedDocument }, document, atMs: Date.now() })
    }
    const unsubscribe = store.subscribe((state, before) => {
      if (state.history === before.history && state.savedDocument === before.savedDocument) return
      timer ??= setTimeout(keep, QUIET_MS)
    })
    window.addEventListener('pagehide', keep)
    return () => {
      unsubscribe()
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [store])

  useEffect(() => {
    if (cameBack) toast(say('Edits that were not saved yet are back.'))
    const left = new AbortController()
    const look = async (): Promise<void> => {
      const { pipelineId } = store.getState()
      const drafts = await findDrafts(pipelineId, Date.now())
      if (left.signal.aborted) return
      const { document, setDraft } = store.getState()
      const shown = canonicalJson(document)
      const others = drafts.filter((draft) => {
        // What is there already, or was taken back before the page went, is nothing to offer.
        const known = [shown, canonicalJson(draft.base.document)].includes(canonicalJson(draft.document))
        if (known) dropDraft(draft.key)
        return !known
      })
      setDraft(others[0] ?? null)
    }
    void look()
    // A page that was closed a moment ago counts as open until the browser has let it go.
    const lookLater = (): void => void setTimeout(() => void look(), LAST_SAVE_MS)
    onPageGone(store.getState().pipelineId, lookLater, left.signal)
    return () => left.abort()
  }, [store, cameBack])
}
