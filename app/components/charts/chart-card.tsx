'use client'

import { ChartLine, Download, Table2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { cn } from '../cn.ts'
import { IconButton } from '../icon-button.tsx'
import { Menu, MenuItem } from '../menu.tsx'
import { toast } from '../toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { downloadPng, downloadText } from './download.ts'
import { type ChartTable, formatCell, toCsv } from './table-data.ts'
import { currentLocale } from '../../i18n/current.ts'

export interface ChartCardProps {
  title: string
  /** Beside the title, fainter: which rows, which interval. */
  subtitle?: ReactNode
  /** The numbers behind it. */
  table: ChartTable
  /** Height of chart or table in pixels, fixed, so that nothing moves when numbers arrive. */
  height: number
  /** Without extension: `run-12-roc`. */
  fileName: string
  /** Without frame and padding, for a panel that has its own. */
  bare?: boolean | undefined
  /** Stands under chart and table. */
  footer?: ReactNode
  /** False where it is drawn in HTML: there is no picture to download then. */
  picture?: boolean
  /** `table` where there is no chart, only figures. */
  initialView?: 'chart' | 'table'
  className?: string
  children: ReactNode
}

/** Title, table view and download round a chart. */
export function ChartCard({
  title,
  subtitle,
  table,
  height,
  fileName,
  bare = false,
  footer,
  picture = true,
  initialView = 'chart',
  className,
  children,
}: ChartCardProps) {
  const { t } = useT()
  const [view, setView] = useState(initialView)
  const body = useRef<HTMLDivElement>(null)

  const savePicture = () => {
    const svg = body.current?.querySelector<SVGSVGElement>('svg[data-chart]')
    if (!svg) return
    downloadPng(svg, title, `${fileName}.png`).catch(() =>
      toast(t('The picture could not be made.'), {
        tone: 'failed',
        detail: t('Download the numbers as CSV instead.'),
      }),
    )
  }

  return (
    <section
      aria-label={title}
      className={cn(
        'flex min-w-0 flex-col',
        !bare && 'rounded-md border border-line bg-surface px-4 pt-2.5 pb-3.5',
        className,
      )}
    >
      <header className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="shrink-0 text-13 font-title">{title}</h2>
        {subtitle !== undefined && (
          <p
            className="min-w-0 flex-1 truncate text-12 text-ink-3"
            title={typeof subtitle === 'string' ? subtitle : undefined}
          >
            {subtitle}
          </p>
        )}
        <div className="-mr-1 ml-auto flex shrink-0 gap-0.5">
          {initialView === 'chart' && (
            <IconButton
              size="sm"
              label={view === 'chart' ? t('Show as table') : t('Show as chart')}
              onClick={() => setView(view === 'chart' ? 'table' : 'chart')}
            >
              {view === 'chart' ? <Table2 aria-hidden /> : <ChartLine aria-hidden />}
            </IconButton>
          )}
          <Menu
            trigger={
              <IconButton size="sm" label={t('Download')} tooltip={false}>
                <Download aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => downloadText(toCsv(table), `${fileName}.csv`, 'text/csv')}>
              {t('Numbers as CSV')}
            </MenuItem>
            {picture && (
              <MenuItem disabled={view === 'table'} onSelect={savePicture}>
                {t('Picture as PNG')}
              </MenuItem>
            )}
          </Menu>
        </div>
      </header>
      <div ref={body} className="relative min-w-0 flex-1" style={{ minHeight: height }}>
        {view === 'chart' ? children : <TableView table={table} height={height} label={title} />}
      </div>
      {footer !== undefined && <div className="mt-2 text-12 text-ink-2">{footer}</div>}
    </section>
  )
}

const MOST_ROWS = 500

function TableView({ table, height, label }: { table: ChartTable; height: number; label: string }) {
  const { t } = useT()
  const numeric = new Set(
    table.columns
      .filter((column) => table.rows.some((row) => typeof row[column.key] === 'number'))
      .map((column) => column.key),
  )
  const shown = table.rows.slice(0, MOST_ROWS)
  return (
    // A scrolling region has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="overflow-auto" style={{ maxHeight: height }} tabIndex={0} aria-label={label}>
      <table className="w-full text-12">
        <thead className="sticky top-0 bg-surface text-ink-3">
          <tr>
            {table.columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cn(
                  'h-6 py-0 pr-3 font-text whitespace-nowrap last:pr-2',
                  numeric.has(column.key) ? 'text-right' : 'text-left',
                )}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            // Rows of a chart have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index} className="border-t border-line">
              {table.columns.map((column) => (
                <td
                  key={column.key}
                  className={cn(
                    'h-6 py-0 pr-3 whitespace-nowrap last:pr-2',
                    numeric.has(column.key) ? 'text-right' : 'text-left text-ink-2',
                  )}
                >
                  {formatCell(column, row[column.key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > MOST_ROWS && (
        <p className="py-1.5 text-12 text-ink-3">
          {t('The first {{shown}} of {{rows}}; the CSV has them all.', {
            shown: MOST_ROWS,
            rows: table.rows.length.toLocaleString(currentLocale()),
          })}
        </p>
      )}
    </section>
  )
}
