'use client'

import { useMemo } from 'react'
import { formatFigure } from '../../canvas/words.ts'
import { HistogramChart } from '../charts/histogram-chart.tsx'
import { ScatterChart } from '../charts/scatter-chart.tsx'
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
      ? `${residuals.points.length.toLocaleString('en-GB')} of ${rowsInWords(report)}`
      : rowsInWords(report)
  return (
    <>
      <ScatterChart
        title="Predicted and actual"
        subtitle={sample}
        points={predicted}
        xLabel={`actual ${target}`}
        yLabel={`predicted ${target}`}
        ideal="diagonal"
        fileName={`${fileName}-predicted`}
        bare={bare}
      />
      <ScatterChart
        title="Residuals"
        subtitle="actual − predicted"
        points={errors}
        xLabel={`predicted ${target}`}
        yLabel="residual"
        ideal="zero"
        fileName={`${fileName}-residuals`}
        bare={bare}
      />
      <HistogramChart
        title="Spread of residuals"
        subtitle={`mean ${formatFigure(residuals.mean)}, deviation ${formatFigure(residuals.std)}`}
        bins={residuals.histogram}
        xLabel="residual"
        height={256}
        fileName={`${fileName}-residual-histogram`}
        bare={bare}
      />
    </>
  )
}
