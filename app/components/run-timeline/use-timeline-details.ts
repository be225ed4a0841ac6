'use client'

import { useQuery } from '@tanstack/react-query'
import type { StateEvent } from '../../../drizzle/schema/runs.ts'
import type { IterationView, NodeRunView, RunSummary } from '../../../server/views.ts'
import { useTRPC } from '../../trpc.tsx'
import { isLive } from '../states.ts'

/** What a timeline shows beside the nodes themselves. */
export interface TimelineDetails {
  /** Folds, trials and the like. */
  iterations: readonly IterationView[]
  /** When a node was tried again. */
  retries: readonly { nodeId: string; at: string }[]
}

const nothing: TimelineDetails = { iterations: [], retries: [] }

/** Asked for again while the run is live. */
export function useTimelineDetails(
  live: { run: Pick<RunSummary, 'id' | 'state'>; nodes: Readonly<Record<string, NodeRunView>> } | null,
): TimelineDetails {
  const trpc = useTRPC()
  const id = live?.run.id ?? ''
  const refetchInterval = live && isLive(live.run.state) ? 2_000 : false
  const retried = Object.values(live?.nodes ?? {}).some(({ attempt }) => attempt > 1)
  const { data: iterations = nothing.iterations } = useQuery(
    trpc.runs.iterations.queryOptions({ id }, { enabled: live !== null, refetchInterval }),
  )
  const { data: events = [] } = useQuery(
    trpc.runs.events.queryOptions({ id, kinds: ['state'] }, { enabled: retried, refetchInterval }),
  )
  const retries = events.flatMap(({ nodeId, attempt, data, at }) =>
    nodeId !== null && attempt > 1 && (data as StateEvent).state === 'running' ? [{ nodeId, at }] : [],
  )
  return { iterations, retries }
}
