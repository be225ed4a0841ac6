import { ArrowDown, ArrowUp } from 'lucide-react'
import type { CSSProperties } from 'react'
import { cn } from '../cn.ts'
import type { MetricFigure } from './metric-figures.ts'

/** The main figures of a run, side by side. */
export function MetricTiles({ figures }: { figures: readonly MetricFigure[] }) {
  const count = figures.length
  // Full rows wherever that is possible.
  const columns = {
    '--narrow': count % 4 === 0 ? 4 : 3,
    '--middle': count > 6 ? Math.ceil(count / 2) : Math.max(1, count),
    '--wide': Math.min(8, Math.max(1, count)),
  } as CSSProperties
  const compared = figures.some((figure) => figure.comparison)
  return (
    <dl
      style={columns}
      className="grid grid-cols-2 overflow-hidden rounded-md border border-line bg-surface text-12 leading-[18px] sm:grid-cols-[repeat(var(--narrow),minmax(0,1fr))] lg:grid-cols-[repeat(var(--middle),minmax(0,1fr))] xl:grid-cols-[repeat(var(--wide),minmax(0,1fr))]"
    >
      {figures.map((figure) => (
        // The lines between tiles are drawn by each to its left and top, and cut off at the frame.
        <div
          key={figure.name}
          className="-mt-px -ml-px grid grid-rows-[1fr_auto] content-start border-t border-l border-line px-4 py-2.5"
        >
          <dt className="text-ink-2">{figure.title}</dt>
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
