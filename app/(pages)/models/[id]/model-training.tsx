'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ModelVersionView } from '../../../../server/views.ts'
import type { TrainingReport } from '../../../components/reports/report-types.ts'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { useTRPC } from '../../../trpc.tsx'

/** The curves of the training that made the model, where its node reported them. */
export function ModelTraining({ model }: { model: ModelVersionView }) {
  const trpc = useTRPC()
  const { runId, nodeId } = model
  const { data: run } = useQuery(trpc.runs.get.queryOptions({ id: runId }))
  const port = Object.entries(run?.nodes[nodeId]?.outputs ?? {}).find(
    ([, value]) => value.port === 'report' && value.kind === 'training',
  )?.[0]
  const { data, isPending } = useQuery(
    trpc.values.report.queryOptions(
      { runId, nodeId, port: port ?? '' },
      { enabled: port !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const report = data as TrainingReport | undefined
  const epochs = useMemo(
    () => report?.history.map((metrics, index) => ({ epoch: index + 1, metrics })) ?? [],
    [report],
  )
  if (run && port === undefined) return null
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {isPending || !report ? (
        <>
          <Skeleton className="h-[266px]" />
          <Skeleton className="h-[266px]" />
        </>
      ) : (
        <TrainingCharts
          epochs={epochs}
          keptEpoch={report.bestEpoch}
          fileName={`${model.pipelineName}-${model.nodeId}-v${model.version}`}
        />
      )}
    </div>
  )
}
