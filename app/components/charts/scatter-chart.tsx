'use client'

import { useCallback } from 'react'
import { formatFigure } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { PlotCard } from './plot-card.tsx'
import type { Plot, PlotOptions } from './figure.tsx'
import {
  axes,
  fittingTicks,
  formatTick,
  leftMargin,
  paddedDomain,
  type SeriesColour,
  seriesColour,
  tipStyle,
} from './marks.ts'

export interface ScatterPoint {
  x: number
  y: number
  /** Points of a group have one colour, and its name stands in their midst. */
  group?: string
}

export interface ScatterChartProps {
  title: string
  subtitle?: string
  points: readonly ScatterPoint[]
  xLabel: string
  yLabel: string
  /** What a perfect model would draw: the diagonal for predictions, zero for residuals. */
  ideal: 'diagonal' | 'zero' | 'none'
  height?: number
  fileName: string
  bare?: boolean
}

/** Predicted against actual values, residuals against predictions, or groups on a plane. */
export function ScatterChart(props: ScatterChartProps) {
  const { t } = useT()
  const { title, points, xLabel, yLabel, ideal, height = 256, ...card } = props
  const build = useCallback(
    (plot: Plot, width: number) => draw(plot, width, { points, xLabel, yLabel, ideal }),
    [points, xLabel, yLabel, ideal],
  )
  const table = {
    columns: [
      { key: 'x', label: xLabel, format: formatFigure },
      { key: 'y', label: yLabel, format: formatFigure },
    ],
    rows: points.map((point) => ({ ...point })),
  }
  return (
    <PlotCard
      {...card}
      title={title}
      table={table}
      height={height}
      build={build}
      maxWidth={440}
      label={t('{{title}}: {{yLabel}} by {{xLabel}}, {{points}} points.', {
        title,
        yLabel,
        xLabel,
        points: points.length,
      })}
    />
  )
}

type Drawing = Pick<ScatterChartProps, 'points' | 'xLabel' | 'yLabel' | 'ideal'>

function draw(plot: Plot, width: number, { points, xLabel, yLabel, ideal }: Drawing): PlotOptions {
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const both = paddedDomain([...xs, ...ys])
  const x = ideal === 'diagonal' ? both : paddedDomain(xs)
  const y = ideal === 'diagonal' ? both : paddedDomain(ideal === 'zero' ? [...ys, 0] : ys)
  const groups = [...new Set(points.map((point) => point.group))].toSorted(byName)
  const rows = points.map((point) => ({
    ...point,
    title: `${point.group === undefined ? '' : `${point.group}\n`}${xLabel} ${formatFigure(point.x)}\n${yLabel} ${formatFigure(point.y)}`,
  }))
  const marginLeft = leftMargin([formatFigure(y[0]), formatFigure(y[1])])
  const ticks = fittingTicks(x, width - marginLeft - 12, formatTick)
  return {
    marginTop: 24,
    marginBottom: 40,
    marginLeft,
    marginRight: 12,
    x: { domain: x },
    y: { domain: y },
    marks: [
      ...axes(
        plot,
        { label: xLabel, ticks, tickFormat: formatTick },
        { label: yLabel, tickFormat: formatTick },
      ),
      ...(ideal === 'zero' ? [plot.ruleY([0], { stroke: 'var(--line-control)' })] : []),
      ...(ideal === 'diagonal'
        ? [
            plot.line(
              [
                [x[0], x[0]],
                [x[1], x[1]],
              ],
              { stroke: 'var(--text-3)', strokeDasharray: '2 3' },
            ),
          ]
        : []),
      plot.dot(points, {
        x: 'x',
        y: 'y',
        r: 2.5,
        fill: (point: ScatterPoint) => colourOf(groups.indexOf(point.group)),
        fillOpacity: points.length > 400 ? 0.35 : 0.6,
      }),
      plot.text(midsts(points), {
        x: 'x',
        y: 'y',
        text: 'group',
        fontSize: 13,
        fontWeight: 600,
        fill: 'var(--text)',
        stroke: 'var(--surface)',
        strokeWidth: 4,
      }),
      plot.dot(points, plot.pointer({ x: 'x', y: 'y', r: 4, stroke: 'var(--text)', strokeWidth: 1.5 })),
      plot.tip(rows, plot.pointer({ x: 'x', y: 'y', title: 'title', ...tipStyle })),
    ],
  }
}

const byName = (a = '', b = ''): number => a.localeCompare(b, 'en', { numeric: true })

/** Five colours, over and over. */
const colourOf = (place: number): string => seriesColour(((Math.max(0, place) % 5) + 1) as SeriesColour)

/** The mean of the points of each group. */
function midsts(points: readonly ScatterPoint[]): Required<ScatterPoint>[] {
  const groups = new Map<string, ScatterPoint[]>()
  for (const point of points) {
    const { group } = point
    if (group === undefined) continue
    const own = groups.get(group)
    if (own) own.push(point)
    else groups.set(group, [point])
  }
  return [...groups].map(([group, own]) => ({
    group,
    x: own.reduce((sum, { x }) => sum + x, 0) / own.length,
    y: own.reduce((sum, { y }) => sum + y, 0) / own.length,
  }))
}
