'use client'

import { RotateCcw, Square } from 'lucide-react'
import { toast } from '../../components/toast-store.ts'
import { canStop } from '../../components/stop-training.tsx'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPCClient } from '../../trpc.tsx'
import { useRetry } from '../hooks/use-retry.ts'
import { useCanvas, useCanvasStore } from '../store/context.tsx'

/** Ends a training early, or goes on after a failure, from the card itself. The results have the same by keyboard. */
export function CardControl({ nodeId }: { nodeId: string }) {
  const kind = useCanvas(({ live }) => {
    const node = live?.nodes[nodeId]
    if (node?.state === 'failed') return 'retry'
    return canStop(node) && !node?.stopping ? 'stop' : null
  })
  if (kind === 'retry') return <Retry />
  return kind === 'stop' ? <Stop nodeId={nodeId} /> : null
}

const look = 'card-control nodrag'

function Retry() {
  const { t } = useT()
  const { retry, busy } = useRetry()
  return (
    <button
      type="button"
      tabIndex={-1}
      className={look}
      disabled={busy}
      aria-label={t('Retry')}
      title={t('Runs what failed again, with the settings as they are now. What finished is taken over.')}
      onClick={(event) => {
        event.stopPropagation()
        void retry()
      }}
    >
      <RotateCcw aria-hidden size={13} />
    </button>
  )
}

function Stop({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const store = useCanvasStore()
  const client = useTRPCClient()
  const stop = async (): Promise<void> => {
    const { live } = store.getState()
    if (!live) return
    try {
      await client.runs.stopNode.mutate({ id: live.run.id, nodeId })
    } catch (error) {
      toast(t('The training was not stopped.'), { tone: 'failed', detail: errorMessage(error as Error) })
    }
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      className={look}
      aria-label={t('Stop and keep the best')}
      title={t('Stop and keep the best')}
      onClick={(event) => {
        event.stopPropagation()
        void stop()
      }}
    >
      <Square aria-hidden size={11} />
    </button>
  )
}
