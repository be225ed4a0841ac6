'use client'

import { useMutation } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import type { NodeRunView } from '../../server/views.ts'
import { errorMessage, useTRPC } from '../trpc.tsx'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { toast } from './toast-store.ts'

/** Whether a node trains in epochs just now, so that it can be stopped early. */
export const canStop = (node: NodeRunView | undefined): boolean =>
  node?.state === 'running' && node.progress?.epochs !== undefined

/** Ends a training after the epoch in hand; the best weights are kept, and the run goes on with them. */
export function StopTraining({ runId, node }: { runId: string; node: NodeRunView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const stop = useMutation(
    trpc.runs.stopNode.mutationOptions({
      onError: (error) =>
        toast(t('The training was not stopped.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  if (!canStop(node)) return null
  const stopping = node.stopping === true || stop.isPending || stop.isSuccess
  return (
    <Button
      size="sm"
      busy={stopping}
      title={t('Ends after the epoch in hand; the run goes on with the best weights so far.')}
      onClick={() => stop.mutate({ id: runId, nodeId: node.nodeId })}
    >
      {!stopping && <Square aria-hidden />}
      {stopping ? t('Stops after this epoch') : t('Stop and keep the best')}
    </Button>
  )
}
