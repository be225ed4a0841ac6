'use client'

import { useState } from 'react'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPCClient } from '../../trpc.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

/** The pipeline's name; a click makes it a field. */
export function PipelineName() {
  const { t } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const name = useCanvas((state) => state.name)
  const [draft, setDraft] = useState<string | null>(null)

  const finish = async (): Promise<void> => {
    const wanted = draft?.trim() ?? ''
    setDraft(null)
    if (wanted === '' || wanted === name) return
    const { pipelineId, setName } = store.getState()
    setName(wanted)
    try {
      await client.pipelines.rename.mutate({ id: pipelineId, name: wanted })
    } catch (error) {
      setName(name)
      toast(t('The name was not changed.'), {
        tone: 'failed',
        detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
      })
    }
  }

  if (draft === null) {
    return (
      <button
        type="button"
        aria-label={t('Rename {{name}}', { name })}
        title={name}
        className="min-w-0 truncate rounded-sm px-1 text-14 font-title hover:bg-surface-3"
        onClick={() => setDraft(name)}
      >
        {name}
      </button>
    )
  }
  return (
    <input
      // The click that made it a field was on the name.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      aria-label={t('Name of the pipeline')}
      maxLength={120}
      className="h-7 min-w-32 rounded-sm border border-line-control bg-surface px-1 text-14 font-title"
      size={Math.max(12, draft.length)}
      value={draft}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => void finish()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
