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
  spreadLabels,
  tipStyle,
} from './marks.ts'

export interface LineSeries {
  name: string
  colour: SeriesColour
  points: readonly { x: number; y: number }[]
}

export interface LineChartProps {
  title: string
  subtitle?: string
  series: readonly LineSeries[]
  /** Axis titles, with units. */
  xLabel: string
  yLabel: string
  /** Fixed where the end is known, so that a live curve does not rescale. */
  xDomain?: readonly [number, number]
  /** A dotted upright line with its name: `kept 29`. */
  mark?: { x: number; label: string }
  height?: number
  fileName: string
  bare?: boolean
}

interface Row {
  x: number
  y: number
  title: string
}

const MARGIN = { top: 28, bottom: 40 }
const LABEL_GAP = 16

/** Curves over a number, each with its name and last value at its end. */
export function LineChart(props: LineChartProps) {
  const { t } = useT()
  const { title, series, xLabel, yLabel, xDomain, mark, height = 208, ...card } = props

  const build = useCallback(
    (plot: Plot, width: number): PlotOptions =>
      draw(plot, width, { series, xLabel, yLabel, xDomain, mark, height }),
    [series, xLabel, yLabel, xDomain, mark, height],
  )
  const xs = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))].toSorted(
    (a, b) => a - b,
  )
  const byX = series.map((one) => new Map(one.points.map((point) => [point.x, point.y])))
  const table = {
    columns: [
      { key: 'x', label: xLabel },
      ...series.map((one, index) => ({ key: `y${index}`, label: one.name, format: formatFigure })),
    ],
    rows: xs.map((x) => ({
      x,
      ...Object.fromEntries(byX.map((values, index) => [`y${index}`, values.get(x) ?? null])),
    })),
  }
  const last = series
    .map((one) =>
      t('{{name}} ends at {{figure}}', {
        name: one.name,
        figure: formatFigure(one.points.at(-1)?.y ?? Number.NaN),
      }),
    )
    .join('; ')

  return (
    <PlotCard
      {...card}
      title={title}
      table={table}
      height={height}
      build={build}
      label={t('{{title}}: {{yLabel}} by {{xLabel}}. {{last}}.', { title, yLabel, xLabel, last })}
    />
  )
}

type Drawing = Pick<LineChartProps, 'series' | 'xLabel' | 'yLabel' | 'xDomain' | 'mark'> & { height: number }

function draw(plot: Plot, width: number, drawing: Drawing): PlotOptions {
  const { series, xLabel, yLabel, xDomain, mark, height } = drawing
  const drawn = series.filter((one) => one.points.length > 0)
  const ys = drawn.flatMap((one) => one.points.map((point) => point.y))
  const yDomain = paddedDomain(ys)
  const ends = drawn.map((one) => {
    const point = one.points.at(-1)!
    return {
      ...point,
      name: one.name,
      // `Run 1, 0.5`: a number after a number needs a stop between.
      text: `${one.name}${/\d$/.test(one.name) ? ',' : ''} ${formatFigure(point.y)}`,
      colour: seriesColour(one.colour),
    }
  })
  const inner: [number, number] = [MARGIN.top, height - MARGIN.bottom]
  const toPixel = (y: number) =>
    inner[1] - ((y - yDomain[0]) / (yDomain[1] - yDomain[0])) * (inner[1] - inner[0])
  const toValue = (pixel: number) =>
    yDomain[0] + ((inner[1] - pixel) / (inner[1] - inner[0])) * (yDomain[1] - yDomain[0])
  const labelYs = spreadLabels(
    ends.map((end) => toPixel(end.y)),
    LABEL_GAP,
    inner,
  )
  const labels = ends.map((end, index) => ({ ...end, labelY: toValue(labelYs[index]!) }))
  const ticks = [yDomain[0], yDomain[1]].map(formatFigure)
  const rows: Row[] = tipRows(drawn, xLabel)
  const marginLeft = leftMargin(ticks)
  // Where some curves are shorter, their names would lie on the others: all stand in the margin then, with their colours.
  const aside = new Set(ends.map(({ x }) => x)).size > 1
  const marginRight = Math.min(
    width * 0.4,
    (aside ? 26 : 16) + 6.6 * Math.max(0, ...labels.map((label) => label.text.length)),
  )
  const xs = drawn.flatMap((one) => one.points.map((point) => point.x))
  const extent = xDomain ?? ([Math.min(...xs), Math.max(...xs)] as const)
  const xTicks = fittingTicks(extent, width - marginLeft - marginRight, String, { whole: true })

  return {
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    marginLeft,
    marginRight,
    x: xDomain ? { domain: [...xDomain] } : {},
    y: { domain: yDomain },
    marks: [
      ...axes(
        plot,
        {
          label: xLabel,
          ticks: xTicks,
          tickFormat: (value) => (Number.isInteger(value) ? String(value) : ''),
        },
        { label: yLabel, ticks: 4, tickFormat: formatTick },
      ),
      plot.ruleY([yDomain[0]], { stroke: 'var(--line-control)' }),
      ...(mark
        ? [
            plot.ruleX([mark.x], { stroke: 'var(--text-3)', strokeDasharray: '2 3' }),
            plot.text([mark], {
              x: 'x',
              text: 'label',
              frameAnchor: 'top',
              dy: -14,
              fill: 'var(--text-3)',
            }),
          ]
        : []),
      ...drawn.map((one) =>
        plot.line(one.points, {
          x: 'x',
          y: 'y',
          stroke: seriesColour(one.colour),
          strokeWidth: one.colour === 'muted' ? 1.5 : 2,
          strokeLinejoin: 'round',
        }),
      ),
      plot.dot(ends, { x: 'x', y: 'y', r: 3, fill: 'colour' }),
      ...(aside ? [plot.dot(labels, { x: () => extent[1], y: 'labelY', dx: 11, r: 3, fill: 'colour' })] : []),
      plot.text(labels, {
        x: aside ? () => extent[1] : 'x',
        y: 'labelY',
        text: 'text',
        textAnchor: 'start',
        dx: aside ? 18 : 8,
        fill: 'var(--text)',
        fontWeight: 550,
      }),
      plot.ruleX(rows, plot.pointerX({ x: 'x', stroke: 'var(--line-control)' })),
      ...drawn.map((one) =>
        plot.dot(one.points, plot.pointerX({ x: 'x', y: 'y', r: 3.5, fill: seriesColour(one.colour) })),
      ),
      plot.tip(rows, plot.pointerX({ x: 'x', y: 'y', title: 'title', ...tipStyle })),
    ],
    color: { type: 'identity' },
  }
}

/** One tip for all curves at a place. */
function tipRows(series: readonly LineSeries[], xLabel: string): Row[] {
  const rows = new Map<number, { y: number; lines: string[] }>()
  for (const one of series)
    for (const { x, y } of one.points) {
      const row = rows.get(x) ?? { y, lines: [`${xLabel} ${x}`] }
      row.lines.push(`${one.name} ${formatFigure(y)}`)
      rows.set(x, row)
    }
  return [...rows].map(([x, { y, lines }]) => ({ x, y, title: lines.join('\n') }))
}
