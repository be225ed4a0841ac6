'use client'

import { useCallback } from 'react'
import { formatCount, formatFigure } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { PlotCard } from './plot-card.tsx'
import type { Plot, PlotOptions } from './figure.tsx'
import { axes, fittingTicks, tipStyle } from './marks.ts'

export interface CalibrationBin {
  /** Mean predicted probability of the rows in the bin. */
  predicted: number
  /** Share of them that really are of the class. */
  observed: number
  rows: number
}

export interface CalibrationChartProps {
  title?: string
  subtitle?: string
  /** Axis titles: `predicted share of yes` and `observed share of yes`. */
  xLabel: string
  yLabel: string
  bins: readonly CalibrationBin[]
  height?: number
  fileName: string
  bare?: boolean
}

/** Wilson score interval of a share, 95 %. */
export function shareInterval(share: number, rows: number): [number, number] {
  if (rows <= 0) return [0, 1]
  const z = 1.959964
  const centre = (share + (z * z) / (2 * rows)) / (1 + (z * z) / rows)
  const half =
    (z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows))) / (1 + (z * z) / rows)
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

/** Whether probabilities mean what they say: predicted against observed share, bin by bin. */
export function CalibrationChart({
  title: ownTitle,
  subtitle: ownSubtitle,
  xLabel,
  yLabel,
  bins,
  height = 256,
  ...card
}: CalibrationChartProps) {
  const { t } = useT()
  const title = ownTitle ?? t('Calibration')
  const subtitle = ownSubtitle ?? t('95 % interval')
  const build = useCallback(
    (plot: Plot, width: number) => draw(plot, width, { bins, xLabel, yLabel }),
    [bins, xLabel, yLabel],
  )
  const table = {
    columns: [
      { key: 'predicted', label: xLabel, format: formatFigure },
      { key: 'observed', label: yLabel, format: formatFigure },
      { key: 'rows', label: t('rows'), format: formatCount },
    ],
    rows: bins.map((bin) => ({ ...bin })),
  }
  return (
    <PlotCard
      {...card}
      title={title}
      subtitle={subtitle}
      table={table}
      height={height}
      build={build}
      maxWidth={400}
      label={t('{{title}}: {{yLabel}} by {{xLabel}} in {{bins}} bins.', {
        title,
        yLabel,
        xLabel,
        bins: bins.length,
      })}
    />
  )
}

/** Bins of fewer rows are drawn, but the line does not jump to them. */
const ENOUGH = 5

type Drawing = Pick<CalibrationChartProps, 'bins' | 'xLabel' | 'yLabel'>

function draw(plot: Plot, width: number, { bins, xLabel, yLabel }: Drawing): PlotOptions {
  const most = Math.max(1, ...bins.map((bin) => bin.rows))
  const rows = bins.map((bin) => {
    const [low, high] = shareInterval(bin.observed, bin.rows)
    const title = [
      say('predicted {{figure}}', { figure: formatFigure(bin.predicted) }),
      say('observed {{figure}}', { figure: formatFigure(bin.observed) }),
      say('95 % from {{low}} to {{high}}', { low: formatFigure(low), high: formatFigure(high) }),
      `${formatCount(bin.rows)} ${bin.rows === 1 ? 'row' : 'rows'}`,
    ].join('\n')
    return { ...bin, low, high, title }
  })
  const share = (value: number) => String(Number(value.toFixed(2)))
  const ticks = fittingTicks([0, 1], width - 48, share)
  return {
    marginTop: 24,
    marginBottom: 40,
    marginLeft: 36,
    marginRight: 12,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    r: { type: 'identity' },
    marks: [
      ...axes(plot, { label: xLabel, ticks, tickFormat: share }, { label: yLabel, tickFormat: share }),
      plot.ruleY([0], { stroke: 'var(--line-control)' }),
      plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--text-3)', strokeDasharray: '2 3' },
      ),
      plot.text([{ x: 0.94, y: 0.94, text: say('perfect') }], {
        x: 'x',
        y: 'y',
        text: 'text',
        textAnchor: 'end',
        dx: -10,
        fill: 'var(--text-3)',
        stroke: 'var(--surface)',
        strokeWidth: 4,
      }),
      plot.ruleX(rows, { x: 'predicted', y1: 'low', y2: 'high', stroke: 'var(--ch-1)', strokeOpacity: 0.55 }),
      plot.line(
        rows.filter((bin) => bin.rows >= ENOUGH),
        { x: 'predicted', y: 'observed', stroke: 'var(--ch-1)', strokeWidth: 2 },
      ),
      plot.dot(rows, {
        x: 'predicted',
        y: 'observed',
        // Area by rows: a bin of one row says little.
        r: (bin: CalibrationBin) => 2.5 + 4 * Math.sqrt(bin.rows / most),
        fill: 'var(--ch-1)',
        stroke: 'var(--surface)',
        strokeWidth: 1.5,
      }),
      plot.tip(rows, plot.pointer({ x: 'predicted', y: 'observed', title: 'title', ...tipStyle })),
    ],
  }
}
