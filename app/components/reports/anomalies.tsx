import { formatCount, formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { HistogramChart } from '../charts/histogram-chart.tsx'
import { figureTitle } from './metric-figures.ts'
import { FigureTable, ReportSection } from './report-section.tsx'
import type { ReportViewProps } from './report-views.tsx'

/** What *Anomalies* found; see nodes/clean/anomalies. */
interface AnomaliesReport {
  rows: number
  anomalies: number
  threshold: number
  histogram: readonly { from: number; to: number; rows: number }[]
  top: readonly {
    row: number
    score: number
    far: readonly { column: string; value: number; deviations: number }[]
  }[]
  answers: {
    target: string
    label: string
    on: 'test' | 'all'
    rows: number
    rocAuc: number
    averagePrecision: number
  } | null
}

/** How scores are spread, which rows stand out by which values, and how well that tells a rare class. */
export function AnomaliesView({ report: found, place, fileName }: ReportViewProps) {
  const { t } = useT()
  const report = found as AnomaliesReport
  const bare = place === 'inspector'
  const { answers, top, threshold } = report
  return (
    <div className={bare ? 'grid min-w-0 gap-4' : 'grid min-w-0 gap-4 md:grid-cols-2'}>
      <HistogramChart
        title={t('Anomaly scores')}
        subtitle={t('{{part}} of {{whole}} above {{threshold}}', {
          part: formatCount(report.anomalies),
          whole: t('{{count}} training rows', { count: report.rows }),
          threshold: formatFigure(threshold),
        })}
        bins={report.histogram}
        xLabel={t('anomaly score')}
        fileName={`${fileName}-scores`}
        bare={bare}
      />
      <ReportSection label={t('Rows that stand out')} place={place}>
        <h3 className="mb-1.5 text-13 font-title">{t('Rows that stand out')}</h3>
        <div className="overflow-x-auto">
          <FigureTable
            head={[t('Row'), t('score'), t('farthest from the mean')]}
            rows={top.map(({ row, score, far }) => ({
              title: String(row),
              cells: [
                score.toFixed(3),
                far
                  .slice(0, bare ? 1 : 2)
                  .map(({ column, value }) => `${column} ${formatFigure(value)}`)
                  .join(', '),
              ],
            }))}
          />
        </div>
        {answers && (
          <p className="mt-2 text-12 text-ink-2">
            {t('Does the score tell {{target}} {{label}}?', {
              target: answers.target,
              label: answers.label,
            })}{' '}
            {figureTitle('rocAuc')} {answers.rocAuc.toFixed(3)} · {figureTitle('averagePrecision')}{' '}
            {answers.averagePrecision.toFixed(3)}
            {answers.on === 'test' && ` · ${t('{{count}} test rows', { count: answers.rows })}`}
          </p>
        )}
      </ReportSection>
    </div>
  )
}
