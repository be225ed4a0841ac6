'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Side } from '../../../nodes/graph/merge-documents.ts'
import { Button } from '../../components/button.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPCClient } from '../../trpc.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { followed, merge, mergedWith } from '../store/merging.ts'
import type { NewerVersion } from '../store/save-slice.ts'
import { MergeDialog } from './versions/merge-dialog.tsx'

const tell = (title: string, error: unknown): void => {
  toast(title, {
    tone: 'failed',
    detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
  })
}

function Conflict({ newer }: { newer: NewerVersion }) {
  const { t } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const router = useRouter()
  const base = useCanvas((state) => state.savedDocument)
  const mine = useCanvas((state) => state.document)
  const [busy, setBusy] = useState(false)
  const [open, setOpen] = useState(false)
  const { version, document: theirs } = newer

  const mergeBoth = (choices: Record<string, Side>): void => {
    const { document } = merge(base, mine, theirs, choices)
    store.getState().goOnFrom(newer, document, mergedWith(version))
    store.getState().announce(t('Merged with version {{version}}', { version }))
  }
  const takeTheirs = (): void => {
    store.getState().goOnFrom(newer, theirs, followed(version))
    toast(t('Version {{version}}, saved elsewhere, is shown.', { version }), {
      action: { label: t('Undo'), onSelect: () => store.getState().undo() },
    })
  }
  const copy = async (): Promise<void> => {
    setBusy(true)
    try {
      const { name, markAbandoned } = store.getState()
      const { id } = await client.pipelines.create.mutate({
        name: t('{{name}} (copy)', { name }).slice(0, 120),
        document: mine,
      })
      markAbandoned()
      router.push(`/pipelines/${id}`)
    } catch (error) {
      tell(t('The copy was not saved.'), error)
      setBusy(false)
    }
  }

  return (
    <div role="alert" className="canvas-banner">
      <StateIcon state="warning" size={16} decorative />
      <p className="min-w-0 flex-1">
        <b className="font-strong">{t('Someone else saved version {{version}}.', { version })}</b>{' '}
        {t('It changes what you changed, so your edits are not saved yet.')}
      </p>
      <Button size="sm" busy={busy} onClick={() => void copy()}>
        {t('Save mine as a copy')}
      </Button>
      <Button size="sm" onClick={takeTheirs}>
        {t('Take theirs')}
      </Button>
      <Button size="sm" variant="primary" onClick={() => setOpen(true)}>
        {t('Merge…')}
      </Button>
      {open && (
        <MergeDialog
          title={t('Merge with version {{version}}', { version })}
          sides={{ base, mine, theirs }}
          onClose={() => setOpen(false)}
          onMerge={mergeBoth}
        />
      )}
    </div>
  )
}

/** Someone else saved what goes against one's own edits: nothing is overwritten and nothing is lost. */
export function ConflictBanner() {
  const newer = useCanvas((state) => state.newer)
  return newer && <Conflict newer={newer} />
}
