'use client'

import { useCallback } from 'react'
import { formatCount, formatFigure } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { PlotCard } from './plot-card.tsx'
import type { Plot, PlotOptions } from './figure.tsx'
import { axes, fittingTicks, formatTick, leftMargin, tipStyle } from './marks.ts'

export interface HistogramBin {
  from: number
  to: number
  rows: number
}

export interface HistogramChartProps {
  title: string
  subtitle?: string
  bins: readonly HistogramBin[]
  xLabel: string
  height?: number
  fileName: string
  bare?: boolean
}

/** How many rows lie where. */
export function HistogramChart(props: HistogramChartProps) {
  const { t } = useT()
  const { title, bins, xLabel, height = 208, ...card } = props
  const build = useCallback((plot: Plot, width: number) => draw(plot, width, bins, xLabel), [bins, xLabel])
  const table = {
    columns: [
      { key: 'from', label: t('{{xLabel}}, from', { xLabel }), format: formatFigure },
      { key: 'to', label: t('to'), format: formatFigure },
      { key: 'rows', label: t('rows'), format: formatCount },
    ],
    rows: bins.map((bin) => ({ ...bin })),
  }
  return (
    <PlotCard
      {...card}
      title={title}
      table={table}
      height={height}
      build={build}
      label={t('{{title}}: rows by {{xLabel}}, {{bins}} bins.', { title, xLabel, bins: bins.length })}
    />
  )
}

function draw(plot: Plot, width: number, bins: readonly HistogramBin[], xLabel: string): PlotOptions {
  const most = Math.max(1, ...bins.map((bin) => bin.rows))
  const rows = bins.map((bin) => ({
    ...bin,
    middle: (bin.from + bin.to) / 2,
    title: `${say('{{from}} to {{to}}', { from: formatFigure(bin.from), to: formatFigure(bin.to) })}\n${say('{{count}} rows', { count: bin.rows })}`,
  }))
  const marginLeft = leftMargin([formatCount(most)])
  const extent = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1] as const
  const ticks = fittingTicks(extent, width - marginLeft - 12, formatTick)
  return {
    marginTop: 24,
    marginBottom: 40,
    marginLeft,
    marginRight: 12,
    y: { domain: [0, most] },
    marks: [
      ...axes(
        plot,
        { label: xLabel, ticks, tickFormat: formatTick },
        {
          label: say('rows'),
          ticks: 4,
          tickFormat: (value) => (Number.isInteger(value) ? formatCount(value) : ''),
        },
      ),
      plot.rectY(bins, {
        x1: 'from',
        x2: 'to',
        y: 'rows',
        fill: 'var(--ch-bar)',
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      plot.ruleY([0], { stroke: 'var(--line-control)' }),
      plot.tip(rows, plot.pointerX({ x: 'middle', y: 'rows', title: 'title', ...tipStyle })),
    ],
  }
}
