'use client'

import { useMemo, useState } from 'react'
import type { TuningReport } from '../../../nodes/train/tune/report.ts'
import { useT } from '../../i18n/use-t.ts'
import { Button } from '../button.tsx'
import { ScoreChart } from '../charts/score-chart.tsx'
import { cn } from '../cn.ts'
import { Select } from '../select.tsx'
import { figureText, figureTitle } from './metric-figures.ts'
import type { ReportViewProps } from './report-views.tsx'
import { TrialList } from './trial-list.tsx'
import {
  scoreDomain,
  searchedSettings,
  type SearchedSetting,
  spansDecades,
  trialTable,
} from './tuning-table.ts'

interface PartProps {
  report: TuningReport
  settings: readonly SearchedSetting[]
  fileName: string
  bare: boolean
}

/** What a search of settings has found. */
export function TuningView(props: ReportViewProps) {
  const { t } = useT()
  const { report: found, nodes, fileName, place, onUseSettings } = props
  const report = found as TuningReport
  const settings = useMemo(() => searchedSettings(report, nodes ?? []), [report, nodes])
  if (report.trials.length === 0)
    return <p className="text-ink-3">{t('Nothing was searched: the model passed as it came.')}</p>
  const bare = place === 'inspector'
  const part = { report, settings, fileName, bare }
  const frame = bare ? '' : 'rounded-md border border-line bg-surface px-4 pt-3 pb-3.5'
  return (
    <div className={cn('grid min-w-0 gap-4', !bare && 'md:grid-cols-2 xl:grid-cols-3')}>
      <div className={frame}>
        <Best {...part} onUse={onUseSettings} />
      </div>
      <History {...part} />
      <Slices {...part} />
      <div className={cn('min-w-0', frame, !bare && 'md:col-span-2 xl:col-span-3')}>
        <TrialList {...part} onUse={onUseSettings} />
      </div>
    </div>
  )
}

/** The best setting, its score, and what goes with the score. */
function Best({ report, settings, onUse }: PartProps & { onUse: ReportViewProps['onUseSettings'] }) {
  const { t } = useT()
  const best = report.best === null ? undefined : report.trials[report.best]
  if (report.best === null || best?.score == null)
    return <p className="text-failed">{t('No trial has a score.')}</p>
  const number = report.best + 1
  const failed = report.trials.filter(({ score }) => score === null).length
  const shareOf = ({ node, field }: SearchedSetting): number | undefined =>
    report.importance.find((each) => each.node === node && each.field === field)?.share
  return (
    <section aria-label={t('Best setting')}>
      <h2 className="text-13 font-title">
        {figureTitle(report.metric)} {figureText(report.metric, best.score)}
        {best.std !== null && <> ± {figureText(report.metric, best.std)}</>}
      </h2>
      <p className="mb-2 text-12 text-ink-3">
        {t('Trial {{number}} of {{trials}}', { number, trials: report.trials.length })} ·{' '}
        {report.folds === null
          ? t('on the validation rows')
          : t('mean of {{folds}} folds', { folds: report.folds })}
        {failed > 0 && <> · {t('{{count}} without a score', { count: failed })}</>}
      </p>
      <table className="w-full text-12 [&_tr>*]:h-6 [&_tr>*:not(:first-child)]:pl-3">
        <thead className="text-ink-3">
          <tr>
            <th scope="col" className="text-left font-text">
              {t('Setting')}
            </th>
            <th scope="col" className="text-right font-text">
              {t('Best value')}
            </th>
            {report.importance.length > 0 && (
              <th
                scope="col"
                className="text-right font-text"
                title={t('How far the score goes up and down with this setting alone, from 0 to 1')}
              >
                {t('Influence')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {settings.map((setting) => (
            <tr key={`${setting.node}.${setting.field}`} className="border-t border-line">
              <th scope="row" className="text-left font-text text-ink-2">
                {setting.title}
              </th>
              <td className="text-right font-strong">{setting.text(setting.valueOf(best))}</td>
              {report.importance.length > 0 && (
                <td className="text-right text-ink-3">{(shareOf(setting) ?? 0).toFixed(2)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {onUse && (
        <Button size="sm" className="mt-2.5" onClick={() => onUse(best.settings, number)}>
          {t('Promote the best settings into the drawing')}
        </Button>
      )}
    </section>
  )
}

const tipOf = (
  report: TuningReport,
  settings: readonly SearchedSetting[],
  index: number,
  head: string,
): string => {
  const trial = report.trials[index]
  if (!trial) return ''
  return [
    `${head} · ${figureTitle(report.metric)} ${figureText(report.metric, trial.score ?? Number.NaN)}`,
    ...settings.map((setting) => `${setting.title} ${setting.text(setting.valueOf(trial))}`),
  ].join('\n')
}

function useScores(report: TuningReport) {
  return useMemo(() => {
    const scored = report.trials.flatMap((trial, index) =>
      trial.score === null ? [] : [{ trial, index, score: trial.score }],
    )
    return {
      scored,
      domain: scoreDomain(
        scored.map(({ score }) => score),
        report.direction,
      ),
    }
  }, [report])
}

function History({ report, settings, fileName, bare }: PartProps) {
  const { t } = useT()
  const { scored, domain } = useScores(report)
  const { points, line, x, y } = useMemo(
    () => ({
      points: scored.map(({ index, score }) => ({
        x: index + 1,
        y: score,
        best: index === report.best,
        title: tipOf(report, settings, index, t('Trial {{number}}', { number: index + 1 })),
      })),
      line: report.trials.flatMap(({ bestSoFar }, index) =>
        bestSoFar === null ? [] : [{ x: index + 1, y: bestSoFar }],
      ),
      x: { label: t('trial'), scale: 'linear' as const },
      y: { label: figureTitle(report.metric), domain },
    }),
    [report, settings, scored, domain, t],
  )
  if (points.length === 0) return null
  return (
    <ScoreChart
      title={t('History')}
      subtitle={t('each trial, and the best so far')}
      {...{ points, line, x, y, bare }}
      table={trialTable(report, settings)}
      description={t('Scores of {{count}} trials; the best is {{score}}.', {
        count: points.length,
        score: figureText(report.metric, line.at(-1)?.y ?? Number.NaN),
      })}
      fileName={`${fileName}-history`}
    />
  )
}

/** The score over the values of one setting: one at a time where it is narrow. */
function Slices(props: PartProps) {
  const { t } = useT()
  const { settings, bare } = props
  const [chosen, setChosen] = useState(0)
  if (!bare)
    return settings.map((setting) => (
      <Slice key={`${setting.node}.${setting.field}`} {...props} setting={setting} />
    ))
  const setting = settings[chosen]
  if (!setting) return null
  return (
    <div className="min-w-0">
      {settings.length > 1 && (
        <Select
          label={t('Setting whose values are shown')}
          className="mb-2 w-full"
          value={String(chosen)}
          options={settings.map(({ title }, index) => ({ value: String(index), label: title }))}
          onValueChange={(value) => setChosen(Number(value))}
        />
      )}
      <Slice {...props} setting={setting} />
    </div>
  )
}

function Slice({ report, settings, setting, fileName, bare }: PartProps & { setting: SearchedSetting }) {
  const { t } = useT()
  const { scored, domain } = useScores(report)
  const { points, x, y } = useMemo(() => {
    const values = scored.map(({ trial }) => setting.valueOf(trial))
    const numbers = values.flatMap((value) => (typeof value === 'number' ? value : []))
    const isNumber = numbers.length === values.length
    const label = setting.title
    return {
      points: scored.map(({ index, score }, at) => ({
        x: isNumber ? (numbers[at] as number) : setting.text(values[at]),
        y: score,
        best: index === report.best,
        title: tipOf(report, settings, index, t('Trial {{number}}', { number: index + 1 })),
      })),
      x: isNumber
        ? { label, scale: spansDecades(numbers) ? ('log' as const) : ('linear' as const) }
        : { label, scale: 'options' as const, options: [...new Set(values.map(setting.text))].toSorted() },
      y: { label: figureTitle(report.metric), domain },
    }
  }, [report, settings, setting, scored, domain, t])
  if (points.length === 0) return null
  return (
    <ScoreChart
      title={setting.title}
      subtitle={t('score by value')}
      {...{ points, x, y, bare }}
      table={trialTable(report, [setting])}
      description={t('Scores of {{count}} trials over {{setting}}.', {
        count: points.length,
        setting: setting.title,
      })}
      fileName={`${fileName}-${setting.field}`}
    />
  )
}
