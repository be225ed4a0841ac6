'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import type { RunUpdate } from '../../../../server/views.ts'
import { applyUpdates, createLiveRun, isRunActive, type LiveRun } from '../../../canvas/store/live-run.ts'
import { connection } from '../../../components/connection.ts'
import { useConnectionGeneration } from '../../../components/use-connection.ts'
import { errorCode, useTRPC } from '../../../trpc.tsx'

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

  const { reset } = useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { id },
      {
        enabled: detail.data !== undefined,
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) connection.suspect()
        },
        onError: (error) => {
          if (errorCode(error) === null) connection.suspect()
        },
        onData: (update) =>
          buffer.push(update.data, (updates) => {
            setLive((current) => (current ? applyUpdates(current, updates) : current))
            if (updates.some((one) => one.type === 'run' && !isRunActive(one.run)))
              void queryClient.invalidateQueries(trpc.models.list.queryFilter())
          }),
      },
    ),
  )
  // A stream that broke is opened anew once the server is back; it then tells all that was missed.
  const generation = useConnectionGeneration()
  useEffect(() => {
    if (generation > 0) reset()
  }, [generation, reset])
  useEffect(() => () => buffer.cancel(), [buffer])
  return { live, error: detail.error, refetch: detail.refetch }
}
