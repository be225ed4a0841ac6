import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '../cn.ts'
import type { MetricFigure } from './metric-figures.ts'

/** The main figures of a run, side by side. */
export function MetricTiles({ figures }: { figures: readonly MetricFigure[] }) {
  const compared = figures.some((figure) => figure.comparison)
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-md border border-line bg-surface text-12 leading-[18px] sm:grid-cols-3 lg:grid-cols-[repeat(auto-fit,minmax(130px,1fr))]">
      {figures.map((figure) => (
        // The lines between tiles are drawn by each to its left and top, and cut off at the frame.
        <div key={figure.name} className="-mt-px -ml-px grid border-t border-l border-line px-4 py-2.5">
          <dt className="truncate text-ink-2">{figure.title}</dt>
          <dd className="text-20 leading-7 font-title">{figure.text}</dd>
          {compared && (
            <dd className="flex h-[18px] items-center gap-0.5">
              {figure.comparison && <Comparison {...figure.comparison} />}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

function Comparison({ text, better }: NonNullable<MetricFigure['comparison']>) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-0.5 truncate',
        better === null ? 'text-ink-3' : better ? 'text-done' : 'text-failed',
      )}
    >
      {better !== null &&
        (better ? <ArrowUp aria-hidden className="size-3" /> : <ArrowDown aria-hidden className="size-3" />)}
      {text}
    </span>
  )
}
