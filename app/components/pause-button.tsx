'use client'

import { useMutation } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import type { RunSummary } from '../../server/views.ts'
import { useT } from '../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../trpc.tsx'
import { Button, type ButtonSize } from './button.tsx'
import { toast } from './toast-store.ts'

/** Holds a run back, or lets it go on. */
export function PauseButton({
  run,
  size = 'md',
}: {
  run: Pick<RunSummary, 'id' | 'state'>
  size?: ButtonSize
}) {
  const { t } = useT()
  const trpc = useTRPC()
  const paused = run.state === 'paused'
  const failed = (error: Parameters<typeof errorMessage>[0]) => toast(errorMessage(error), { tone: 'failed' })
  const pause = useMutation(trpc.runs.pause.mutationOptions({ onError: failed }))
  const resume = useMutation(trpc.runs.resume.mutationOptions({ onError: failed }))
  const busy = pause.isPending || resume.isPending
  return (
    <Button
      size={size}
      busy={busy}
      title={paused ? undefined : t('What is under way finishes; nothing new starts.')}
      onClick={() => (paused ? resume : pause).mutate({ id: run.id })}
    >
      {size === 'md' && !busy && (paused ? <Play aria-hidden /> : <Pause aria-hidden />)}
      {paused ? t('Resume') : t('Pause')}
    </Button>
  )
}
