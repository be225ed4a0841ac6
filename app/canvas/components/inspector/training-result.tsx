'use client'

import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import type { TrainingReport } from '../../../components/reports/report-types.ts'
import { TrainingCharts } from '../../../components/reports/training-charts.tsx'
import { stateWords } from '../../../components/states.ts'
import { StopTraining } from '../../../components/stop-training.tsx'
import { ProgressBar } from '../../../components/progress-bar.tsx'
import { stepOf, type TrainingStep } from '../../../components/training-step.ts'
import { useNow } from '../../../components/use-now.ts'
import { useTRPC } from '../../../trpc.tsx'
import { useServices } from '../../hooks/services.tsx'
import { findBestEpoch } from '../../store/curves.ts'
import { useCanvas } from '../../store/context.tsx'
import type { CurvePoint } from '../../store/live-run.ts'
import { formatCount, formatDuration, formatFigure, metricTitle } from '../../words.ts'
import { useT } from '../../../i18n/use-t.ts'
import { say } from '../../../i18n/current.ts'
import { msg } from '../../../i18n/msg.ts'
import { Figures } from './figures-table.tsx'

const noPoints: readonly CurvePoint[] = []

const slow: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('{{duration}} an epoch'),
  round: msg('{{duration}} a round'),
  tree: msg('{{duration}} a tree'),
}
const fast: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('{{count}} epochs a second'),
  round: msg('{{count}} rounds a second'),
  tree: msg('{{count}} trees a second'),
}

/** How long an epoch, a round or a tree takes; where that is next to nothing, how many there are in a second. */
const paceInWords = (msEach: number, step: TrainingStep): string =>
  msEach >= 100
    ? say(slow[step], { duration: formatDuration(msEach) })
    : say(fast[step], { count: Math.round(1000 / Math.max(1, msEach)) })

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
export function LiveTraining({ nodeId }: { nodeId: string }) {
  const { t, message } = useT()
  const points = useCanvas((state) => state.live?.curves[nodeId] ?? noPoints)
  const nodeRun = useCanvas((state) => state.live?.nodes[nodeId])
  const runNumber = useCanvas((state) => state.live?.run.number)
  const runId = useCanvas((state) => state.live?.run.id)
  const { cancelRun } = useServices()
  const progress = nodeRun?.progress
  const running = nodeRun?.state === 'running'
  const lowest = findBestEpoch(points)
  const kept = useKeptEpoch(nodeId)
  const epochs = progress?.epochs
  const step = stepOf(nodeRun)
  const now = useNow(running)
  const since = nodeRun?.startedAt ? now - Date.parse(nodeRun.startedAt) : 0
  const done = progress?.epoch ?? points.at(-1)?.epoch ?? 0
  return (
    <>
      {running && (
        <section className="form-section">
          <p className="mb-1.5 flex items-baseline gap-2">
            <b className="font-strong">
              {done === 0 || progress?.message !== undefined
                ? message(progress?.message ?? stateWords.running)
                : epochs === undefined
                  ? t('Epoch {{epoch}}', { epoch: done })
                  : t('Epoch {{epoch}} of {{epochs}}', { epoch: done, epochs })}
            </b>
            {done > 1 && (
              <span className="ml-auto text-12 text-ink-2">{paceInWords(since / done, step)}</span>
            )}
          </p>
          <ProgressBar value={progress?.fraction ?? null} label={t('Running')} />
          <div className="mt-2 flex flex-wrap gap-2">
            {runId !== undefined && <StopTraining runId={runId} node={nodeRun} />}
            <Button size="sm" onClick={() => void cancelRun()}>
              {t('Cancel the run')}
            </Button>
          </div>
        </section>
      )}
      {points.length > 0 && (
        <div className="grid gap-3">
          <TrainingCharts
            epochs={points}
            step={step}
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
export function RecordedCurves({ report, fileName }: { report: TrainingReport; fileName: string }) {
  const epochs = report.history.map((metrics, index) => ({ epoch: index + 1, metrics }))
  return (
    <div className="mb-4 grid gap-3">
      <TrainingCharts epochs={epochs} keptEpoch={report.bestEpoch} fileName={fileName} bare />
    </div>
  )
}

function endWords({ stoppedEarly, stoppedByHand }: TrainingReport): string | undefined {
  if (stoppedByHand) return say('stopped by hand')
  return stoppedEarly ? say('stopped early') : undefined
}

export function TrainingFigures({ report }: { report: TrainingReport }) {
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
            [t('Epochs'), formatCount(report.epochs), endWords(report)],
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
