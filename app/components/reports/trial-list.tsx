'use client'

import { ArrowDown, ArrowUp, Download } from 'lucide-react'
import { useState } from 'react'
import type { TrialSettings } from '../../../nodes/kit/refits.ts'
import type { TuningReport } from '../../../nodes/train/tune/report.ts'
import { formatDuration } from '../../canvas/words.ts'
import { useT } from '../../i18n/use-t.ts'
import { downloadText } from '../charts/download.ts'
import { type ChartColumn, formatCell, toCsv } from '../charts/table-data.ts'
import { cn } from '../cn.ts'
import { IconButton } from '../icon-button.tsx'
import { type SearchedSetting, sortRows, type Sorting, trialTable } from './tuning-table.ts'

interface TrialListProps {
  report: TuningReport
  settings: readonly SearchedSetting[]
  fileName: string
  /** Writes the settings of a trial into the drawing. */
  onUse?: ((settings: TrialSettings, trial: number) => void) | undefined
}

/** All trials, in any order, with what can be done with each. */
export function TrialList({ report, settings, fileName, onUse }: TrialListProps) {
  const { t } = useT()
  const table = trialTable(report, settings)
  const [sorting, setSorting] = useState<Sorting>({ key: 'trial', descending: false })
  const isRight = (key: string): boolean => table.rows.some((row) => typeof row[key] === 'number')
  return (
    <section aria-label={t('Trials')} className="min-w-0">
      <header className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="text-13 font-title">{t('Trials')}</h2>
        <IconButton
          size="sm"
          className="ml-auto"
          label={t('Download the trials as CSV')}
          onClick={() => downloadText(toCsv(table), `${fileName}-trials.csv`, 'text/csv')}
        >
          <Download aria-hidden />
        </IconButton>
      </header>
      {/* A scrolling region has to be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="max-h-100 overflow-auto" tabIndex={0} aria-label={t('Table of trials')}>
        <table className="w-full text-12">
          <thead className="sticky top-0 z-1 bg-surface text-ink-3">
            <tr>
              {table.columns.map((column) => (
                <HeadCell
                  key={column.key}
                  column={column}
                  right={isRight(column.key)}
                  sorting={sorting}
                  onSort={setSorting}
                />
              ))}
              {onUse && (
                <th scope="col">
                  <span className="sr-only">{t('Use')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {sortRows(table, sorting).map((index) => {
              const trial = report.trials[index]
              const row = table.rows[index]
              if (!trial || !row) return null
              const isBest = index === report.best
              return (
                <tr
                  key={index}
                  className={cn('border-t border-line', isBest && 'bg-accent-soft font-strong')}
                >
                  {table.columns.map((column) => (
                    <td
                      key={column.key}
                      title={column.key === 'state' ? (trial.error ?? undefined) : undefined}
                      className={cn(
                        'h-7 max-w-60 truncate pr-3 whitespace-nowrap first:pl-1.5',
                        isRight(column.key) && 'text-right',
                        column.key === 'state' && trial.state === 'failed' && 'text-failed',
                      )}
                    >
                      {column.key === 'seconds'
                        ? trial.durationMs === 0
                          ? t('reused')
                          : formatDuration(trial.durationMs)
                        : formatCell(column, row[column.key])}
                    </td>
                  ))}
                  {onUse && (
                    <td className="pr-1.5 text-right">
                      <button
                        type="button"
                        className="font-strong text-accent-ink hover:underline"
                        aria-label={t('Use the settings of trial {{number}}', { number: index + 1 })}
                        onClick={() => onUse(trial.settings, index + 1)}
                      >
                        {t('Use')}
                      </button>
                    </td>
                  )}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </section>
  )
}

interface HeadCellProps {
  column: ChartColumn
  right: boolean
  sorting: Sorting
  onSort: (sorting: Sorting) => void
}

function HeadCell({ column: { key, label }, right, sorting, onSort }: HeadCellProps) {
  const isOwn = sorting.key === key
  const Arrow = sorting.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={isOwn ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
      className={cn('h-7 pr-3 font-text whitespace-nowrap first:pl-1.5', right ? 'text-right' : 'text-left')}
    >
      <button
        type="button"
        className="inline-flex items-center gap-1 hover:text-ink"
        onClick={() => onSort({ key, descending: isOwn && !sorting.descending })}
      >
        {label}
        {isOwn && <Arrow aria-hidden className="size-3" />}
      </button>
    </th>
  )
}
