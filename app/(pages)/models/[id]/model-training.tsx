'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ModelVersionView } from '../../../../server/views.ts'
import { findReportView } from '../../../components/reports/report-views.tsx'
import type { TrainingReport } from '../../../components/reports/report-types.ts'
import { isTraining } from '../../../canvas/words.ts'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { useTRPC } from '../../../trpc.tsx'

/** The curves of the training that made the model, where its node reported them. */
export function ModelTraining({ model }: { model: ModelVersionView }) {
  const trpc = useTRPC()
  const { runId, nodeId } = model
  const isGone = model.runNumber === 0
  const { data: run } = useQuery(trpc.runs.get.queryOptions({ id: runId }, { enabled: !isGone }))
  const [port, kind] =
    Object.entries(run?.nodes[nodeId]?.outputs ?? {}).flatMap(([name, value]) =>
      value.port === 'report' && isTraining(value.kind) ? [[name, value.kind] as const] : [],
    )[0] ?? []
  const { data, isPending } = useQuery(
    trpc.values.report.queryOptions(
      { runId, nodeId, port: port ?? '' },
      { enabled: port !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const view = kind === undefined ? undefined : findReportView(kind)
  const report = data as Partial<TrainingReport & { bestRound: number }> | undefined
  const fileName = `${model.pipelineName}-${model.nodeId}-v${model.version}`
  const epochs = useMemo(
    () => report?.history?.map((metrics, index) => ({ epoch: index + 1, metrics })) ?? [],
    [report],
  )
  if (isGone || (run && port === undefined)) return null
  if (view && port !== undefined && data !== undefined)
    return (
      <div className="grid gap-4">
        <view.View report={data} {...{ runId, nodeId, port, fileName }} place="page" />
        {epochs.length > 1 && report?.bestRound !== undefined && (
          <div className="grid gap-4 md:grid-cols-2">
            <TrainingCharts epochs={epochs} keptEpoch={report.bestRound} step="round" fileName={fileName} />
          </div>
        )}
      </div>
    )
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {isPending || !report ? (
        <>
          <Skeleton className="h-[266px]" />
          <Skeleton className="h-[266px]" />
        </>
      ) : (
        <TrainingCharts epochs={epochs} keptEpoch={report.bestEpoch} fileName={fileName} />
      )}
    </div>
  )
}
