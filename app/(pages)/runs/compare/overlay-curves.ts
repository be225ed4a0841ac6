import type { LineSeries } from '../../../components/charts/line-chart.tsx'
import type { SeriesColour } from '../../../components/charts/marks.ts'

/** Figures by epoch: `loss`, `val_loss`, `accuracy`, … */
export type History = readonly Readonly<Record<string, number>>[]

export interface CurveFamily {
  name: string
  /** Measured on validation rows; else on training rows. */
  validation: boolean
  series: LineSeries[]
}

/** One picture a metric; on validation rows where every run that has the metric has them. */
export function overlayCurves(
  histories: readonly (History | undefined)[],
  names: readonly string[],
): CurveFamily[] {
  const known = histories.filter((history) => history !== undefined && history.length > 0)
  const metrics = [...new Set(known.flatMap((history) => history?.flatMap((one) => Object.keys(one)) ?? []))]
  const bases = [...new Set(metrics.map((name) => name.replace(/^val_/, '')))]
  return bases.map((name) => {
    const having = known.filter((history) => history?.some((one) => name in one || `val_${name}` in one))
    const validation = having.every((history) => history?.some((one) => `val_${name}` in one))
    const key = validation ? `val_${name}` : name
    const series = histories.flatMap((history, at): LineSeries[] => {
      const points = (history ?? []).flatMap((one, index) => {
        const y = one[key]
        return y === undefined || !Number.isFinite(y) ? [] : [{ x: index + 1, y }]
      })
      return points.length === 0 ? [] : [{ name: names[at] ?? '', colour: (at + 1) as SeriesColour, points }]
    })
    return { name, validation, series }
  })
}
