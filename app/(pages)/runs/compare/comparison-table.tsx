'use client'

import { Fragment, type ReactNode } from 'react'
import { cn } from '../../../components/cn.ts'
import { useT } from '../../../i18n/use-t.ts'
import { SectionTitle } from '../../../components/page-header.tsx'

export interface ComparedRow {
  key: string
  title: ReactNode
  cells: readonly ReactNode[]
  /** Places of cells that stand out, and why: the best, or another than the first. */
  best?: readonly number[]
  changed?: readonly number[]
}

export interface RowGroup {
  key: string
  /** Heads its rows; without one they stand by themselves. */
  title?: ReactNode
  rows: readonly ComparedRow[]
}

interface ComparisonTableProps {
  title: string
  aside?: ReactNode
  /** Heads of the columns, one a run. */
  heads: readonly ReactNode[]
  groups: readonly RowGroup[]
  /** In place of rows where there are none. */
  none?: string
}

/** Rows of what runs have, one column a run; the first column stays in sight. */
export function ComparisonTable({ title, aside, heads, groups, none }: ComparisonTableProps) {
  const { t } = useT()
  const own = (words: ReactNode) => (typeof words === 'string' ? t(words) : words)
  const empty = groups.every(({ rows }) => rows.length === 0)
  return (
    <section aria-label={title} className="mt-5">
      <SectionTitle aside={aside}>{title}</SectionTitle>
      {/* Relative, so that what only screen readers are told scrolls along instead of widening the page. */}
      <div className="relative overflow-x-auto rounded-md border border-line bg-surface">
        <table aria-label={title} className="w-full table-fixed text-13">
          <colgroup>
            <col className="w-34 md:w-52" />
            {heads.map((_, at) => (
              // Columns have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              <col key={at} className="w-40 md:w-auto" />
            ))}
          </colgroup>
          <thead>
            <tr className="text-12">
              <th scope="col" className="sticky left-0 z-1 bg-surface">
                <span className="sr-only">{title}</span>
              </th>
              {heads.map((head, at) => (
                // oxlint-disable-next-line react/no-array-index-key
                <th key={at} scope="col" className="truncate px-3 py-1.5 text-left align-top font-text">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Fragment key={group.key}>
                {group.title !== undefined && group.rows.length > 0 && (
                  <tr className="border-t border-line bg-surface-2">
                    <th
                      scope="rowgroup"
                      colSpan={heads.length + 1}
                      className="h-7 px-4 text-left text-12 font-strong"
                    >
                      {own(group.title)}
                    </th>
                  </tr>
                )}
                {group.rows.map((row) => (
                  <tr key={row.key} className="border-t border-line">
                    <th
                      scope="row"
                      className="sticky left-0 z-1 bg-surface px-4 py-1.5 text-left align-top font-text break-words text-ink-2"
                    >
                      {own(row.title)}
                    </th>
                    {row.cells.map((cell, at) => (
                      <td
                        // oxlint-disable-next-line react/no-array-index-key
                        key={at}
                        className={cn(
                          'px-3 py-1.5 align-top break-words tabular-nums',
                          row.best?.includes(at) && 'font-strong text-done',
                          row.changed?.includes(at) && 'font-strong',
                        )}
                      >
                        {cell}
                        {row.best?.includes(at) && (
                          <>
                            {' '}
                            <span className="text-12 font-text">{t('best')}</span>
                          </>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
            {empty && (
              <tr className="border-t border-line">
                <td colSpan={heads.length + 1} className="px-4 py-3 text-ink-2">
                  {none}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** For a value that a run doesn't have. */
export const Nothing = ({ words }: { words: string }) => (
  <span className="text-ink-3" title={words}>
    <span aria-hidden>–</span>
    <span className="sr-only">{words}</span>
  </span>
)
