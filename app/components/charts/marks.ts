import type { Markish } from '@observablehq/plot'
import type { Plot } from './figure.tsx'

/** Colours of series by number; the earlier run is muted. */
export type SeriesColour = 1 | 2 | 3 | 4 | 5 | 'muted'
export const seriesColour = (colour: SeriesColour): string =>
  colour === 'muted' ? 'var(--text-3)' : `var(--ch-${colour})`

/** The look of a tip at the pointer. */
export const tipStyle = {
  fill: 'var(--raised)',
  stroke: 'var(--line-strong)',
  fontSize: 12,
  textPadding: 8,
  pathFilter: 'none',
} as const

/** A tick of an axis: as short as it can be. */
export function formatTick(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text =
    size >= 1e6 || size < 1e-4
      ? value.toExponential().replace('e+', 'e')
      : size >= 1000
        ? value.toLocaleString('en-GB')
        : String(Number(value.toPrecision(6)))
  return text.replaceAll('-', '−')
}

interface AxisOptions {
  label: string
  /** About how many, or exactly which. */
  ticks?: number | readonly number[]
  tickFormat?: (value: number) => string
}

/** Axis titles in words, one grid direction, no tick marks. */
export const axes = (plot: Plot, x: AxisOptions, y: AxisOptions): Markish[] => [
  plot.gridY({
    stroke: 'var(--ch-grid)',
    strokeOpacity: 1,
    ...(typeof y.ticks === 'number' ? { ticks: y.ticks } : {}),
  }),
  plot.axisX({
    label: x.label,
    labelAnchor: 'center',
    labelArrow: 'none',
    labelOffset: 34,
    tickSize: 0,
    tickPadding: 6,
    ticks: typeof x.ticks === 'object' ? [...x.ticks] : (x.ticks ?? 5),
    ...(x.tickFormat ? { tickFormat: x.tickFormat } : {}),
  }),
  plot.axisY({
    label: y.label,
    labelArrow: 'none',
    tickSize: 0,
    tickPadding: 6,
    ticks: typeof y.ticks === 'object' ? [...y.ticks] : (y.ticks ?? 5),
    ...(y.tickFormat ? { tickFormat: y.tickFormat } : {}),
  }),
]

const CHARACTER = 7
const TICK_GAP = 10
const MOST_TICKS = 6

/**
 * Round values under an axis whose labels do not touch: steps of 1, 2 or 5 times a power of ten, as small as the room
 * and `most` allow. `room` is the length of the axis in pixels.
 */
export function fittingTicks(
  [low, high]: readonly [number, number],
  room: number,
  format: (value: number) => string,
  { most = MOST_TICKS, whole = false }: { most?: number; whole?: boolean } = {},
): number[] {
  const span = high - low
  if (!Number.isFinite(span)) return []
  if (span <= 0) return [low]
  const smallest = Math.max(span / Math.max(1, most), whole ? 1 : 0)
  let values: number[] = []
  for (let power = Math.floor(Math.log10(smallest)), tries = 0; tries < 6; power += 1, tries += 1)
    for (const step of [1, 2, 5]) {
      const size = step * 10 ** power
      if (size < smallest * 0.999) continue
      const first = Math.ceil(low / size - 1e-9)
      const count = Math.floor(high / size + 1e-9) - first + 1
      values = Array.from({ length: Math.max(0, count) }, (_, index) =>
        Number(((first + index) * size).toPrecision(12)),
      )
      const widest = CHARACTER * Math.max(1, ...values.map((value) => format(value).length))
      if (values.length <= 1 || (size / span) * room >= widest + TICK_GAP) return values
    }
  return values
}

/** Room for tick labels at the left: about 7 pixels a character. */
export const leftMargin = (labels: readonly string[]): number =>
  Math.max(28, 12 + 7 * Math.max(1, ...labels.map((label) => label.length)))

/**
 * Moves labels apart so that no two are nearer than `gap`, as little as can be, inside `[low, high]`.
 * Pixels in, pixels out, in the same order.
 */
export function spreadLabels(
  positions: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = positions.map((_, index) => index).toSorted((a, b) => positions[a]! - positions[b]!)
  const placed = [...positions]
  let previous = Number.NEGATIVE_INFINITY
  for (const index of order) {
    previous = Math.max(placed[index]!, previous + gap, low)
    placed[index] = previous
  }
  let next = high + gap
  for (const index of order.toReversed()) {
    next = Math.min(placed[index]!, next - gap)
    placed[index] = next
  }
  return placed
}

/** A domain with a little air round the values; never of width zero. */
export function paddedDomain(values: readonly number[], share = 0.06): [number, number] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  const pad = high > low ? (high - low) * share : Math.abs(high) * 0.1 || 1
  return [low - pad, high + pad]
}
