'use client'

import { useMemo } from 'react'
import { metricTitle } from '../../canvas/words.ts'
import { LineChart, type LineSeries } from '../charts/line-chart.tsx'
import { say } from '../../i18n/current.ts'
import { msg } from '../../i18n/msg.ts'
import { stepWords, type TrainingStep } from '../training-step.ts'
import { useT } from '../../i18n/use-t.ts'

export interface EpochFigures {
  epoch: number
  metrics: Readonly<Record<string, number>>
}

/** A metric with its twin on validation rows: `loss` and `val_loss`. */
interface Family {
  name: string
  series: LineSeries[]
}

function families(epochs: readonly EpochFigures[]): Family[] {
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))]
  const bases = [...new Set(names.map((name) => name.replace(/^val_/, '')))]
  const pointsOf = (name: string) =>
    epochs.flatMap(({ epoch, metrics }) => {
      const y = metrics[name]
      return y === undefined || !Number.isFinite(y) ? [] : [{ x: epoch, y }]
    })
  return bases.map((name) => ({
    name,
    series: [
      { name: say('train'), colour: 1 as const, points: pointsOf(name) },
      { name: say('validation'), colour: 2 as const, points: pointsOf(`val_${name}`) },
    ].filter((one) => one.points.length > 0),
  }))
}

/**
 * Where the axis ends: at the last epoch of a finished training; while it runs, doubling until the curve has come half
 * way, then at the whole of it, so that it rescales a few times and not with every point.
 */
export function axisEnd(epoch: number, total: number | undefined): number {
  if (total === undefined) return Math.max(2, epoch)
  if (epoch * 2 >= total) return Math.max(2, total)
  return Math.min(total, Math.max(10, 2 ** Math.ceil(Math.log2(epoch * 1.25))))
}

/** In English; `t(by[step])` where it is shown. */
const by: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('by epoch'),
  round: msg('by round'),
  tree: msg('by tree'),
}
const byLowerBetter: Readonly<Record<TrainingStep, string>> = {
  epoch: msg('by epoch, lower is better'),
  round: msg('by round, lower is better'),
  tree: msg('by tree, lower is better'),
}

export interface TrainingChartsProps {
  epochs: readonly EpochFigures[]
  /** Where the horizontal axis ends; a live curve then grows into its place. */
  totalEpochs?: number
  /** The epoch whose weights are kept. */
  keptEpoch?: number
  /** While it trains: the epoch with the smallest loss up to now. */
  lowestEpoch?: number
  /** What the points are of; epochs unless said otherwise. */
  step?: TrainingStep
  fileName: string
  bare?: boolean
  height?: number
  /** Only the loss, where room is scarce. */
  lossOnly?: boolean
}

function markOf(kept: number | undefined, lowest: number | undefined) {
  if (kept !== undefined) return { x: kept, label: say('kept {{kept}}', { kept }) }
  return lowest === undefined ? undefined : { x: lowest, label: say('lowest so far {{lowest}}', { lowest }) }
}

/** Loss and metric by epoch, for training and validation rows. */
export function TrainingCharts(props: TrainingChartsProps) {
  const { t } = useT()
  const {
    epochs,
    totalEpochs,
    keptEpoch,
    lowestEpoch,
    step = 'epoch',
    fileName,
    bare = false,
    lossOnly = false,
    height,
  } = props
  const drawn = useMemo(() => families(epochs), [epochs])
  const xDomain = useMemo(
    () => [1, axisEnd(epochs.at(-1)?.epoch ?? 1, totalEpochs)] as const,
    [totalEpochs, epochs],
  )
  const mark = useMemo(() => markOf(keptEpoch, lowestEpoch), [keptEpoch, lowestEpoch])
  return drawn
    .filter((family) => !lossOnly || family.name === 'loss')
    .map((family) => (
      <LineChart
        key={family.name}
        title={metricTitle(family.name)}
        subtitle={t((family.name === 'loss' ? byLowerBetter : by)[step])}
        series={family.series}
        xLabel={t(stepWords[step])}
        yLabel={metricTitle(family.name).toLowerCase()}
        xDomain={xDomain}
        {...(mark ? { mark } : {})}
        {...(height === undefined ? {} : { height })}
        fileName={`${fileName}-${family.name}`}
        bare={bare}
      />
    ))
}
