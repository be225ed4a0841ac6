'use client'

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { LOOP_END } from '../../../../nodes/kit/loops.ts'
import type { LiveRun } from '../../../canvas/store/live-run.ts'
import { isRunActive } from '../../../canvas/store/live-run.ts'
import { EmptyState, ErrorNotice } from '../../../components/notice.tsx'
import { EvaluationCharts } from '../../../components/reports/evaluation-charts.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import { MetricTiles } from '../../../components/reports/metric-tiles.tsx'
import type { EvaluationReport, TrainingReport } from '../../../components/reports/report-types.ts'
import { LiveItems } from '../../../components/reports/items.tsx'
import { findReportView } from '../../../components/reports/report-views.tsx'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { stepOf } from '../../../components/training-step.ts'
import { Segmented } from '../../../components/segmented.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { StateIcon } from '../../../components/state-icon.tsx'
import { isLive } from '../../../components/states.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { useOtherRuns } from './compare-select.tsx'
import { activityWords } from './activity-words.ts'
import { listOutputs, type RunOutput } from './run-outputs.ts'

/** Height of every chart of the page. */
const CHART = 256
const GRID = 'grid gap-4 md:grid-cols-2 xl:grid-cols-3'

interface EvaluationTabProps {
  live: LiveRun
  now: number
  compareWith: string | undefined
}

/** Figures and charts of the evaluation, and the curves of the training before it. */
export function EvaluationTab({ live, now, compareWith }: EvaluationTabProps) {
  const { t } = useT()
  const evaluations = listOutputs(live, (value) => value.port === 'report' && value.kind === 'evaluation')
  const trainings = listOutputs(live, (value) => value.port === 'report' && value.kind === 'training')
  const others = listOutputs(live, (value) => value.port === 'report' && !!findReportView(value.kind))
  const [chosen, setChosen] = useState<string>()
  const shown = evaluations.find((one) => one.nodeId === chosen) ?? evaluations[0]
  const growing = Object.entries(live.curves).filter(
    ([nodeId]) => !trainings.some((training) => training.nodeId === nodeId),
  )
  const active = isRunActive(live.run)
  // Under way, or ended without a report.
  const loops = live.planNodes.filter(({ id, type }) => type === LOOP_END && !live.nodes[id]?.outputs)

  const curves = (
    <>
      {trainings.map((training) => (
        <Training key={training.nodeId} live={live} {...training} />
      ))}
      {growing.map(([nodeId, points]) => {
        const total = live.nodes[nodeId]?.progress?.epochs
        return (
          <TrainingCharts
            key={nodeId}
            epochs={points}
            step={stepOf(live.nodes[nodeId])}
            height={CHART}
            {...(total === undefined ? {} : { totalEpochs: total })}
            fileName={`run-${live.run.number}-${nodeId}`}
          />
        )
      })}
    </>
  )

  return (
    <div className="grid gap-4">
      {evaluations.length > 1 && (
        <Segmented
          label={t('Which evaluation')}
          value={shown?.nodeId ?? ''}
          onValueChange={setChosen}
          options={evaluations.map((one) => ({ value: one.nodeId, label: t(one.title) }))}
          className="justify-self-start"
        />
      )}
      {!shown && active && (
        <p className="flex items-center gap-2 text-ink-2">
          <StateIcon state="running" decorative /> {activityWords(live, now)}
        </p>
      )}
      {shown ? (
        <Evaluation
          key={shown.nodeId}
          live={live}
          nodeId={shown.nodeId}
          port={shown.port}
          compareWith={compareWith}
          curves={curves}
        />
      ) : (
        <div className={GRID}>{curves}</div>
      )}
      {others.map((output) => (
        <OtherReport key={`${output.nodeId}.${output.port}`} live={live} output={output} />
      ))}
      {loops.map(({ id, title }) => (
        <div key={id} className="grid gap-2">
          <h2 className="text-14 font-title">{t(title)}</h2>
          <LiveItems
            {...{ runId: live.run.id, nodeId: id }}
            isLive={isLive(live.nodes[id]?.state ?? 'queued')}
            fileName={`run-${live.run.number}-${id}`}
            place="page"
          />
        </div>
      ))}
      {!shown && !active && loops.length + trainings.length + growing.length + others.length === 0 && (
        <EmptyState title={t('Nothing was evaluated')}>
          {live.run.state === 'succeeded'
            ? t('This drawing has no Evaluate node. Put one behind Train to see here how good the model is.')
            : t('The run ended before it came to that. The Nodes tab says where.')}
        </EmptyState>
      )}
    </div>
  )
}

function Evaluation({
  live,
  nodeId,
  port,
  compareWith,
  curves,
}: {
  live: LiveRun
  nodeId: string
  port: string
  compareWith: string | undefined
  /** Stands behind the charts, in the same grid. */
  curves: ReactNode
}) {
  const { t, message } = useT()
  const trpc = useTRPC()
  const { data, error } = useQuery(
    trpc.values.report.queryOptions(
      { runId: live.run.id, nodeId, port },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const earlier = useOtherRuns(live.run).find((run) => run.id === compareWith)
  if (error)
    return <ErrorNotice title={t('The evaluation could not be read.')} detail={errorMessage(error)} />
  const report = data as EvaluationReport | undefined
  if (!report)
    return (
      <div className="grid gap-4">
        <Skeleton className="h-21 w-full" />
        <div className={GRID}>
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
        </div>
      </div>
    )
  const figures = metricFigures(
    { ...report.metrics },
    earlier ? { earlier: earlier.metrics } : { baseline: { ...report.baseline.metrics } },
  )
  return (
    <>
      {!report.heldOut && (
        <p className="flex items-start gap-2 rounded-md bg-warning-soft px-3 py-2 text-warning">
          <StateIcon state="warning" decorative className="mt-[3px]" />
          {(report.note !== null && message(report.note)) ||
            t('These rows were not held out: the model has learnt from them, so expect worse on new ones.')}
        </p>
      )}
      <MetricTiles figures={figures} />
      <div className={GRID}>
        <EvaluationCharts report={report} fileName={`run-${live.run.number}`} />
        {curves}
      </div>
    </>
  )
}

/** A report that has a view of its own, under the title of its node. */
function OtherReport({ live, output: { nodeId, port, title, value } }: { live: LiveRun; output: RunOutput }) {
  const { t } = useT()
  const trpc = useTRPC()
  const runId = live.run.id
  const { data, error } = useQuery(
    trpc.values.report.queryOptions({ runId, nodeId, port }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const kind = value.port === 'report' ? value.kind : ''
  const view = findReportView(kind)
  if (!view) return null
  return (
    <div className="grid gap-2">
      <h2 className="text-14 font-title">{t(title)}</h2>
      {error ? (
        <ErrorNotice title={t('The report could not be read.')} detail={errorMessage(error)} />
      ) : data === undefined ? (
        <Skeleton className="h-60" />
      ) : (
        <view.View
          report={data}
          {...{ runId, nodeId, port }}
          nodes={live.planNodes}
          fileName={`run-${live.run.number}-${nodeId}`}
          place="page"
        />
      )}
    </div>
  )
}

function Training({ live, nodeId, port }: { live: LiveRun; nodeId: string; port: string }) {
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.values.report.queryOptions(
      { runId: live.run.id, nodeId, port },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const report = data as TrainingReport | undefined
  const epochs = useMemo(
    () => report?.history.map((metrics, index) => ({ epoch: index + 1, metrics })) ?? [],
    [report],
  )
  if (!report) return <Skeleton className="h-80" />
  return (
    <TrainingCharts
      epochs={epochs}
      height={CHART}
      keptEpoch={report.bestEpoch}
      fileName={`run-${live.run.number}-${nodeId}`}
    />
  )
}
