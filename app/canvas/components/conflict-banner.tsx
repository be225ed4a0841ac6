'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPCClient } from '../../trpc.tsx'
import { useCanvas, useCanvasStore } from '../store/context.tsx'
import { useT } from '../../i18n/use-t.ts'

const tell = (title: string, error: unknown): void => {
  toast(title, {
    tone: 'failed',
    detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
  })
}

/** Someone else saved meanwhile: nothing is overwritten and nothing is lost. */
export function ConflictBanner() {
  const { t } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const router = useRouter()
  const status = useCanvas((state) => state.saveStatus)
  const [busy, setBusy] = useState<'reload' | 'copy' | null>(null)
  if (status !== 'conflict') return null

  const reload = async (): Promise<void> => {
    setBusy('reload')
    try {
      const { pipelineId, adopt } = store.getState()
      adopt(await client.pipelines.get.query({ id: pipelineId }))
    } catch (error) {
      tell(t('It could not be loaded.'), error)
    }
    setBusy(null)
  }
  const copy = async (): Promise<void> => {
    setBusy('copy')
    try {
      const { name, document, markAbandoned } = store.getState()
      const { id } = await client.pipelines.create.mutate({
        name: t('{{name}} (copy)', { name }).slice(0, 120),
        document,
      })
      markAbandoned()
      router.push(`/pipelines/${id}`)
    } catch (error) {
      tell(t('The copy was not saved.'), error)
      setBusy(null)
    }
  }

  return (
    <div role="alert" className="canvas-banner">
      <StateIcon state="warning" size={16} decorative />
      <p className="min-w-0 flex-1">
        <b className="font-strong">{t('Someone else saved this pipeline.')}</b>{' '}
        {t('Your last edits are not saved.')}
      </p>
      <Button size="sm" busy={busy === 'copy'} onClick={() => void copy()}>
        {t('Save mine as a copy')}
      </Button>
      <Button size="sm" busy={busy === 'reload'} onClick={() => void reload()}>
        {t('Reload theirs')}
      </Button>
    </div>
  )
}
