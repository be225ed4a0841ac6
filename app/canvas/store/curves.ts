import type { CurvePoint } from './live-run.ts'

export interface XY {
  x: number
  y: number
}

/** The two lines of a live curve, training and validation, out of what a runner reported per epoch. */
export function curveSeries(
  points: readonly CurvePoint[],
  metric = 'loss',
): { train: XY[]; validation: XY[] } {
  const pick = (names: readonly string[]): XY[] =>
    points.flatMap(({ epoch, metrics }) => {
      for (const name of names) {
        const value = metrics[name]
        if (value !== undefined && Number.isFinite(value)) return [{ x: epoch, y: value }]
      }
      return []
    })
  const capital = metric.charAt(0).toUpperCase() + metric.slice(1)
  return { train: pick([metric]), validation: pick([`val_${metric}`, `val${capital}`]) }
}

/** The epoch with the smallest validation loss (training loss without one); null before the first. */
export function findBestEpoch(points: readonly CurvePoint[]): number | null {
  const { train, validation } = curveSeries(points)
  const series = validation.length > 0 ? validation : train
  const [first, ...rest] = series
  if (!first) return null
  return rest.reduce((best, point) => (point.y < best.y ? point : best), first).x
}
