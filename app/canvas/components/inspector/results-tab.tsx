'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import type { ComponentType } from 'react'
import { LOOP_END } from '../../../../nodes/kit/loops.ts'
import type { TrialSettings } from '../../../../nodes/kit/refits.ts'
import type { ReportValue } from '../../../../nodes/kit/values.ts'
import { buttonClass } from '../../../components/button.tsx'
import { EvaluationCharts } from '../../../components/reports/evaluation-charts.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import type {
  EvaluationReport,
  FileReport,
  TrainingReport,
} from '../../../components/reports/report-types.ts'
import { rowsInWords } from '../../../components/reports/report-types.ts'
import { LiveItems } from '../../../components/reports/items.tsx'
import { findReportView, type ReportViewProps } from '../../../components/reports/report-views.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { isLive } from '../../../components/states.ts'
import { toast } from '../../../components/toast-store.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import type { Card } from '../../hooks/use-card.ts'
import { useCanvas } from '../../store/context.tsx'
import { withTrial } from '../../store/trial-settings.ts'
import { formatBytes } from '../../words.ts'
import { RunApprovals } from '../../../components/run-approvals.tsx'
import { isRunActive } from '../../store/live-run.ts'
import { useT } from '../../../i18n/use-t.ts'
import { EndpointResult } from './endpoint-result.tsx'
import { Figures } from './figures-table.tsx'
import { RetryNode, TrainingNotes, TrainOn } from './node-control.tsx'
import { ReuseSection, StaleNotice } from './reuse-section.tsx'
import { LiveTraining, RecordedCurves, TrainingFigures } from './training-result.tsx'
import { MessageText } from '../message-text.tsx'

function Evaluation({ report, fileName }: { report: EvaluationReport; fileName: string }) {
  const { t } = useT()
  const figures = metricFigures({ ...report.metrics }, { baseline: { ...report.baseline.metrics } })
  return (
    <>
      <section className="form-section">
        <h3 className="form-heading">
          {t('Metrics')}{' '}
          <span className="font-text text-ink-3">{t('on {{rows}}', { rows: rowsInWords(report) })}</span>
        </h3>
        {report.note !== null && (
          <p className="mb-1.5 text-12 text-warning">
            <MessageText>{report.note}</MessageText>
          </p>
        )}
        <Figures
          rows={figures.map(({ title, text, comparison }) =>
            comparison ? ([title, text, comparison.text] as const) : ([title, text] as const),
          )}
        />
      </section>
      <div className="grid gap-5">
        <EvaluationCharts report={report} fileName={fileName} bare />
      </div>
    </>
  )
}

function FileResult({ report, href }: { report: FileReport; href: string }) {
  const { t } = useT()
  return (
    <section className="form-section">
      <h3 className="form-heading">{report.name}</h3>
      <p className="mb-2 text-ink-2">
        {t('{{count}} rows', { count: report.rows })} ×{' '}
        {t('{{count}} columns', { count: report.columns.length })}, {formatBytes(report.sizeBytes)}
      </p>
      <a className={buttonClass('plain')} href={href} download={report.name}>
        <Download aria-hidden />
        {t('Download')}
      </a>
    </section>
  )
}

function Report({
  runId,
  nodeId,
  port,
  value,
}: {
  runId: string
  nodeId: string
  port: string
  value: ReportValue
}) {
  const { t } = useT()
  const trpc = useTRPC()
  const hasCurve = useCanvas((state) => (state.live?.curves[nodeId]?.length ?? 0) > 0)
  const report = useQuery(
    trpc.values.report.queryOptions({ runId, nodeId, port }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  if (report.isPending) return <Skeleton className="h-40" />
  if (report.isError)
    return (
      <p className="text-failed">
        <MessageText>{errorMessage(report.error)}</MessageText>
      </p>
    )
  const found: unknown = report.data
  switch (value.kind) {
    case 'training':
      return (
        <>
          {!hasCurve && <RecordedCurves report={found as TrainingReport} fileName={`${nodeId}-training`} />}
          <TrainOn nodeId={nodeId} end={trainingEnd(found as TrainingReport)} />
          <TrainingFigures report={found as TrainingReport} />
        </>
      )
    case 'evaluation':
      return <Evaluation report={found as EvaluationReport} fileName={`${nodeId}-evaluation`} />
    case 'file':
      return (
        <FileResult
          report={found as FileReport}
          href={`/api/v1/runs/${runId}/nodes/${nodeId}/outputs/${port}/file`}
        />
      )
    default: {
      const found = findReportView(value.kind)
      if (!found)
        return (
          <p className="text-ink-3">
            {t('There is no picture for a report of this kind ({{kind}}).', { kind: value.kind })}
          </p>
        )
      return (
        <CanvasReportView
          View={found.View}
          report={report.data}
          {...{ runId, nodeId, port }}
          fileName={`${nodeId}-${value.kind}`}
        />
      )
    }
  }
}

const trainingEnd = ({ epochs, bestEpoch, stoppedEarly }: TrainingReport) => ({
  epochs,
  bestEpoch,
  stoppedEarly,
})

type CanvasReportProps = Pick<ReportViewProps, 'report' | 'runId' | 'nodeId' | 'port' | 'fileName'> & {
  View: ComponentType<ReportViewProps>
}

/** A view of a report beside the drawing, which it may change. */
function CanvasReportView({ View, ...props }: CanvasReportProps) {
  const { t } = useT()
  const nodes = useCanvas((state) => state.live?.planNodes)
  const edit = useCanvas((state) => state.edit)
  const undo = useCanvas((state) => state.undo)
  const takeSettings = (settings: TrialSettings, trial: number): void => {
    edit((document) => withTrial(document, settings))
    toast(t('The settings of trial {{trial}} are in the drawing.', { trial }), {
      tone: 'done',
      action: { label: t('Undo'), onSelect: undo },
    })
  }
  return <View {...props} {...(nodes && { nodes })} place="inspector" onUseSettings={takeSettings} />
}

/** What a node found out in the run shown. */
export function ResultsTab({ card }: { card: Card }) {
  const { t } = useT()
  const nodeId = card.node.id
  const live = useCanvas((state) => state.live)
  const nodeRun = live?.nodes[nodeId]
  const hasCurve = useCanvas((state) => (state.live?.curves[nodeId]?.length ?? 0) > 0)
  if (!live || !nodeRun)
    return <p className="text-ink-3">{t('This node has not run yet. Press Run, or Ctrl Enter.')}</p>
  const outputs = Object.entries(nodeRun.outputs ?? {})
  const reports = outputs.flatMap(([port, value]) => (value.port === 'report' ? [{ port, value }] : []))
  const isDeploy = card.node.type === 'deploy.deploy'
  const isLoop = card.node.type === LOOP_END && reports.length === 0
  const hasAny =
    hasCurve || nodeRun.state === 'running' || reports.length > 0 || (isDeploy && nodeRun.outputs)
  return (
    <>
      <StaleNotice nodeId={nodeId} />
      {card.node.type === 'control.approval' && (
        <RunApprovals runId={live.run.id} nodeId={nodeId} live={isRunActive(live.run)} />
      )}
      <TrainingNotes nodeId={nodeId} />
      {(hasCurve || nodeRun.state === 'running') && <LiveTraining nodeId={nodeId} />}
      {reports.map(({ port, value }) => (
        <Report key={port} runId={live.run.id} nodeId={nodeId} port={port} value={value} />
      ))}
      {isLoop && (
        <LiveItems
          {...{ runId: live.run.id, nodeId }}
          isLive={isLive(nodeRun.state)}
          fileName={`${nodeId}-items`}
          place="inspector"
        />
      )}
      {isDeploy && nodeRun.outputs && <EndpointResult nodeId={nodeId} />}
      {nodeRun.error && (
        <p className={nodeRun.state === 'failed' ? 'text-failed' : 'text-ink-2'}>
          <MessageText>{nodeRun.error.message}</MessageText>
        </p>
      )}
      {nodeRun.state === 'failed' && <RetryNode />}
      {nodeRun.state === 'queued' && <p className="text-ink-3">{t('It has not started yet.')}</p>}
      {!hasAny && outputs.some(([, { port }]) => port === 'table') && (
        <p className="text-ink-3">{t('This node makes data, not a report: see Data.')}</p>
      )}
      <ReuseSection nodeId={nodeId} />
      <p className="mt-4 text-12">
        <Link href={`/runs/${live.run.id}`} className="font-strong text-accent-ink hover:underline">
          {t('All of run {{number}}', { number: live.run.number })}
        </Link>
      </p>
    </>
  )
}
