'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { toast } from '../../components/toast-store.ts'
import { say } from '../../i18n/current.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../trpc.tsx'
import { titleOf } from '../store/actions.ts'
import { useCanvasStore } from '../store/context.tsx'
import { formatBytes } from '../words.ts'

/** Has the results of a node, or of the whole pipeline, forgotten, and says how much that was. */
export function useClearCache(): (nodeId?: string) => Promise<void> {
  const store = useCanvasStore()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const trpc = useTRPC()
  return useCallback(
    async (nodeId) => {
      const { pipelineId, announce } = store.getState()
      try {
        const { entries, bytes } = await client.maintenance.clearCache.mutate({
          pipelineId,
          ...(nodeId !== undefined && { nodeId }),
        })
        const title = nodeId === undefined ? undefined : titleOf(store, nodeId)
        const said =
          entries === 0
            ? say('There was nothing to forget.')
            : title === undefined
              ? say('{{count}} results of this pipeline are forgotten.', { count: entries })
              : say('{{count}} results of {{title}} are forgotten.', { count: entries, title })
        const detail =
          entries === 0
            ? ''
            : say('{{size}} will be freed unless a run or a model needs it.', { size: formatBytes(bytes) })
        toast(said, { tone: 'done', ...(detail !== '' && { detail }) })
        announce(said)
        await queryClient.invalidateQueries({ queryKey: trpc.runs.reuse.queryKey() })
      } catch (error) {
        toast(say('The cache was not cleared.'), {
          tone: 'failed',
          detail: errorMessage(error instanceof Error ? error : new Error(String(error))),
        })
      }
    },
    [store, client, queryClient, trpc],
  )
}
