/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table of which only a part is drawn stands on divs */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { formatPercent } from '../../canvas/words.ts'
import { MiniHistogram } from '../charts/mini-histogram.tsx'
import { cn } from '../cn.ts'
import { ColumnIcon } from '../column-icon.tsx'
import { useT } from '../../i18n/use-t.ts'
import { type DataColumn, NUMBER_WIDTH, type Sort } from './layout.ts'

interface HeadCellProps {
  column: DataColumn
  width: number
  spacer: number
  isPinned: boolean
  isSelected: boolean
  isPlain: boolean
  sort: Sort | null
  onSort?: (sort: Sort | null) => void
  onSelect?: (column: string | null) => void
}

const nextSort = (sort: Sort | null, column: string): Sort | null => {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

/** A column's name, its values at a glance, and how many are missing. */
export function HeadCell({
  column,
  width,
  spacer,
  isPinned,
  isSelected,
  isPlain,
  sort,
  onSort,
  onSelect,
}: HeadCellProps) {
  const { t } = useT()
  const sorted = sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : 'none'
  const act = onSelect
    ? () => onSelect(isSelected ? null : column.name)
    : onSort && (() => onSort(nextSort(sort, column.name)))
  const missing = column.missing ?? 0
  const name = (
    <>
      <ColumnIcon kind={column.kind} role={column.role} />
      <b className="truncate font-mono text-12 font-strong tracking-[-0.02em]">{column.name}</b>
    </>
  )
  return (
    <div
      role="columnheader"
      aria-sort={sorted}
      className={cn(
        'flex shrink-0 flex-col border-r px-2 pt-1.5',
        isPinned ? 'sticky z-10 border-line-strong' : 'border-line',
        isSelected ? 'bg-accent-soft' : 'bg-surface',
      )}
      style={{ width, marginLeft: spacer, ...(isPinned ? { left: NUMBER_WIDTH } : {}) }}
    >
      <div className="mb-1.5 flex h-4 min-w-0 items-center gap-1">
        {act ? (
          <button
            type="button"
            title={column.name}
            aria-pressed={onSelect ? isSelected : undefined}
            className="flex min-w-0 flex-1 items-center gap-1 rounded-sm text-left hover:text-accent-ink"
            onClick={act}
          >
            {name}
          </button>
        ) : (
          <span className="flex min-w-0 items-center gap-1" title={column.name}>
            {name}
          </span>
        )}
        {onSort && (onSelect || sorted !== 'none') && (
          <button
            type="button"
            aria-label={t('Sort by {{name}}', { name: column.name })}
            className={cn(
              'rounded-sm',
              sorted === 'none' ? 'text-line-control hover:text-ink' : 'text-accent-ink',
            )}
            onClick={() => onSort(nextSort(sort, column.name))}
          >
            {sorted === 'descending' ? (
              <ArrowDown aria-hidden className="size-3" />
            ) : (
              <ArrowUp aria-hidden className="size-3" />
            )}
          </button>
        )}
      </div>
      {!isPlain && (
        <>
          <div className="h-8">
            {column.bars && column.bars.length > 0 && (
              <MiniHistogram
                counts={column.bars}
                width={Math.min(width - 18, 96)}
                {...(column.barsLabel === undefined ? {} : { label: column.barsLabel })}
                className="w-full max-w-24"
              />
            )}
          </div>
          <div
            className={cn(
              'relative -mx-2 mt-auto h-5 px-2 leading-5',
              missing > 0.1 ? 'font-strong text-warning' : 'text-ink-2',
            )}
          >
            {column.missing === undefined ? '' : missing === 0 ? '0' : formatPercent(missing)}
            {column.missing !== undefined && <span className="sr-only"> {t('missing')}</span>}
            {missing > 0 && (
              <span
                aria-hidden
                className="absolute -bottom-px left-0 h-0.5 bg-warning"
                style={{ width: `${Math.max(2, missing * 100)}%` }}
              />
            )}
          </div>
        </>
      )}
    </div>
  )
}
