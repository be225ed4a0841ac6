import type { ReactNode } from 'react'
import { formatCount, formatPercent } from '../../canvas/words.ts'

export interface BarListItem {
  name: ReactNode
  key: string
  value: number
  /** The hue and words of something to note: missing values. */
  warning?: boolean
}

/** Names, counts and shares with a thin bar each: the values of a column. */
export function BarList({
  items,
  total,
  label,
}: {
  items: readonly BarListItem[]
  total: number
  label: string
}) {
  return (
    <ul aria-label={label} className="text-12">
      {items.map((item) => {
        const share = total > 0 ? item.value / total : 0
        return (
          <li key={item.key} className="grid grid-cols-[minmax(0,1fr)_auto_52px] items-baseline gap-x-2 py-1">
            <span className={item.warning ? 'truncate text-warning' : 'truncate'}>{item.name}</span>
            <span className="text-right">{formatCount(item.value)}</span>
            <span className="text-right text-ink-3">{formatPercent(share)}</span>
            <span className="col-span-3 mt-0.5 h-1 overflow-hidden rounded-full bg-surface-3">
              <span
                className="block h-full rounded-full"
                style={{
                  width: `${share * 100}%`,
                  background: item.warning ? 'var(--st-warning)' : 'var(--ch-bar)',
                }}
              />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
