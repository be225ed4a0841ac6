'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import type { ComponentType } from 'react'
import type { TrialSettings } from '../../../../nodes/kit/refits.ts'
import type { ReportValue } from '../../../../nodes/kit/values.ts'
import { Button, buttonClass } from '../../../components/button.tsx'
import { EvaluationCharts } from '../../../components/reports/evaluation-charts.tsx'
import { metricFigures } from '../../../components/reports/metric-figures.ts'
import type {
  EvaluationReport,
  FileReport,
  TrainingReport,
} from '../../../components/reports/report-types.ts'
import { rowsInWords } from '../../../components/reports/report-types.ts'
import { findReportView, type ReportViewProps } from '../../../components/reports/report-views.tsx'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { ProgressBar } from '../../../components/progress-bar.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast-store.ts'
import { useNow } from '../../../components/use-now.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import type { Card } from '../../hooks/use-card.ts'
import { useServices } from '../../hooks/services.tsx'
import { findBestEpoch } from '../../store/curves.ts'
import { useCanvas } from '../../store/context.tsx'
import type { CurvePoint } from '../../store/live-run.ts'
import { withTrial } from '../../store/trial-settings.ts'
import { formatBytes, formatCount, formatDuration, formatFigure, metricTitle } from '../../words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { EndpointResult } from './endpoint-result.tsx'
import { say } from '../../../i18n/current.ts'

const noPoints: readonly CurvePoint[] = []

function Figures({ rows }: { rows: readonly (readonly [string, string, string?])[] }) {
  const noted = rows.some(([, , note]) => note !== undefined)
  return (
    <table className="figures">
      <tbody>
        {rows.map(([title, figure, note]) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            {noted && <td className="text-ink-3">{note}</td>}
            <td className="is-main">{figure}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** How long an epoch takes; where that is next to nothing, how many there are in a second. */
const paceInWords = (msPerEpoch: number): string =>
  msPerEpoch >= 100
    ? say('{{duration}} an epoch', { duration: formatDuration(msPerEpoch) })
    : say('{{count}} epochs a second', { count: Math.round(1000 / Math.max(1, msPerEpoch)) })

/** The epoch whose weights were kept; known once the training is over. */
function useKeptEpoch(nodeId: string): number | undefined {
  const trpc = useTRPC()
  const runId = useCanvas((state) => state.live?.run.id ?? '')
  const port = useCanvas((state) => {
    const outputs = Object.entries(state.live?.nodes[nodeId]?.outputs ?? {})
    return outputs.find(([, value]) => value.port === 'report' && value.kind === 'training')?.[0]
  })
  const { data } = useQuery(
    trpc.values.report.queryOptions(
      { runId, nodeId, port: port ?? '' },
      { enabled: port !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  return (data as TrainingReport | undefined)?.bestEpoch
}

/** Loss and metrics while they come in, and afterwards. */
function LiveTraining({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const points = useCanvas((state) => state.live?.curves[nodeId] ?? noPoints)
  const nodeRun = useCanvas((state) => state.live?.nodes[nodeId])
  const runNumber = useCanvas((state) => state.live?.run.number)
  const { cancelRun } = useServices()
  const progress = nodeRun?.progress
  const running = nodeRun?.state === 'running'
  const lowest = findBestEpoch(points)
  const kept = useKeptEpoch(nodeId)
  const epochs = progress?.epochs
  const now = useNow(running)
  const since = nodeRun?.startedAt ? now - Date.parse(nodeRun.startedAt) : 0
  const done = progress?.epoch ?? points.at(-1)?.epoch ?? 0
  return (
    <>
      {running && (
        <section className="form-section">
          <p className="mb-1.5 flex items-baseline gap-2">
            <b className="font-strong">
              {epochs === undefined
                ? t('Epoch {{epoch}}', { epoch: done })
                : t('Epoch {{epoch}} of {{epochs}}', { epoch: done, epochs })}
            </b>
            {done > 1 && <span className="ml-auto text-12 text-ink-2">{paceInWords(since / done)}</span>}
          </p>
          <ProgressBar value={progress?.fraction ?? null} label={t('Training')} />
          <Button size="sm" className="mt-2" onClick={() => void cancelRun()}>
            {t('Cancel the run')}
          </Button>
        </section>
      )}
      {points.length > 0 && (
        <div className="grid gap-3">
          <TrainingCharts
            epochs={points}
            {...(running && epochs !== undefined ? { totalEpochs: epochs } : {})}
            {...(kept === undefined ? {} : { keptEpoch: kept })}
            {...(running && lowest !== null ? { lowestEpoch: lowest } : {})}
            fileName={`run-${runNumber}-${nodeId}`}
            bare
          />
        </div>
      )}
    </>
  )
}

/** The curves of a training that did not run in this run: they come from its report. */
function RecordedCurves({ report, fileName }: { report: TrainingReport; fileName: string }) {
  const epochs = report.history.map((metrics, index) => ({ epoch: index + 1, metrics }))
  return (
    <div className="mb-4 grid gap-3">
      <TrainingCharts epochs={epochs} keptEpoch={report.bestEpoch} fileName={fileName} bare />
    </div>
  )
}

function TrainingFigures({ report }: { report: TrainingReport }) {
  const { t } = useT()
  const kept = report.history[report.bestEpoch - 1] ?? {}
  const names = Object.keys(kept).filter((name) => !name.startsWith('val_') && name !== 'epoch')
  return (
    <section className="form-section">
      <h3 className="form-heading">
        {t('Metrics')}{' '}
        <span className="font-text text-ink-3">
          {t('epoch {{bestEpoch}}, whose weights were kept', { bestEpoch: report.bestEpoch })}
        </span>
      </h3>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">{t('Metric')}</span>
            </th>
            <th scope="col">{t('train')}</th>
            <th scope="col">{t('validation')}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{metricTitle(name)}</th>
              <td>{formatFigure(kept[name] ?? Number.NaN)}</td>
              <td className="is-main">
                {kept[`val_${name}`] === undefined ? '' : formatFigure(kept[`val_${name}`] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-3">
        <Figures
          rows={[
            [t('Epochs'), formatCount(report.epochs), report.stoppedEarly ? t('stopped early') : undefined],
            [t('Training rows'), formatCount(report.rows)],
            [t('Weights'), formatCount(report.parameters)],
            [t('Seed'), String(report.seed)],
            [t('Backend'), `${report.backend.name} ${report.backend.version}`],
          ].map(([title = '', figure = '', note]) =>
            note === undefined ? [title, figure] : [title, figure, note],
          )}
        />
      </div>
    </section>
  )
}

function Evaluation({ report, fileName }: { report: EvaluationReport; fileName: string }) {
  const { t, message } = useT()
  const figures = metricFigures({ ...report.metrics }, { baseline: { ...report.baseline.metrics } })
  return (
    <>
      <section className="form-section">
        <h3 className="form-heading">
          {t('Metrics')}{' '}
          <span className="font-text text-ink-3">{t('on {{rows}}', { rows: rowsInWords(report) })}</span>
        </h3>
        {report.note !== null && <p className="mb-1.5 text-12 text-warning">{message(report.note)}</p>}
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
  const { t, message } = useT()
  const trpc = useTRPC()
  const hasCurve = useCanvas((state) => (state.live?.curves[nodeId]?.length ?? 0) > 0)
  const report = useQuery(
    trpc.values.report.queryOptions({ runId, nodeId, port }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  if (report.isPending) return <Skeleton className="h-40" />
  if (report.isError) return <p className="text-failed">{message(errorMessage(report.error))}</p>
  const found: unknown = report.data
  switch (value.kind) {
    case 'training':
      return (
        <>
          {!hasCurve && <RecordedCurves report={found as TrainingReport} fileName={`${nodeId}-training`} />}
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
  const { t, message } = useT()
  const nodeId = card.node.id
  const live = useCanvas((state) => state.live)
  const nodeRun = live?.nodes[nodeId]
  const hasCurve = useCanvas((state) => (state.live?.curves[nodeId]?.length ?? 0) > 0)
  const stale = useCanvas((state) => state.stale[nodeId])
  if (!live || !nodeRun)
    return <p className="text-ink-3">{t('This node has not run yet. Press Run, or Ctrl Enter.')}</p>
  const outputs = Object.entries(nodeRun.outputs ?? {})
  const reports = outputs.flatMap(([port, value]) => (value.port === 'report' ? [{ port, value }] : []))
  const isDeploy = card.node.type === 'deploy.deploy'
  const hasAny =
    hasCurve || nodeRun.state === 'running' || reports.length > 0 || (isDeploy && nodeRun.outputs)
  return (
    <>
      {stale !== undefined && (
        <p className="mb-3 text-12 text-stale">
          {t('{{stale}}. These are the results of run {{number}}.', {
            stale: message(stale),
            number: live.run.number,
          })}
        </p>
      )}
      {(hasCurve || nodeRun.state === 'running') && <LiveTraining nodeId={nodeId} />}
      {reports.map(({ port, value }) => (
        <Report key={port} runId={live.run.id} nodeId={nodeId} port={port} value={value} />
      ))}
      {isDeploy && nodeRun.outputs && <EndpointResult nodeId={nodeId} />}
      {nodeRun.error && (
        <p className={nodeRun.state === 'failed' ? 'text-failed' : 'text-ink-2'}>
          {message(nodeRun.error.message)}
        </p>
      )}
      {!hasAny && !nodeRun.error && (
        <p className="text-ink-3">
          {nodeRun.state === 'queued'
            ? t('It has not started yet.')
            : t('This node makes data, not a report: see Data.')}
        </p>
      )}
      <p className="mt-4 text-12">
        <Link href={`/runs/${live.run.id}`} className="font-strong text-accent-ink hover:underline">
          {t('All of run {{number}}', { number: live.run.number })}
        </Link>
      </p>
    </>
  )
}
