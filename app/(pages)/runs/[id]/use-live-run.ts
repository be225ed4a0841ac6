'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import type { RunUpdate } from '../../../../server/views.ts'
import { applyUpdates, createLiveRun, isRunActive, type LiveRun } from '../../../canvas/store/live-run.ts'
import { useTRPC } from '../../../trpc.tsx'

/** Gathers what arrives within one frame of the screen, so that many events are drawn once. */
function createFrameBuffer<T>() {
  let items: T[] = []
  let frame = 0
  return {
    push(item: T, flush: (items: readonly T[]) => void) {
      items.push(item)
      frame ||= requestAnimationFrame(() => {
        frame = 0
        const batch = items
        items = []
        flush(batch)
      })
    },
    cancel() {
      cancelAnimationFrame(frame)
      frame = 0
    },
  }
}

/** A run with everything that happens to it; `live` is undefined until the first answer. */
export function useLiveRun(id: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const detail = useQuery(trpc.runs.get.queryOptions({ id }))
  const [live, setLive] = useState<LiveRun>()
  const [buffer] = useState(() => createFrameBuffer<RunUpdate>())

  // What was fetched is the ground; what arrives over the stream lies on top of it.
  if (detail.data && live?.run.id !== detail.data.id) setLive(createLiveRun(detail.data))

  useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { id },
      {
        enabled: detail.isSuccess,
        onData: (update) =>
          buffer.push(update.data, (updates) => {
            setLive((current) => (current ? applyUpdates(current, updates) : current))
            if (updates.some((one) => one.type === 'run' && !isRunActive(one.run)))
              void queryClient.invalidateQueries(trpc.models.list.queryFilter())
          }),
      },
    ),
  )
  useEffect(() => () => buffer.cancel(), [buffer])
  return { live, error: detail.error, refetch: detail.refetch }
}
