'use client'

import { useCallback } from 'react'
import { formatFigure } from '../../canvas/words.ts'
import { say } from '../../i18n/current.ts'
import { useT } from '../../i18n/use-t.ts'
import { PlotCard } from './plot-card.tsx'
import type { Plot, PlotOptions } from './figure.tsx'
import { axes, fittingTicks, type SeriesColour, seriesColour, tipStyle } from './marks.ts'

export interface CurvePoint {
  x: number
  y: number
  /** Where the curve passes when classes are told apart at this probability. */
  threshold?: number | null
}

export interface Curve {
  name: string
  colour: SeriesColour
  /** `AUC 0.83`. */
  figure: string
  points: readonly CurvePoint[]
}

export interface CurveChartProps {
  title: string
  subtitle?: string
  curves: readonly Curve[]
  xLabel: string
  yLabel: string
  /** The line of a guess: the diagonal, or a level. */
  guess?: { kind: 'diagonal' } | { kind: 'level'; y: number; label: string }
  /** Where the names of the curves stand. */
  legend: 'bottom-right' | 'bottom-left'
  /** The point in use, with its name: `at 0.50`. */
  at?: { x: number; y: number; label: string }
  height?: number
  fileName: string
  bare?: boolean
}

const MARGIN = { top: 24, right: 12, bottom: 40, left: 36 }

const share = (value: number): string => String(Number(value.toFixed(2)))

/** ROC and precision–recall: both axes are shares from 0 to 1. */
export function CurveChart(props: CurveChartProps) {
  const { t } = useT()
  const { title, curves, xLabel, yLabel, guess, legend, at, height = 256, ...card } = props
  const build = useCallback(
    (plot: Plot, width: number) => draw(plot, width, { curves, xLabel, yLabel, guess, legend, at, height }),
    [curves, xLabel, yLabel, guess, legend, at, height],
  )
  const many = curves.length > 1
  const table = {
    columns: [
      ...(many ? [{ key: 'curve', label: t('curve') }] : []),
      { key: 'x', label: xLabel, format: formatFigure },
      { key: 'y', label: yLabel, format: formatFigure },
      { key: 'threshold', label: t('threshold'), format: formatFigure },
    ],
    rows: curves.flatMap((curve) => curve.points.map((point) => ({ curve: curve.name, ...point }))),
  }
  const label = t('{{title}}: {{yLabel}} by {{xLabel}}. {{last}}.', {
    title,
    yLabel,
    xLabel,
    last: curves.map((curve) => `${curve.name}, ${curve.figure}`).join('; '),
  })
  return (
    <PlotCard
      {...card}
      title={title}
      table={table}
      height={height}
      build={build}
      label={label}
      maxWidth={400}
    />
  )
}

type Drawing = Pick<CurveChartProps, 'curves' | 'xLabel' | 'yLabel' | 'guess' | 'legend' | 'at'> & {
  height: number
}

function draw(plot: Plot, width: number, drawing: Drawing): PlotOptions {
  const { curves, xLabel, yLabel, guess, legend, at, height } = drawing
  const right = legend === 'bottom-right'
  const ticks = fittingTicks([0, 1], width - MARGIN.left - MARGIN.right, share)
  const points = curves.flatMap((curve) =>
    curve.points.map((point) => ({
      ...point,
      title: [
        ...(curves.length > 1 ? [curve.name] : []),
        `${yLabel} ${formatFigure(point.y)}`,
        `${xLabel} ${formatFigure(point.x)}`,
        ...(point.threshold == null || !Number.isFinite(point.threshold)
          ? []
          : [say('threshold {{figure}}', { figure: formatFigure(point.threshold) })]),
      ].join('\n'),
    })),
  )
  const many = curves.length > 1
  const bottom = height - MARGIN.bottom
  const named = curves.filter((curve) => curve.colour !== 'muted')
  const others = curves.length - named.length
  const names = [
    ...(others > 0
      ? [{ text: say('{{count}} others', { count: others }), colour: seriesColour('muted'), strong: false }]
      : []),
    ...named.map((curve) => ({
      text: `${curve.name}, ${curve.figure}`,
      colour: seriesColour(curve.colour),
      strong: true,
    })),
  ].map((name, index, all) => ({ ...name, dy: bottom - 14 - 18 * (all.length - 1 - index) }))
  return {
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      ...axes(
        plot,
        { label: xLabel, ticks, tickFormat: share },
        { label: yLabel, ticks: 5, tickFormat: share },
      ),
      plot.ruleY([0], { stroke: 'var(--line-control)' }),
      !guess
        ? null
        : guess.kind === 'diagonal'
          ? plot.line(
              [
                [0, 0],
                [1, 1],
              ],
              { stroke: 'var(--text-3)', strokeDasharray: '2 3' },
            )
          : [
              plot.ruleY([guess.y], { stroke: 'var(--text-3)', strokeDasharray: '2 3' }),
              plot.text([guess], {
                y: 'y',
                text: 'label',
                frameAnchor: 'right',
                textAnchor: 'end',
                // A curve of precision comes down to the level from above.
                dy: guess.y > 0.12 ? 10 : -8,
                fill: 'var(--text-3)',
                stroke: 'var(--surface)',
                strokeWidth: 4,
              }),
            ],
      ...curves.map((curve) =>
        plot.line(curve.points, {
          x: 'x',
          y: 'y',
          stroke: seriesColour(curve.colour),
          strokeWidth: curve.colour === 'muted' ? 1.5 : 2,
          strokeLinejoin: 'round',
        }),
      ),
      ...(at
        ? [
            plot.dot([at], {
              x: 'x',
              y: 'y',
              r: 4.5,
              fill: 'var(--ch-1)',
              stroke: 'var(--surface)',
              strokeWidth: 1.5,
            }),
            plot.text([at], {
              x: 'x',
              y: 'y',
              text: 'label',
              textAnchor: at.x > 0.7 ? 'end' : 'start',
              dx: at.x > 0.7 ? -9 : 9,
              dy: 10,
              fill: 'var(--text)',
              fontWeight: 550,
            }),
          ]
        : []),
      ...names.flatMap((name) => {
        const edge = right ? width - MARGIN.left - MARGIN.right - 8 : 12
        const place = { frameAnchor: 'top-left', dy: name.dy - MARGIN.top } as const
        const inward = many ? (right ? -9 : 9) : 0
        return [
          ...(many
            ? [plot.dot([0], { ...place, dx: edge, dy: place.dy + 6, r: 3.5, fill: name.colour })]
            : []),
          plot.text([name.text], {
            ...place,
            dx: edge + inward,
            textAnchor: right ? 'end' : 'start',
            fill: name.strong ? 'var(--text)' : 'var(--text-2)',
            fontWeight: name.strong ? 550 : 420,
            stroke: 'var(--surface)',
            strokeWidth: 4,
          }),
        ]
      }),
      plot.dot(points, plot.pointer({ x: 'x', y: 'y', r: 4, fill: 'var(--text)' })),
      plot.tip(points, plot.pointer({ x: 'x', y: 'y', title: 'title', ...tipStyle })),
    ],
  }
}
