'use client'

import { useCallback } from 'react'
import { PlotCard } from './plot-card.tsx'
import type { Plot, PlotOptions } from './figure.tsx'
import { axes, fittingTicks, formatTick, leftMargin, paddedDomain, tipStyle } from './marks.ts'
import type { ChartTable } from './table-data.ts'

export interface ScorePoint {
  x: number | string
  y: number
  /** What the tip says. */
  title: string
  best: boolean
}

export interface ScoreChartProps {
  title: string
  subtitle?: string
  points: readonly ScorePoint[]
  /** A line over the points: the best score so far. */
  line?: readonly { x: number; y: number }[]
  /** `options`: text under the axis, in this order. */
  x:
    | { label: string; scale: 'linear' | 'log' }
    | { label: string; scale: 'options'; options: readonly string[] }
  y: { label: string; domain: readonly [number, number] }
  table: ChartTable
  /** One sentence on what is to be seen. */
  description: string
  height?: number
  fileName: string
  bare?: boolean
}

/** Scores of trials over their number, or over the values of a setting; what lies outside is drawn at the edge. */
export function ScoreChart(props: ScoreChartProps) {
  const { title, points, line, x, y, table, description, height = 208, ...card } = props
  const build = useCallback(
    (plot: Plot, width: number) => draw(plot, width, { points, line, x, y }),
    [points, line, x, y],
  )
  return <PlotCard {...card} title={title} table={table} height={height} build={build} label={description} />
}

type Drawing = Pick<ScoreChartProps, 'points' | 'line' | 'x' | 'y'>

function draw(plot: Plot, width: number, { points, line, x, y }: Drawing): PlotOptions {
  const [low, high] = y.domain
  const shown = points.map((point) => ({
    ...point,
    y: Math.min(high, Math.max(low, point.y)),
    isOutside: point.y < low || point.y > high,
  }))
  const marginLeft = leftMargin(fittingTicks(y.domain, 130, formatTick, { most: 8 }).map(formatTick))
  const room = width - marginLeft - 16
  return {
    marginTop: 24,
    marginBottom: 40,
    marginLeft,
    marginRight: 16,
    x: xScale(x, points),
    y: { domain: [low, high] },
    marks: [
      ...axes(
        plot,
        { label: x.label, ...xTicks(x, points, room) },
        { label: y.label, ticks: 4, tickFormat: formatTick },
      ),
      ...(line
        ? [
            plot.line(line, {
              x: 'x',
              y: 'y',
              stroke: 'var(--ch-2)',
              strokeWidth: 2,
              curve: 'step-after',
              clip: true,
            }),
          ]
        : []),
      plot.dot(shown, {
        x: 'x',
        y: 'y',
        r: 3,
        fill: (point: { isOutside: boolean }) => (point.isOutside ? 'var(--surface)' : 'var(--ch-1)'),
        stroke: 'var(--ch-1)',
        fillOpacity: 0.75,
      }),
      plot.dot(
        shown.filter(({ best }) => best),
        { x: 'x', y: 'y', r: 5, fill: 'var(--ch-2)', stroke: 'var(--surface)', strokeWidth: 1.5 },
      ),
      plot.dot(shown, plot.pointer({ x: 'x', y: 'y', r: 5, stroke: 'var(--text)', strokeWidth: 1.5 })),
      plot.tip(shown, plot.pointer({ x: 'x', y: 'y', title: 'title', ...tipStyle })),
    ],
    color: { type: 'identity' },
  }
}

const numbersOf = (points: readonly ScorePoint[]): number[] =>
  points.flatMap(({ x }) => (typeof x === 'number' ? x : []))

function xScale(x: Drawing['x'], points: readonly ScorePoint[]): NonNullable<PlotOptions['x']> {
  if (x.scale === 'options') return { type: 'point', domain: [...x.options], padding: 0.5 }
  const xs = numbersOf(points)
  if (x.scale === 'linear') return { domain: paddedDomain(xs, 0.03) }
  return { type: 'log', domain: [Math.min(...xs) / 1.2, Math.max(...xs) * 1.2] }
}

function xTicks(x: Drawing['x'], points: readonly ScorePoint[], room: number) {
  if (x.scale === 'options') return {}
  const xs = numbersOf(points)
  if (x.scale === 'linear')
    return { ticks: fittingTicks(paddedDomain(xs, 0.03), room, formatTick), tickFormat: formatTick }
  // Powers of ten, as many as there is room for.
  const [from, to] = [
    Math.ceil(Math.log10(Math.min(...xs) / 1.2)),
    Math.floor(Math.log10(Math.max(...xs) * 1.2)),
  ]
  const step = Math.max(1, Math.ceil(((to - from) * 50) / room))
  const powers = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  const shown = powers.filter((power) => (power - from) % step === 0)
  return { ticks: shown.map((power) => Number(`1e${power}`)), tickFormat: formatTick }
}
