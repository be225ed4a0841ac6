'use client'

import { useEffect } from 'react'
import { toast } from '../../components/toast-store.ts'
import { say, sayMessage } from '../../i18n/current.ts'
import { useTRPCClient } from '../../trpc.tsx'
import { plainMessage } from '../components/message-text.tsx'
import { useCanvasStore } from '../store/context.tsx'
import { meetNewer, wordsOf } from '../store/merging.ts'
import type { DocumentChange } from '../../../nodes/graph/diff-documents.ts'

/** Pages of this browser tell each other at once; other people's saves are asked for. */
const CHANNEL = 'millrace:saved'
const ASK_MS = 5_000

interface Saved {
  pipelineId: string
  version: number
}

/** Tells the other pages of this browser that a version was saved. */
export function tellOthers(pipelineId: string, version: number): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage({ pipelineId, version } satisfies Saved)
  channel.close()
}

const MOST_WORDS = 3

const inWords = (changes: readonly DocumentChange[]): string => {
  const words = wordsOf(changes.slice(0, MOST_WORDS)).map((sentence) => plainMessage(sayMessage(sentence)))
  const more = changes.length - words.length
  return [...words, ...(more > 0 ? [say('{{count}} more', { count: more })] : [])].join(' · ')
}

/**
 * Learns at once when someone saves the drawing elsewhere: takes it over where there is nothing of one's own to lose,
 * merges it with one's own edits where they touch other things, and else leaves it to the person (`newer`).
 */
export function useNewerVersion(): void {
  const store = useCanvasStore()
  const client = useTRPCClient()
  useEffect(() => {
    let busy = false
    let gone = false

    const meet = async (): Promise<void> => {
      const { pipelineId: id, newer } = store.getState()
      if (busy) return
      busy = true
      try {
        const fetched = await client.pipelines.get.query({ id })
        // A save of one's own may have made that version while it was asked for.
        if (gone || store.getState().saveStatus === 'saving' || fetched.version === newer?.version) return
        const { outcome, changes } = meetNewer(store, fetched)
        const { version } = fetched
        if (outcome === 'followed' || outcome === 'merged') {
          const title =
            outcome === 'followed'
              ? say('Version {{version}}, saved elsewhere, is shown.', { version })
              : say('Version {{version}}, saved elsewhere, was merged with your edits.', { version })
          toast(title, {
            detail: inWords(changes),
            action: { label: say('Undo'), onSelect: () => store.getState().undo() },
          })
          store.getState().announce(title)
        }
      } catch {
        // Asked again soon; a server that is gone is told of elsewhere.
      } finally {
        busy = false
      }
    }

    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return
      const { pipelineId: id } = store.getState()
      try {
        const { version } = await client.pipelines.newest.query({ id })
        const state = store.getState()
        if (!gone && version > state.version && state.saveStatus !== 'saving') await meet()
      } catch {
        // As above.
      }
    }

    const channel = new BroadcastChannel(CHANNEL)
    channel.addEventListener('message', ({ data }: MessageEvent<Saved>) => {
      const { pipelineId, version } = store.getState()
      if (data.pipelineId === pipelineId && data.version > version) void meet()
    })
    const timer = setInterval(() => void ask(), ASK_MS)
    const onFocus = (): void => void ask()
    window.addEventListener('focus', onFocus)
    // A save that was refused says that there is one.
    const unsubscribe = store.subscribe((state, before) => {
      if (state.saveStatus === 'conflict' && before.saveStatus === 'saving' && !state.newer) void meet()
    })
    return () => {
      gone = true
      channel.close()
      clearInterval(timer)
      window.removeEventListener('focus', onFocus)
      unsubscribe()
    }
  }, [store, client])
}
