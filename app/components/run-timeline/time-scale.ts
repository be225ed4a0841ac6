import type { NodeRunView } from '../../../server/views.ts'

/** The scale of a timeline: from the first start to the end, or to now. */
export interface TimeScale {
  /** Milliseconds since the epoch. */
  from: number
  durationMs: number
  /** Milliseconds from the start. */
  ticks: readonly number[]
}

const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
]

/** A scale with at most `most` round ticks. */
export function createTimeScale(
  nodes: readonly Pick<NodeRunView, 'startedAt' | 'finishedAt'>[],
  run: { startedAt: string | null; finishedAt: string | null },
  now: number,
  most = 6,
): TimeScale | null {
  const starts = [run.startedAt, ...nodes.map((node) => node.startedAt)].flatMap((iso) =>
    iso ? [Date.parse(iso)] : [],
  )
  if (starts.length === 0) return null
  const from = Math.min(...starts)
  const ends = [run.finishedAt, ...nodes.map((node) => node.finishedAt)].flatMap((iso) =>
    iso ? [Date.parse(iso)] : [],
  )
  const to = run.finishedAt ? Math.max(...ends) : Math.max(now, ...ends)
  const durationMs = Math.max(200, to - from)
  const step = (STEPS.find((seconds) => durationMs / 1000 / seconds <= most) ?? 86_400) * 1000
  const ticks = Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, index) => index * step)
  return { from, durationMs, ticks }
}

/** `0`, `0.5 s`, `30 s`, `1:30`, `2:00 h`. */
export function formatTick(ms: number): string {
  if (ms === 0) return '0'
  const seconds = ms / 1000
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`
}
