'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { toast } from '../../../components/toast-store.ts'
import { useT } from '../../../i18n/use-t.ts'
import { errorMessage, useTRPCClient } from '../../../trpc.tsx'
import { tellOthers } from '../../hooks/use-newer-version.ts'
import { restored } from '../../store/merging.ts'
import { rememberStep } from '../../store/saved-history.ts'
import { pastHref } from './past-href.ts'

/** Makes a version the newest again and goes on editing there; the step can be undone. */
export function useRestore(pipelineId: string): {
  busy: boolean
  restore: (version: number) => Promise<void>
} {
  const { t } = useT()
  const router = useRouter()
  const client = useTRPCClient()
  const [busy, setBusy] = useState(false)
  const restore = useCallback(
    async (version: number): Promise<void> => {
      setBusy(true)
      try {
        const [now, then] = await Promise.all([
          client.pipelines.get.query({ id: pipelineId }),
          client.pipelines.get.query({ id: pipelineId, version }),
        ])
        const saved = await client.pipelines.restore.mutate({ id: pipelineId, version })
        rememberStep(pipelineId, {
          before: now.document,
          after: then.document,
          version: saved.version,
          label: restored(version),
        })
        tellOthers(pipelineId, saved.version)
        router.push(pastHref(pipelineId))
        toast(t('Version {{version}} is back.', { version }))
      } catch (error) {
        setBusy(false)
        toast(t('Version {{version}} could not be loaded.', { version }), {
          tone: 'failed',
          detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
        })
      }
    },
    [pipelineId, client, router, t],
  )
  return { busy, restore }
}
