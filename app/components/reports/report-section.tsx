import type { ReactNode } from 'react'
import { cn } from '../cn.ts'
import type { ReportViewProps } from './report-views.tsx'

/** The frame of a report's view: plain in the inspector, a card on a page. */
export function ReportSection({
  label,
  place,
  children,
}: {
  label: string
  place: ReportViewProps['place']
  children: ReactNode
}) {
  return (
    <section
      aria-label={label}
      className={cn(
        'min-w-0',
        place === 'inspector'
          ? 'mb-4'
          : 'max-w-160 rounded-md border border-line bg-surface px-4 pt-3 pb-3.5',
      )}
    >
      {children}
    </section>
  )
}

export interface FigureRow {
  title: string
  cells: readonly string[]
  /** Stands out. */
  strong?: boolean
}

/** Figures in rows under named columns. */
export function FigureTable({ head, rows }: { head: readonly string[]; rows: readonly FigureRow[] }) {
  return (
    <table className="w-full text-right text-12 whitespace-nowrap [&_td]:pl-3 [&_th]:font-text [&_tr>*]:h-6 [&_tr>*:first-child]:text-left">
      <thead className="text-ink-3">
        <tr>
          {head.map((title, index) => (
            <th key={title} scope="col" className={index > 0 ? 'pl-3' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ title, cells, strong }) => (
          <tr key={title} className="border-t border-line text-ink-2">
            <th scope="row" className={strong ? 'text-ink' : undefined}>
              {strong ? <b className="font-strong">{title}</b> : title}
            </th>
            {cells.map((cell, index) => (
              <td key={head[index + 1]} className={strong ? 'font-strong text-ink' : undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
