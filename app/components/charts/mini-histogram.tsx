import { cn } from '../cn.ts'

export interface MiniHistogramProps {
  /** Heights of the bars, in any unit. */
  counts: readonly number[]
  width?: number
  height?: number
  /** What is to be seen, in words; without it the picture is decorative. */
  label?: string
  className?: string
}

/** A few bars without axes: a column's values at a glance. Plain SVG, so that a table may have a hundred. */
export function MiniHistogram({ counts, width = 64, height = 32, label, className }: MiniHistogramProps) {
  const most = Math.max(1, ...counts)
  const gap = counts.length > 20 ? 0.5 : 1
  const step = width / Math.max(1, counts.length)
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={cn('block', className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {counts.map((count, index) => {
        const size = count === 0 ? 0 : Math.max(1, (count / most) * height)
        return (
          <rect
            // Bars have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            x={index * step}
            y={height - size}
            width={Math.max(0.5, step - gap)}
            height={size}
            fill="var(--ch-bar)"
          />
        )
      })}
    </svg>
  )
}

export interface SparklineProps {
  series: readonly (readonly number[])[]
  width?: number
  height?: number
  /** Number of points when complete, so that a live line grows to the right. */
  length?: number
  className?: string
}

/** One or two small lines: training first, validation second. */
export function Sparkline({ series, width = 170, height = 24, length, className }: SparklineProps) {
  const values = series.flat().filter(Number.isFinite)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const most = Math.max(length ?? 0, ...series.map((one) => one.length))
  const x = (index: number) => 2 + (index / Math.max(1, most - 1)) * (width - 6)
  const y = (value: number) => height - 3 - ((value - low) / (high - low || 1)) * (height - 6)
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      className={cn('block', className)}
    >
      {values.length > 0 &&
        series.map((one, index) => {
          const points = one.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`)
          const colour = index === 0 ? 'var(--ch-1)' : 'var(--ch-2)'
          return (
            // oxlint-disable-next-line react/no-array-index-key
            <g key={index}>
              <polyline
                points={points.join(' ')}
                fill="none"
                stroke={colour}
                strokeWidth={1.5}
                strokeLinejoin="round"
              />
              {one.length > 0 && <circle cx={x(one.length - 1)} cy={y(one.at(-1)!)} r={2} fill={colour} />}
            </g>
          )
        })}
    </svg>
  )
}
