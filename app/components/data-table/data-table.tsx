/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table of which only a part is drawn stands on divs */
'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { formatCount } from '../../canvas/words.ts'
import { cn } from '../cn.ts'
import { useT } from '../../i18n/use-t.ts'
import { HeadCell } from './head-cell.tsx'
import {
  cellText,
  columnWidth,
  type DataColumn,
  HEAD_HEIGHT,
  isRightAligned,
  NUMBER_WIDTH,
  orderColumns,
  PICTURE_ROW_HEIGHT,
  PICTURE_SIDE,
  pictureIn,
  ROW_HEIGHT,
  SHORT_HEAD_HEIGHT,
  type Sort,
} from './layout.ts'

export interface DataTableProps {
  columns: readonly DataColumn[]
  rowCount: number
  /** Cells of a row in the order of `columns`; undefined while it is being fetched. */
  getRow: (index: number) => readonly unknown[] | undefined
  /** Called with the rows in sight, so that they can be fetched. */
  onVisibleRows?: (first: number, last: number) => void
  sort?: Sort | null
  /** Where given, a press on a column's name sorts by it: up, down, not at all. */
  onSort?: (sort: Sort | null) => void
  selected?: string | null
  /** Where given, a press on a column selects it. */
  onSelect?: (column: string | null) => void
  label: string
  /** What to call a row; by default its place, from 1. */
  rowNumber?: (index: number) => number
  /** A header of names only, for rows without statistics. */
  plainHeader?: boolean
  className?: string
}

/** Rows by the hundred thousand: only those in sight are drawn, columns too. The target stays in sight. */
export function DataTable(props: DataTableProps) {
  const { t } = useT()
  const { columns, rowCount, getRow, onVisibleRows, sort = null, selected = null, label, className } = props
  const { plainHeader = false, rowNumber = (index: number) => index + 1 } = props
  const headHeight = plainHeader ? SHORT_HEAD_HEIGHT : HEAD_HEIGHT
  const scroller = useRef<HTMLDivElement>(null)
  const ordered = useMemo(() => orderColumns(columns), [columns])
  const first = getRow(0)
  const widths = useMemo(() => {
    const sample = Array.from({ length: Math.min(rowCount, 24) }, (_, index) => getRow(index))
    return ordered.map(({ column, at }) =>
      columnWidth(
        column,
        sample.map((row) => row?.[at]),
      ),
    )
    // Measured once the first rows are there, and not again while scrolling.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [ordered, rowCount, first === undefined])

  // Known before any row is there where the column is one of images, so that the rows don't move.
  const pictured = ordered.some(
    ({ column, at }) => column.kind === 'image' || pictureIn(first?.[at], column.kind) !== undefined,
  )
  const rowHeight = pictured ? PICTURE_ROW_HEIGHT : ROW_HEIGHT
  const pinned = ordered[0]?.column.role === 'target' ? 1 : 0
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: headHeight,
  })
  const across = useVirtualizer({
    horizontal: true,
    count: ordered.length - pinned,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index + pinned] ?? 96,
    overscan: 3,
    paddingStart: NUMBER_WIDTH + (pinned ? (widths[0] ?? 0) : 0),
  })
  useEffect(() => across.measure(), [across, widths])
  useEffect(() => rows.measure(), [rows, rowHeight])

  const visible = rows.getVirtualItems()
  const firstRow = visible[0]?.index ?? 0
  const lastRow = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (rowCount > 0) onVisibleRows?.(firstRow, lastRow)
  }, [firstRow, lastRow, rowCount, onVisibleRows])

  const inSight = across.getVirtualItems()
  const start = NUMBER_WIDTH + (pinned ? (widths[0] ?? 0) : 0)
  const spacer = Math.max(0, (inSight[0]?.start ?? start) - start)
  const shown = [
    ...(pinned ? [0] : []),
    ...inSight.map((item) => item.index + pinned).filter((index) => index < ordered.length),
  ]

  const cell = (index: number) => {
    const entry = ordered[index]!
    return {
      ...entry,
      width: widths[index] ?? 96,
      isPinned: index < pinned,
      isSelected: entry.column.name === selected,
    }
  }

  return (
    <div
      ref={scroller}
      className={cn('relative min-h-0 overflow-auto bg-surface text-12', className)}
      role="table"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={ordered.length + 1}
      // A scrolling region has to be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <div
        className="relative"
        style={{ height: rows.getTotalSize(), width: across.getTotalSize(), minWidth: '100%' }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-20 flex border-b border-line-strong bg-surface"
          style={{ height: headHeight, width: across.getTotalSize(), minWidth: '100%' }}
        >
          <div
            role="columnheader"
            className="sticky left-0 z-10 shrink-0 border-r border-line bg-surface-2"
            style={{ width: NUMBER_WIDTH }}
          >
            <span className="sr-only">{t('Row')}</span>
          </div>
          {shown.map((index, position) => (
            <HeadCell
              key={cell(index).column.name}
              {...cell(index)}
              sort={sort}
              spacer={position === pinned ? spacer : 0}
              isPlain={plainHeader}
              {...(props.onSort ? { onSort: props.onSort } : {})}
              {...(props.onSelect ? { onSelect: props.onSelect } : {})}
            />
          ))}
        </div>
        {visible.map((row) => {
          const values = getRow(row.index)
          return (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 2}
              className="absolute left-0 flex border-b border-line hover:border-line-strong"
              style={{
                top: row.start,
                height: rowHeight,
                lineHeight: `${rowHeight - 1}px`,
                width: across.getTotalSize(),
                minWidth: '100%',
              }}
            >
              <div
                role="rowheader"
                className="sticky left-0 z-10 shrink-0 border-r border-line bg-surface-2 px-2 text-right text-ink-3"
                style={{ width: NUMBER_WIDTH }}
              >
                {formatCount(rowNumber(row.index))}
              </div>
              {shown.map((index, position) => {
                const { column, at, width, isPinned, isSelected } = cell(index)
                const value = values?.[at]
                const missing = values !== undefined && (value === null || value === undefined)
                const text = cellText(value, column.kind)
                const picture = pictureIn(value, column.kind)
                return (
                  <div
                    key={column.name}
                    role="cell"
                    title={text.length > 24 ? text : undefined}
                    className={cn(
                      'shrink-0 truncate border-r px-2',
                      isPinned ? 'sticky z-10 border-line-strong bg-surface font-strong' : 'border-line',
                      missing ? 'hatched text-warning italic' : isSelected && 'bg-accent-soft',
                      isRightAligned(column.kind) && !missing && 'text-right',
                    )}
                    style={{
                      width,
                      marginLeft: position === pinned ? spacer : 0,
                      ...(isPinned ? { left: NUMBER_WIDTH } : {}),
                    }}
                  >
                    {missing ? (
                      t('missing')
                    ) : values === undefined ? (
                      <Waiting />
                    ) : picture === undefined ? (
                      text
                    ) : (
                      <Picture
                        source={picture}
                        label={t('{{name}} of row {{row}}', {
                          name: column.name,
                          row: formatCount(rowNumber(row.index)),
                        })}
                      />
                    )}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Enlarged pixel by pixel where it is tiny, as decoded images often are. */
const Picture = ({ source, label }: { source: string; label: string }) => (
  // oxlint-disable-next-line nextjs/no-img-element -- a data URL has nothing to be optimised
  <img
    src={source}
    alt={label}
    className={cn(
      'my-[3px] block object-contain',
      source.startsWith('data:image/png') && '[image-rendering:pixelated]',
    )}
    style={{ width: PICTURE_SIDE, height: PICTURE_SIDE }}
  />
)

const Waiting = () => <span aria-hidden className="pulse mt-[9px] block h-2 w-3/5 rounded-sm bg-surface-3" />
