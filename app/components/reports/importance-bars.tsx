import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ChartCard, type ChartCardProps } from '../charts/chart-card.tsx'

/** Most columns shown. */
const SHOWN = 20

interface ImportanceBarsProps extends Pick<ChartCardProps, 'table' | 'fileName' | 'bare'> {
  subtitle: string
  /** Those that matter most first; a value below 0 has no bar. */
  bars: readonly { column: string; value: number; text: string; hint: string }[]
  /** How many columns there are. */
  columns: number
  footer?: ReactNode
}

/** How much each column matters to a model. */
export function ImportanceBars({ bars, columns, ...card }: ImportanceBarsProps) {
  const { t } = useT()
  const shown = bars.slice(0, SHOWN)
  const most = Math.max(...shown.map(({ value }) => value), Number.MIN_VALUE)
  const left = columns - shown.length
  return (
    <ChartCard
      title={t('What matters')}
      height={Math.max(60, shown.length * 24 + (left > 0 ? 26 : 0))}
      picture={false}
      {...card}
    >
      <ul
        aria-label={t('What matters')}
        className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-x-2 text-12"
      >
        {shown.map(({ column, value, text, hint }) => (
          <li key={column} className="col-span-3 grid h-6 grid-cols-subgrid items-center" title={hint}>
            <span className="truncate text-ink-2">{column}</span>
            <span className="h-2 overflow-hidden rounded-full bg-surface-3">
              <span
                className="block h-full rounded-full"
                style={{ width: `${(Math.max(0, value) / most) * 100}%`, background: 'var(--ch-bar)' }}
              />
            </span>
            <span className="text-right tabular-nums">{text}</span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className="mt-1.5 text-12 text-ink-3">
          {t('{{count}} more columns matter less or not at all.', { count: left })}
        </p>
      )}
    </ChartCard>
  )
}
