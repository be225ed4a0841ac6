'use client'

import { useMemo } from 'react'
import { formatCount, formatFigure } from '../../canvas/words.ts'
import { HistogramChart } from '../charts/histogram-chart.tsx'
import { ScatterChart } from '../charts/scatter-chart.tsx'
import { useT } from '../../i18n/use-t.ts'
import { type NumberReport, rowsInWords } from './report-types.ts'

/** Predicted against actual, residuals by prediction, and how residuals are spread. */
export function NumberCharts({
  report,
  fileName,
  bare = false,
}: {
  report: NumberReport
  fileName: string
  bare?: boolean
}) {
  const { t } = useT()
  const { residuals, target } = report
  const predicted = useMemo(
    () => residuals.points.map((point) => ({ x: point.actual, y: point.predicted })),
    [residuals],
  )
  const errors = useMemo(
    () => residuals.points.map((point) => ({ x: point.predicted, y: point.actual - point.predicted })),
    [residuals],
  )
  const sample =
    residuals.points.length < report.rows
      ? t('{{part}} of {{whole}}', {
          part: formatCount(residuals.points.length),
          whole: rowsInWords(report),
        })
      : rowsInWords(report)
  return (
    <>
      <ScatterChart
        title={t('Predicted and actual')}
        subtitle={sample}
        points={predicted}
        xLabel={t('actual {{target}}', { target })}
        yLabel={t('predicted {{target}}', { target })}
        ideal="diagonal"
        fileName={`${fileName}-predicted`}
        bare={bare}
      />
      <ScatterChart
        title={t('Residuals')}
        subtitle={t('actual − predicted')}
        points={errors}
        xLabel={t('predicted {{target}}', { target })}
        yLabel={t('residual')}
        ideal="zero"
        fileName={`${fileName}-residuals`}
        bare={bare}
      />
      <HistogramChart
        title={t('Spread of residuals')}
        subtitle={t('mean {{mean}}, deviation {{std}}', {
          mean: formatFigure(residuals.mean),
          std: formatFigure(residuals.std),
        })}
        bins={residuals.histogram}
        xLabel={t('residual')}
        height={256}
        fileName={`${fileName}-residual-histogram`}
        bare={bare}
      />
    </>
  )
}
