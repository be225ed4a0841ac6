'use client'

import { useQuery } from '@tanstack/react-query'
import type { PipelineView, RunDetail } from '../../../../server/views.ts'
import { type errorMessage, useTRPC } from '../../../trpc.tsx'
import type { PastView } from './past-href.ts'

/** What the viewer shows, once it is fetched. */
export interface Shown {
  pipelineId: string
  name: string
  newest: number
  /** The drawing that is shown, and the older one that it is held against. */
  drawing: PipelineView
  against: PipelineView | null
  run: RunDetail | null
}

const forever = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false }

/** Fetches what a view of the past needs; the error of whichever is not to be had. */
export function usePast(
  id: string,
  view: PastView,
): { shown: Shown | null; error: Parameters<typeof errorMessage>[0] } {
  const trpc = useTRPC()
  const newest = useQuery(trpc.pipelines.newest.queryOptions({ id }))
  const run = useQuery(
    trpc.runs.get.queryOptions({ id: view.run ?? '' }, { enabled: view.run !== undefined, ...forever }),
  )
  const version = view.version ?? (view.run === undefined ? newest.data?.version : run.data?.version)
  const [older, newer] =
    view.against === undefined || version === undefined || view.against === version
      ? [undefined, version]
      : [Math.min(version, view.against), Math.max(version, view.against)]
  const get = (wanted: number | undefined) =>
    trpc.pipelines.get.queryOptions(
      { id, version: wanted ?? 1 },
      { enabled: wanted !== undefined, ...forever },
    )
  const drawing = useQuery(get(newer))
  const against = useQuery(get(older))
  const wanted = [
    newest,
    drawing,
    ...(older === undefined ? [] : [against]),
    ...(view.run === undefined ? [] : [run]),
  ]
  const error = wanted.find((query) => query.error !== null)?.error ?? null
  const ready = wanted.every((query) => query.data !== undefined)
  return {
    error,
    shown:
      ready && drawing.data && newest.data
        ? {
            pipelineId: id,
            name: drawing.data.name,
            newest: newest.data.version,
            drawing: drawing.data,
            against: older === undefined ? null : (against.data ?? null),
            run: view.run === undefined ? null : (run.data ?? null),
          }
        : null,
  }
}
