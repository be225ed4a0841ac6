'use client'

import { useMutation } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import type { NodeRunView } from '../../server/views.ts'
import { errorMessage, useTRPC } from '../trpc.tsx'
import { msg } from '../i18n/msg.ts'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { stepOf, type TrainingStep } from './training-step.ts'
import { toast } from './toast-store.ts'

const endsAfter: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('Ends after the epoch in hand; the run goes on with the best weights so far.'),
  round: msg('Ends after the round in hand; the run goes on with the best rounds so far.'),
  tree: msg('Ends after the tree in hand; the run goes on with the trees so far.'),
}
const stopsAfter: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('Stops after this epoch'),
  round: msg('Stops after this round'),
  tree: msg('Stops after this tree'),
}

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
  const step = stepOf(node)
  const stopping = node.stopping === true || stop.isPending || stop.isSuccess
  return (
    <Button
      size="sm"
      busy={stopping}
      title={t(endsAfter[step])}
      onClick={() => stop.mutate({ id: runId, nodeId: node.nodeId })}
    >
      {!stopping && <Square aria-hidden />}
      {stopping ? t(stopsAfter[step]) : t('Stop and keep the best')}
    </Button>
  )
}
