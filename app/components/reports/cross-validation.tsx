'use client'

import { useMemo, useState } from 'react'
import { formatCount } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { ChartCard } from '../charts/chart-card.tsx'
import { cn } from '../cn.ts'
import { Select } from '../select.tsx'
import { figureText, figureTitle, orderFigures } from './metric-figures.ts'
import type { ReportViewProps } from './report-views.tsx'

/** What *Cross-validate* found out. */
export interface CrossValidationReport {
  folds: readonly { fold: number; rows: number; metrics: Readonly<Record<string, number>> }[]
  /** Over the folds, by metric; `std` is the population standard deviation. */
  mean: Readonly<Record<string, number>>
  std: Readonly<Record<string, number>>
  metricNames: readonly string[]
  task: string
  target: string
}

/** Figures over the folds, and each fold's own. */
export function CrossValidationView({ report: found, fileName, place }: ReportViewProps) {
  const { t } = useT()
  const report = found as CrossValidationReport
  const bare = place === 'inspector'
  const names = useMemo(() => orderFigures(report.metricNames), [report])
  const rows = report.folds.reduce((sum, fold) => sum + fold.rows, 0)
  return (
    <div className={cn('grid min-w-0 gap-4', !bare && 'md:grid-cols-2')}>
      <section
        aria-label={t('Mean over the folds')}
        className={cn('min-w-0', !bare && 'rounded-md border border-line bg-surface px-4 pt-3 pb-3.5')}
      >
        <h2 className="mb-1.5 text-13 font-title">
          {t('Mean over the folds')}{' '}
          <span className="ml-1 font-text text-ink-3">
            {t('{{folds}} folds, {{rows}} rows', { folds: report.folds.length, rows: formatCount(rows) })}
          </span>
        </h2>
        <table className="w-full text-right text-12 [&_tr>*]:h-6 [&_tr>*:first-child]:text-left">
          <thead className="text-ink-3">
            <tr>
              <th scope="col" className="font-text">
                {t('Figure')}
              </th>
              <th scope="col" className="font-text">
                {t('mean')}
              </th>
              <th scope="col" className="font-text">
                {t('standard deviation')}
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="font-text text-ink-2">
                  {figureTitle(name)}
                </th>
                <td className="font-strong">{figureText(name, report.mean[name] ?? Number.NaN)}</td>
                <td className="text-ink-3">± {figureText(name, report.std[name] ?? Number.NaN)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <FoldBars report={report} names={names} fileName={fileName} bare={bare} />
    </div>
  )
}

interface FoldBarsProps {
  report: CrossValidationReport
  names: readonly string[]
  fileName: string
  bare: boolean
}

/** One figure of every fold as bars, with the mean across them. */
function FoldBars({ report, names, fileName, bare }: FoldBarsProps) {
  const { t } = useT()
  const [chosen, setChosen] = useState(names[0] ?? '')
  const values = report.folds.map(({ metrics }) => metrics[chosen] ?? 0)
  const mean = report.mean[chosen] ?? 0
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const place = (value: number): string => `${((value - low) / (high - low || 1)) * 100}%`
  const table = {
    columns: [
      { key: 'fold', label: t('Fold') },
      { key: 'rows', label: t('Rows'), format: formatCount },
      ...names.map((name) => ({
        key: name,
        label: figureTitle(name),
        format: (value: number) => figureText(name, value),
      })),
    ],
    rows: report.folds.map(({ fold, rows, metrics }) => ({ ...metrics, fold: fold + 1, rows })),
  }
  return (
    <ChartCard
      title={t('Fold by fold')}
      table={table}
      height={Math.max(96, report.folds.length * 28 + 36)}
      fileName={`${fileName}-folds`}
      picture={false}
      bare={bare}
    >
      <Select
        label={t('Figure that is shown')}
        className="mb-2 w-full max-w-60"
        size="sm"
        value={chosen}
        options={names.map((name) => ({ value: name, label: figureTitle(name) }))}
        onValueChange={setChosen}
      />
      <ul className="text-12" aria-label={figureTitle(chosen)}>
        {report.folds.map(({ fold, rows }, index) => {
          const value = values[index] ?? 0
          const from = Math.min(value, 0)
          return (
            <li key={fold} className="grid h-7 grid-cols-[52px_minmax(0,1fr)_56px] items-center gap-2">
              <span className="text-ink-2" title={t('{{count}} rows', { count: rows })}>
                {t('Fold {{number}}', { number: fold + 1 })}
              </span>
              <span className="relative h-3 rounded-full bg-surface-3" aria-hidden>
                <span
                  className="absolute h-full rounded-full"
                  style={{
                    left: place(from),
                    width: `calc(${place(from + Math.abs(value))} - ${place(from)})`,
                    background: 'var(--ch-bar)',
                  }}
                />
                <span
                  className="absolute -top-1 h-5 w-0.5"
                  style={{ left: place(mean), background: 'var(--ch-2)' }}
                />
              </span>
              <span className="text-right">{figureText(chosen, value)}</span>
            </li>
          )
        })}
      </ul>
      <p className="mt-1 text-12 text-ink-3">
        {t('The upright line is the mean, {{mean}}.', { mean: figureText(chosen, mean) })}
      </p>
    </ChartCard>
  )
}
